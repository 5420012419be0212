/**
 * JSON text, read as strictly as OData asks: a name that occurs twice in one object is an error, not an overwrite.
 *
 * `JSON.parse` keeps the last of two values, so that a reader before us and we could see different connectors in the
 * same bytes.
 */
import { type Problem, problemsText } from "@odj/domain"
import { Data, Result } from "effect"
import { parseRenamed } from "./RenamedJson.ts"

/** The text is not JSON, or not the JSON of one definite value: every problem, of which there is at least one. */
export class InvalidJson extends Data.TaggedError("InvalidJson")<{
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

/** Where the string that begins at `start` ends: the index of its closing quote. */
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

/** How many names a text has that is known to be JSON: as many as colons outside its strings. */
const countNames = (text: string): number => {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index)
    if (character === colon) count++
    else if (character === quote) index = closingQuote(text, index)
  }
  return count
}

/** How many members the objects have that a value is made of. */
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
 * What is given twice, in a text that is known to be JSON: each property once, however often and however deep, so that
 * the report stays smaller than the text.
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

const twice = "Expected the property once, found it again"
const twiceInside = "Expected each of its names once, found one again"

/** Reads a text as JSON. Total: whatever is wrong with the text comes back as {@link InvalidJson}. */
export const parseJson = (text: string): Result.Result<unknown, InvalidJson> => {
  let value: unknown
  try {
    value = JSON.parse(text)
    if (text.includes("\\")) value = parseRenamed(text)
  } catch (error) {
    return invalid([{ path: [], message: `Expected JSON: ${(error as SyntaxError).message}` }])
  }
  // Of members with equal names the value has one, so that it then has fewer members than the text has names.
  if (countNames(text) === countMembers(value)) return Result.succeed(value)
  return invalid(repetitions(text))
}

const invalid = (problems: ReadonlyArray<Problem>) => Result.fail(new InvalidJson({ problems }))
