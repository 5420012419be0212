/**
 * Text, as every store can keep it: well-formed Unicode without NUL, of any length, empty included.
 *
 * UTF-8 has no form for a lone surrogate, and PostgreSQL's text none for NUL, so a connector with either would not
 * come back from every store as it went in.
 */
import { Schema } from "effect"

const wellFormed = Schema.makeFilter((text: string) => text.isWellFormed(), {
  message: "Expected well-formed Unicode, found a lone surrogate",
})

const withoutNul = Schema.makeFilter((text: string) => !text.includes("\0"), {
  message: "Expected text without NUL (U+0000)",
})

export const Text = Schema.String.check(wellFormed, withoutNul)
