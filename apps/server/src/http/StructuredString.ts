/** Reads a header field that is a String of RFC 9651: text in double quotes, with `\"` and `\\` escaped. */
import { Option } from "effect"
import { parseItem } from "structured-headers"

const parse = Option.liftThrowable(parseItem)

/** The longest field that is parsed, in characters. Valid values of the fields that the server reads are shorter. */
const maxField = 2_048

/**
 * The string of a field, without its parameters; `undefined` for any other value and for a repeated field. The library
 * accepts a parameter whose value is a date only in the last place.
 *
 * Source: RFC 9651, "Parsing Structured Fields".
 */
export const readStructuredString = (text: string): string | undefined => {
  const [value] = text.length > maxField ? [] : Option.getOrElse(parse(text), () => [])
  return typeof value === "string" ? value : undefined
}
