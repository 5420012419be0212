/**
 * Parses JSON as strictly as OData requires: a name that occurs twice in one object is an error.
 *
 * `JSON.parse` keeps the last of two values and other readers keep the first, so they would see different connectors in
 * the same bytes.
 */
import { ExpectedFailure, type Problem, problemsText, withoutFrames } from "@odj/domain"
import { Result } from "effect"
import { parseEscapedNames } from "./EscapedNames.ts"

/** The text is not JSON, or a name occurs twice in one of its objects. `problems` lists every problem. */
export class InvalidJson extends ExpectedFailure("InvalidJson")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d

/** The index of the closing quote of the string that begins at `start`. */
const closingQuote = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1)
  while (text.charCodeAt(end - 1) === backslash) {
    let first = end - 1
    while (text.charCodeAt(first - 1) === backslash) first--
    if ((end - first) % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return end
}

/** Counts the names in valid JSON: there is one colon outside strings for each. */
const countNames = (text: string): number => {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index)
    if (character === colon) count++
    else if (character === quote) index = closingQuote(text, index)
  }
  return count
}

/** Counts the members of all objects in a value. */
const countMembers = (value: unknown): number => {
  let count = 0
  const rest = [value]
  while (rest.length > 0) {
    const next = rest.pop()
    if (typeof next !== "object" || next === null) continue
    const values: ReadonlyArray<unknown> = Object.values(next)
    if (!Array.isArray(next)) count += values.length
    for (const member of values) if (typeof member === "object") rest.push(member)
  }
  return count
}

/**
 * Finds the repeated names in valid JSON. Each property of the outermost object is reported at most once, so that the
 * report stays smaller than the text.
 */
const repetitions = (text: string): ReadonlyArray<Problem> => {
  const repeated = new Map<string, string>()
  const objects: Array<Set<string>> = []
  let property = ""
  let string = ""
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index)
    if (character === openBrace) objects.push(new Set())
    else if (character === closeBrace) objects.pop()
    else if (character === quote) {
      const end = closingQuote(text, index)
      string = text.slice(index, end + 1)
      index = end
    } else if (character === colon) {
      const name: string = JSON.parse(string)
      const names = objects.at(-1)
      if (objects.length === 1) property = name
      if (names?.has(name)) repeated.set(property, objects.length === 1 ? twice : twiceInside)
      names?.add(name)
    }
  }
  return Array.from(repeated, ([name, message]) => ({ path: [name], message }))
}

const twice = "Given twice"
const twiceInside = "A property inside it is given twice"

/**
 * Parses a text as JSON. Never throws: all problems are in {@link InvalidJson}.
 *
 * @example
 * ```ts
 * import { parseJson } from "@odj/graph-wire"
 * import { Result } from "effect"
 *
 * console.log(Result.getOrThrow(parseJson('{"state":"active"}'))) // => { state: 'active' }
 *
 * const failure = parseJson('{"state":"error","state":"active"}').pipe(Result.flip, Result.getOrThrow)
 * console.log(failure.message) // => state: Given twice
 * ```
 */
export const parseJson = (text: string): Result.Result<unknown, InvalidJson> => {
  let value: unknown
  try {
    value = withoutFrames(() => JSON.parse(text))
    if (text.includes("\\")) value = parseEscapedNames(text)
  } catch (error) {
    return invalid([{ path: [], message: `Invalid JSON: ${(error as SyntaxError).message}` }])
  }
  // Equal counts prove that no name repeats. The text has one colon for each name that it gives, and `JSON.parse` keeps
  // one member of several with the same name: with a repeated name there are fewer members than colons.
  if (countNames(text) === countMembers(value)) return Result.succeed(value)
  return invalid(repetitions(text))
}

const invalid = (problems: ReadonlyArray<Problem>) => Result.fail(new InvalidJson({ problems }))

/** The engine counts the lines of what it parses, which is one line. */
const withoutLine = ({ problems }: InvalidJson) =>
  new InvalidJson({
    problems: problems.map(({ path, message }) => ({
      path,
      message: message.replace(/ \(line \d+ column \d+\)$/, ""),
    })),
  })

/** After this many invalid lines, the text is taken for one of another kind: it can have millions of them. */
const maxInvalidLines = 101

/**
 * Parses NDJSON: each line that is not blank, with a name for its problems such as `line 3`. It parses a line when the
 * consumer asks for it, and ends after 101 invalid ones.
 *
 * @example
 * ```ts
 * import { parseLines } from "@odj/graph-wire"
 * import { Result } from "effect"
 *
 * for (const [name, value] of parseLines('{"state":"active"}\n\n{"state":"error"}'))
 *   console.log(name, Result.getOrThrow(value))
 * // => line 1 { state: 'active' }
 * // => line 3 { state: 'error' }
 * ```
 */
export function* parseLines(
  text: string,
): Generator<readonly [name: string, value: Result.Result<unknown, InvalidJson>], void> {
  let invalidLines = 0
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue
    const value = parseJson(line)
    yield [`line ${index + 1}`, Result.mapError(value, withoutLine)]
    if (Result.isFailure(value) && ++invalidLines === maxInvalidLines) return
  }
}
