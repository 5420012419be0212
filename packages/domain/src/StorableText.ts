/**
 * Text that every store can keep: well-formed Unicode without NUL, of any length, possibly empty.
 *
 * UTF-8 can't encode a lone surrogate, and PostgreSQL can't store NUL, so some stores would change or refuse such a text.
 */
import { Schema } from "effect"

const brokenRules = (text: string): ReadonlyArray<string> => [
  ...(text.isWellFormed() ? [] : ["Expected well-formed Unicode, found a lone surrogate"]),
  ...(text.includes("\0") ? ["Expected text without NUL (U+0000)"] : []),
]

const isStorable = (text: string) => text.isWellFormed() && !text.includes("\0")

export const StorableText = Schema.String.check(
  Schema.makeFilter((text: string) => (isStorable(text) ? undefined : brokenRules(text)), {
    // No pattern for these rules is portable, so JSON Schema has none. Without this line, it would also lose the annotations
    // of the schema, which Effect stores with the check.
    toJsonSchema: () => [{}, true],
  }),
)
