/**
 * The elements of an array in a JSON text, each as its own text.
 *
 * Only the array's outline is looked at; whoever reads an element finds what is wrong inside. So one bad element leaves
 * the others readable, and each is known by its number.
 */
import { Result } from "effect"

/** A string, which hides what is in it, or a character that opens, closes or separates; or a quote that is not closed. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},"]/gs

const isBlank = (text: string) => /^\s*$/.test(text)

/** The texts between the brackets and the commas of the outermost array, or what is wrong with its outline. */
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
  return Result.fail("Expected one JSON array, from its [ to its ]")
}
