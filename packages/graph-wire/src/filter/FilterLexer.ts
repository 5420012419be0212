/**
 * Splits the text of a `$filter` into tokens.
 *
 * It never fails: text that is no token of OData becomes a word, which the parser rejects.
 */
import { DomainJoinConnector } from "@odj/domain"
import { Option, Schema } from "effect"

/**
 * A token of a filter: `at` is its position, counted from 0, and `source` is its text.
 *
 * | token | is |
 * |---|---|
 * | `Mark` | a parenthesis, a bracket or a comma |
 * | `Text` | a text in quotes; `value` is the text with each doubled quote as one, `prefix` is the word before it |
 * | `Json` | a text in double quotes; `value` is the text that JSON reads |
 * | `Unclosed` | a text without a closing quote, or one in double quotes that no connector can have |
 * | `Word` | anything else up to a space, a mark or a quote: a name, an operator, a literal without quotes |
 * | `End` | the end of the text |
 */
export type Token = { readonly at: number; readonly source: string } & (
  | { readonly _tag: "Mark" | "Unclosed" | "Word" | "End" }
  | { readonly _tag: "Text"; readonly prefix: string; readonly value: string }
  | { readonly _tag: "Json"; readonly value: string }
)

const spaces = /[ \t]*/y

/**
 * A word ends at a space, with one exception: the `+` of a time zone becomes a space when a URL is decoded. So the
 * first, optional part takes a date and time together with a space that a zone like `05:30` follows.
 * `2016-12-31T23:58:36 05:30` is one word, and the parser reports the missing `+`. The second part is everything up to
 * a space, mark or quote.
 */
const word = /(?:\d{4,}-\d\d-\d\d[Tt][\d:.]+ (?=\d\d:\d\d(?:[ \t),\]]|$)))?[^ \t(),'"[\]]*/y

/** The end of the match of a sticky expression at `from`. */
const endOf = (run: RegExp, text: string, from: number): number => {
  run.lastIndex = from
  run.test(text)
  return run.lastIndex
}

/** The index of the closing quote of the text whose opening quote is at `start`, or -1. */
const closingQuote = (text: string, start: number): number => {
  let end = text.indexOf("'", start + 1)
  while (end !== -1 && text[end + 1] === "'") end = text.indexOf("'", end + 2)
  return end
}

const decodeJson = Schema.decodeUnknownOption(Schema.fromJsonString(DomainJoinConnector.fields.version))

/** The token of the text in double quotes at `at`. Its escapes may stand for text that no connector can have. */
const jsonAt = (text: string, at: number): Token => {
  let end = at + 1
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1
  const source = text.slice(at, end + 1)
  return Option.match(decodeJson(source), {
    onNone: (): Token => ({ _tag: "Unclosed", at, source: text.slice(at) }),
    onSome: (value): Token => ({ _tag: "Json", at, source, value }),
  })
}

/** The first token at or after an index of the text. */
export const tokenFrom = (text: string, from: number): Token => {
  const at = endOf(spaces, text, from)
  if (at === text.length) return { _tag: "End", at, source: "" }
  if ("(),[]".includes(text.charAt(at))) return { _tag: "Mark", at, source: text.charAt(at) }
  const start = endOf(word, text, at)
  const prefix = text.slice(at, start)
  if (text[at] === '"') return jsonAt(text, at)
  if (text[start] !== "'") return { _tag: "Word", at, source: prefix }
  const end = closingQuote(text, start)
  if (end === -1) return { _tag: "Unclosed", at, source: text.slice(at) }
  const value = text.slice(start + 1, end).replaceAll("''", "'")
  return { _tag: "Text", at, source: text.slice(at, end + 1), prefix, value }
}
