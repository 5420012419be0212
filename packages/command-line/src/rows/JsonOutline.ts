/**
 * Splits a JSON array or object into the texts of its elements or members.
 *
 * It looks only at the outline; each part is parsed later. So one invalid element leaves the others readable, and each has
 * its number. Mistakes that change how a reader would split the text are found here: a truncated text, a comma
 * without a value, a comment.
 */
import { Result } from "effect"
import { lineOf } from "./LineOf.ts"

export interface Outline {
  /** The texts between the commas of the outermost array or object. */
  readonly parts: ReadonlyArray<string>
  /** The index after its last character. */
  readonly end: number
}

/** Why a text can't be split, and whether the reason is that it is truncated. */
export interface OutlineProblem {
  /** The sentence, which takes time to make: it counts lines. */
  readonly message: () => string
  readonly isCut: boolean
}

/** A quote, a character that opens, closes or separates, or the first character of a comment. */
const token = () => /["[\]{},/]/g

/** The index after the string that begins at `start`, if it ends. */
const endOfString = (text: string, start: number): number | undefined => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === "\\") backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
  return undefined
}

const isBlank = (text: string) => /^\s*$/.test(text)

/** Splits the array or object that begins at `start`, which is the index of its `[` or `{`. */
export const outlineOf = (text: string, start: number): Result.Result<Outline, OutlineProblem> => {
  const fail = (index: number, message: string) =>
    Result.fail({ message: () => `Line ${lineOf(text, index)} has ${message}`, isCut: false })
  const tokens = token()
  tokens.lastIndex = start
  const parts: Array<string> = []
  let depth = 0
  let partStart = start + 1
  let last = ""
  let lastEnd = start
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const { 0: found, index } = match
    if (found === '"') {
      const end = endOfString(text, index)
      if (end === undefined) break
      tokens.lastIndex = end
      last = found
      continue
    }
    if (found === "/") return fail(index, "a comment, and JSON has none. Remove it")
    const isClose = found === "]" || found === "}"
    const isComma = found === ","
    const missesValue = last === "," ? isClose || isComma : isComma && (last === "[" || last === "{")
    if (missesValue && isBlank(text.slice(lastEnd, index))) {
      return fail(last === "," ? lastEnd - 1 : index, "a comma without a value beside it. Remove it")
    }
    last = found
    lastEnd = tokens.lastIndex
    if (found === "[" || found === "{") depth++
    else if (isComma && depth === 1) {
      parts.push(text.slice(partStart, index))
      partStart = index + 1
    } else if (isClose && --depth === 0) {
      if ((found === "]") !== (text[start] === "[")) {
        return fail(index, `a ${found} that closes a ${text[start]}. Correct the brackets`)
      }
      const part = text.slice(partStart, index)
      return Result.succeed({
        parts: parts.length === 0 && isBlank(part) ? [] : [...parts, part],
        end: index + 1,
      })
    }
  }
  const what = text[start] === "[" ? "array" : "object"
  return Result.fail({
    message: () =>
      `The ${what} that begins in line ${lineOf(text, start)} does not end: the file is truncated, or a quote or bracket is missing`,
    isCut: true,
  })
}
