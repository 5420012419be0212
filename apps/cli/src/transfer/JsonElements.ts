/**
 * Splits the text of a JSON array into the texts of its elements.
 *
 * It looks only at the outline of the array; each element is parsed later. So one invalid element leaves the others
 * readable, and each has its number.
 */
import { Result } from "effect"

/** A whole string, a character that opens, closes or separates, or an unclosed quote. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},"]/gs

const isBlank = (text: string) => /^\s*$/.test(text)

/** The texts of the elements of the outermost array, or the problem with its outline. */
export const jsonElements = (text: string): Result.Result<ReadonlyArray<string>, string> => {
  const elements: Array<string> = []
  let depth = 0
  let start = 0
  for (const { 0: found, index } of text.matchAll(token)) {
    if (found === '"') break
    if (depth === 0 && (found !== "[" || !isBlank(text.slice(0, index)))) break
    if (found === "[" || found === "{") {
      depth++
      if (depth === 1) start = index + 1
    } else if (found === "," && depth === 1) {
      elements.push(text.slice(start, index))
      start = index + 1
    } else if (found === "]" || found === "}") {
      depth--
      if (depth > 0) continue
      if (found === "}" || !isBlank(text.slice(index + 1))) break
      const last = text.slice(start, index)
      return Result.succeed(elements.length === 0 && isBlank(last) ? [] : [...elements, last])
    }
  }
  return Result.fail("Expected one complete JSON array")
}
