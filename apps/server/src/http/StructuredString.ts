/** A header field that is a string of structured fields: text between double quotes, with `\"` and `\\` in it. */

const characters = String.raw`(?:[ !#-[\]-~]|\\["\\])*`

const base64 = "[A-Za-z\\d+/]"

const octet = String.raw`%[89ab][\da-f]`

/** Characters of UTF-8, its octets written with percent signs. */
const encoded = [
  String.raw`%[0-7][\da-f]`,
  String.raw`%(?:c[2-9a-f]|d[\da-f])${octet}`,
  String.raw`%(?:e0%[ab][\da-f]|ed%[89][\da-f]|e[1-9a-cef]${octet})${octet}`,
  String.raw`%(?:f0%[9ab][\da-f]|f4%8[\da-f]|f[1-3]${octet})${octet}${octet}`,
].join("|")

/** What a parameter may have as its value: numbers, texts, tokens, bytes, booleans and dates. */
const bareItem = [
  `"${characters}"`,
  String.raw`-?(?:\d{1,12}\.\d{1,3}|\d{1,15})`,
  String.raw`[A-Za-z*][\w!#$%&'*+.^|~:/\x60-]*`,
  `:(?:${base64}{4})*(?:${base64}{2}(?:==)?|${base64}{3}=?)?:`,
  String.raw`\?[01]`,
  String.raw`@-?\d{1,15}`,
  `%"(?:[ !#$&-~]|${encoded})*"`,
].join("|")

const parameter = String.raw`; *[a-z*][a-z\d_.*-]*(?:=(?:${bareItem}))?`

// Any two ways through it part after a few characters, so that nothing long is read twice.
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
