/**
 * Text, as every store can keep it: well-formed Unicode without NUL, of any length, empty included.
 *
 * UTF-8 has no form for a lone surrogate, and PostgreSQL's text none for NUL, so a connector with either would not
 * come back from every store as it went in.
 */
import { Schema } from "effect"

const brokenRules = (text: string): ReadonlyArray<string> => [
  ...(text.isWellFormed() ? [] : ["Expected well-formed Unicode, found a lone surrogate"]),
  ...(text.includes("\0") ? ["Expected text without NUL (U+0000)"] : []),
]

const isStorable = (text: string) => text.isWellFormed() && !text.includes("\0")

export const Text = Schema.String.check(
  Schema.makeFilter((text: string) => (isStorable(text) ? undefined : brokenRules(text)), {
    // JSON Schema has no portable pattern for this, but carries the annotations that a property adds.
    toJsonSchema: () => [{}, true],
  }),
)
