/** Reads faults from a text: JSON with one fault or an array of them, or NDJSON with one fault on each line. */
import { type Problem, problemsWithin } from "@odj/domain"
import { type InvalidJson, parseJson, parseLines } from "@odj/graph-wire"
import { Array as Arrays, Result } from "effect"
import type { Fault } from "./Fault.ts"
import { FaultsInvalid } from "./FaultsInvalid.ts"
import { readFaults } from "./ReadFaults.ts"
import type { ServerParts } from "./ServerParts.ts"

type Read = Result.Result<ReadonlyArray<Fault>, FaultsInvalid>

const fail = (problems: ReadonlyArray<Problem>) => Result.fail(new FaultsInvalid({ problems }))

/** One read for each part of a text, with the name of the part in its problems. */
const together = (parts: ReadonlyArray<readonly [name: string, read: Read]>): Read => {
  const [faults, invalid] = Arrays.partition(parts, ([name, read]) =>
    Result.mapError(read, ({ problems }) => problemsWithin([name], problems)),
  )
  return invalid.length > 0 ? fail(invalid.flat()) : Result.succeed(faults.flat())
}

const readParsed = (parsed: Result.Result<unknown, InvalidJson>, parts?: ServerParts): Read =>
  Result.match(parsed, {
    onFailure: ({ problems }) => fail(problems),
    onSuccess: (value) =>
      Array.isArray(value)
        ? together(value.map((fault, index) => [`fault ${index + 1}`, readFaults(fault, parts)]))
        : readFaults(value, parts),
  })

/** Whether each line that is not blank begins an object, and there are several. */
const isNdjson = (text: string) =>
  /^[^\S\n]*\{[^\n]*\n\s*\{/.test(text.trimStart()) && !/^[^\S\n]*[^\s{]/m.test(text)

/** Reads the faults in a text, for a server with these parts if they are given. A problem names the line of NDJSON or the element of an array, counted from 1. */
export const readFaultText = (text: string, parts?: ServerParts): Read => {
  if (text.trim() === "") return fail([{ path: [], message: "It is empty. Write [] for no faults" }])
  if (!isNdjson(text)) return readParsed(parseJson(text), parts)
  return together(Array.from(parseLines(text), ([name, parsed]) => [name, readParsed(parsed, parts)]))
}
