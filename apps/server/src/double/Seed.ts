/** The connectors that a test wants to have: given as values, or in a file, as JSON or NDJSON. */
import { validate } from "@odj/core"
import {
  type NewDomainJoinConnector,
  type NewDomainJoinConnectorInput,
  type Problem,
  problemsText,
  problemsWithin,
} from "@odj/domain"
import { parseJson, parseLines } from "@odj/graph-wire"
import { Data, Effect, Iterable, Predicate, Result } from "effect"
import { isUrl, pathOf, readText } from "../input/InputFile.ts"

/** Connectors, or the path or URL of a file with them, as JSON or NDJSON. */
export type SeedInput = ReadonlyArray<NewDomainJoinConnectorInput> | string | URL

/**
 * Every problem with the connectors of a seed. A path is such as `connectors[3]`, `version`, or, for a file, `seed.ndjson`,
 * `line 4`, `version`. The elements of a JSON array in a file are rows, counted from 1 as by `odj import`. Lines are read
 * until 101 are not JSON.
 */
export class SeedInvalid extends Data.TaggedError("SeedInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}

type Path = Problem["path"]

/** A valid connector, with the beginning of the path of its problems. */
export interface SeedRow {
  readonly path: Path
  readonly connector: NewDomainJoinConnector
}

/** A value that may be a connector, or why it can't be read. */
export interface UncheckedRow {
  readonly path: Path
  readonly value: Result.Result<unknown, { readonly problems: ReadonlyArray<Problem> }>
}

const refuse = (path: Path, message: string) => new SeedInvalid({ problems: [{ path, message }] })

/** How many connectors are handled in one turn of the event loop. */
export const chunkSize = 500

/** A program without types can give any value. */
const pathOfSeed = (file: unknown) => {
  if (isUrl(file) || (Predicate.isString(file) && file !== "")) return pathOf(file)
  return refuse([], "The connectors must be an array, or the path or URL of a file")
}

const rowsOfFile = Effect.fnUntraced(function* (file: string) {
  const text = yield* readText(file)
  if (/^\s*\[/.test(text)) {
    const elements = Result.mapError(
      parseJson(text),
      ({ problems }) => new SeedInvalid({ problems: problemsWithin([file], problems) }),
    )
    // It begins as an array.
    return ((yield* Effect.fromResult(elements)) as ReadonlyArray<unknown>).map(
      (element, index): UncheckedRow => ({
        path: [file, `row ${index + 1}`],
        value: Result.succeed(element),
      }),
    )
  }
  // Otherwise CSV, or one object on many lines, would have a problem for each line.
  if (/^\s*(?:[^\s{]|\{\s*\n)/.test(text))
    return yield* refuse([file], "Must be a JSON array, or a JSON object on each line")
  return Iterable.map(parseLines(text), ([name, value]) => ({ path: [file, name], value }))
})

/** The elements of an array; `name` is what the array is called in paths. */
export const rowsOfArray = (values: ReadonlyArray<unknown>, name: string): ReadonlyArray<UncheckedRow> =>
  values.map((value, index) => ({ path: [`${name}[${index}]`], value: Result.succeed(value) }))

/** Validates rows, and finds the ids that are given twice. */
export const checkRows = Effect.fnUntraced(function* (rows: Iterable<UncheckedRow>) {
  const valid: Array<SeedRow> = []
  const problems: Array<ReadonlyArray<Problem>> = []
  const pathOfId = new Map<string, Path>()
  let count = 0
  for (const { path, value } of rows) {
    if (++count % chunkSize === 0) yield* Effect.yieldNow
    const read = Result.flatMap(value, validate<unknown>)
    if (Result.isFailure(read)) {
      problems.push(problemsWithin(path, read.failure.problems))
      continue
    }
    const connector = read.success
    const { id } = connector
    const first = id === undefined ? undefined : pathOfId.get(id)
    if (first !== undefined)
      problems.push([{ path: [...path, "id"], message: `${first.at(-1)} has the same id` }])
    else if (id !== undefined) pathOfId.set(id, path)
    valid.push({ path, connector })
  }
  return { valid, problems: problems.flat() }
})

// `Array.isArray` does not narrow an array that is read-only.
const isArray = (input: SeedInput): input is Exclude<SeedInput, string | URL> => Array.isArray(input)

/** Reads a seed. Fails with every problem. */
export const readSeed = Effect.fnUntraced(
  function* (input: SeedInput) {
    const rows = isArray(input)
      ? rowsOfArray(input, "connectors")
      : yield* rowsOfFile(yield* pathOfSeed(input))
    const { valid, problems } = yield* checkRows(rows)
    return problems.length === 0 ? valid : yield* new SeedInvalid({ problems })
  },
  Effect.catchTag("FileUnreadable", ({ problem }) => new SeedInvalid({ problems: [problem] })),
)
