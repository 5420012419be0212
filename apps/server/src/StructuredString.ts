/** A header field that is a string of structured fields: text between double quotes, with `\"` and `\\` in it. */

const characters = String.raw`(?:[ !#-[\]-~]|\\["\\])*`

/** What a parameter may have as its value: numbers, texts, tokens, bytes, booleans and dates. */
const bareItem = [
  `"${characters}"`,
  String.raw`-?(?:\d{1,12}\.\d{1,3}|\d{1,15})`,
  String.raw`[A-Za-z*][\w!#$%&'*+.^|~:/\x60-]*`,
  ":[A-Za-z0-9+/=]*:",
  String.raw`\?[01]`,
  String.raw`@-?\d{1,15}`,
  String.raw`%"(?:[ !#$&-~]|%[\da-f]{2})*"`,
].join("|")

const parameter = String.raw`; *[a-z*][a-z\d_.*-]*(?:=(?:${bareItem}))?`

// No two ways through it begin alike, so that nothing is read twice.
const field = new RegExp(`^ *"(${characters})"(?:${parameter})* *$`)

/** No field that we read has more to say. */
const maxField = 2_048

/**
 * The string that a field holds, without its parameters; nothing where it is anything else, or was given twice.
 *
 * Source: RFC 9651, "Parsing Structured Fields".
 */
export const readStructuredString = (text: string): string | undefined =>
  text.length > maxField ? undefined : field.exec(text)?.[1]?.replace(/\\(.)/g, "$1")
