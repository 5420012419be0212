/**
 * Cuts the text of a `$filter` into tokens.
 *
 * Cutting never fails: what OData has no token for becomes a word, and it is for the reader to refuse it.
 */

/**
 * A piece of a filter: `at` is where it begins, counted from 0, and `source` is how it is written.
 *
 * | token | is |
 * |---|---|
 * | `Mark` | a parenthesis or a comma |
 * | `Text` | a text between quotes; `value` has each of its own quotes once, `prefix` is what stands right before it |
 * | `Unclosed` | a text without a closing quote |
 * | `Word` | anything else up to a space, a mark or a quote: a name, an operator, a literal without quotes |
 * | `End` | what comes after the last one |
 *
 * A timestamp whose `+` has become a space, as in URLs it does, is one word.
 */
export type Token = { readonly at: number; readonly source: string } & (
  | { readonly _tag: "Mark" | "Unclosed" | "Word" | "End" }
  | { readonly _tag: "Text"; readonly prefix: string; readonly value: string }
)

const spaces = /[ \t]*/y
const word = /(?:\d{4,}-\d\d-\d\d[Tt][\d:.]+ (?=\d\d:\d\d(?:[ \t),]|$)))?[^ \t(),']*/y

/** Where the run of characters ends that begins at `from`. */
const endOf = (run: RegExp, text: string, from: number): number => {
  run.lastIndex = from
  run.test(text)
  return run.lastIndex
}

/** Where the text ends whose opening quote is at `start`: the index of its closing quote, or -1. */
const closingQuote = (text: string, start: number): number => {
  let end = text.indexOf("'", start + 1)
  while (end !== -1 && text[end + 1] === "'") end = text.indexOf("'", end + 2)
  return end
}

/** The first token of a text from an index on. */
export const tokenFrom = (text: string, from: number): Token => {
  const at = endOf(spaces, text, from)
  if (at === text.length) return { _tag: "End", at, source: "" }
  if ("(),".includes(text.charAt(at))) return { _tag: "Mark", at, source: text.charAt(at) }
  const start = endOf(word, text, at)
  const prefix = text.slice(at, start)
  if (text[start] !== "'") return { _tag: "Word", at, source: prefix }
  const end = closingQuote(text, start)
  if (end === -1) return { _tag: "Unclosed", at, source: text.slice(at) }
  const value = text.slice(start + 1, end).replaceAll("''", "'")
  return { _tag: "Text", at, source: text.slice(at, end + 1), prefix, value }
}
