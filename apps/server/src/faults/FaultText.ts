/** Reads faults from a text: JSON with one fault or an array of them, or NDJSON with one fault on each line. */
import { type Problem, problemsWithin } from "@odj/domain"
import { parseJson } from "@odj/graph-wire"
import { Array as Arrays, Result } from "effect"
import type { Transport } from "../tls/Transport.ts"
import type { Fault } from "./Fault.ts"
import { FaultsInvalid } from "./FaultsInvalid.ts"
import { readFaults } from "./ReadFaults.ts"

type Read = Result.Result<ReadonlyArray<Fault>, FaultsInvalid>

const fail = (problems: ReadonlyArray<Problem>) => Result.fail(new FaultsInvalid({ problems }))

/** One read for each part of a text, with the name of the part in its problems. */
const together = (parts: ReadonlyArray<readonly [name: string, read: Read]>): Read => {
  const problems = parts.flatMap(([name, read]) =>
    Result.isFailure(read) ? problemsWithin([name], read.failure.problems) : [],
  )
  return problems.length > 0
    ? fail(problems)
    : Result.succeed(Arrays.getSuccesses(parts.map(([, read]) => read)).flat())
}

const readJson = (text: string, transport?: Transport): Read =>
  Result.match(parseJson(text), {
    onFailure: ({ problems }) => fail(problems),
    onSuccess: (value) =>
      Array.isArray(value)
        ? together(value.map((fault, index) => [`fault ${index + 1}`, readFaults(fault, transport)]))
        : readFaults(value, transport),
  })

const isBlank = (line: string) => line.trim() === ""

/** Whether each line that is not blank begins an object, and there are several. */
const isNdjson = (text: string) =>
  /^[^\S\n]*\{[^\n]*\n\s*\{/.test(text.trimStart()) && !/^[^\S\n]*[^\s{]/m.test(text)

/** Reads the faults in a text, for a server with this transport if it is given. A problem names the line of NDJSON or the element of an array, counted from 1. */
export const readFaultText = (text: string, transport?: Transport): Read => {
  if (isBlank(text)) return fail([{ path: [], message: "It is empty. Write [] for no faults" }])
  if (!isNdjson(text)) return readJson(text, transport)
  const lines = text.split("\n").map((line, index) => [`line ${index + 1}`, line] as const)
  return together(
    lines.filter(([, line]) => !isBlank(line)).map(([name, line]) => [name, readJson(line, transport)]),
  )
}
