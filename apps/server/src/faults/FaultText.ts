/** Reads faults from a text: JSON with one fault or an array of them, or NDJSON with one fault on each line. */
import type { Problem } from "@odj/domain"
import { parseJson } from "@odj/graph-wire"
import { Array as Arrays, Result } from "effect"
import type { Fault } from "./Fault.ts"
import { FaultsInvalid } from "./FaultsInvalid.ts"
import { readFaults } from "./ReadFaults.ts"
import type { ServerParts } from "./ServerParts.ts"

type Read = Result.Result<ReadonlyArray<Fault>, FaultsInvalid>

const fail = (problems: ReadonlyArray<Problem>) => Result.fail(new FaultsInvalid({ problems }))

/** One read for each part of a text, with the name of the part in its problems. */
const together = (parts: ReadonlyArray<readonly [name: string, read: Read]>): Read => {
  const problems = parts.flatMap(([name, read]) =>
    Result.isFailure(read) ? read.failure.problems.map((problem) => inside(name, problem)) : [],
  )
  return problems.length > 0
    ? fail(problems)
    : Result.succeed(Arrays.getSuccesses(parts.map(([, read]) => read)).flat())
}

const inside = (name: string, { path, message }: Problem): Problem => ({ path: [name, ...path], message })

const readJson = (text: string, parts?: ServerParts): Read =>
  Result.match(parseJson(text), {
    onFailure: ({ problems }) => fail(problems),
    onSuccess: (value) =>
      Array.isArray(value)
        ? together(value.map((fault, index) => [`fault ${index + 1}`, readFaults(fault, parts)]))
        : readFaults(value, parts),
  })

const isBlank = (line: string) => line.trim() === ""

/** Whether each line that is not blank begins an object, and there are several. */
const isNdjson = (text: string) =>
  /^[^\S\n]*\{[^\n]*\n\s*\{/.test(text.trimStart()) && !/^[^\S\n]*[^\s{]/m.test(text)

/** Reads the faults in a text, for a server with these parts if they are given. A problem names the line of NDJSON or the element of an array, counted from 1. */
export const readFaultText = (text: string, parts?: ServerParts): Read => {
  if (isBlank(text)) return fail([{ path: [], message: "It is empty. Write [] for no faults" }])
  if (!isNdjson(text)) return readJson(text, parts)
  const lines = text.split("\n").map((line, index) => [`line ${index + 1}`, line] as const)
  return together(
    lines.filter(([, line]) => !isBlank(line)).map(([name, line]) => [name, readJson(line, parts)]),
  )
}
