/** A header field that is a string of structured fields: text between double quotes, with `\"` and `\\` in it. */
import { Option } from "effect"
import { parseItem } from "structured-headers"

const parse = Option.liftThrowable(parseItem)

/** No field that we read has more to say. */
const maxField = 2_048

/**
 * The string that a field holds, without its parameters; `undefined` where it is anything else, or was given twice. The
 * library refuses a parameter that is a date unless it is the last.
 *
 * Source: RFC 9651, "Parsing Structured Fields".
 */
export const readStructuredString = (text: string): string | undefined => {
  const [value] = text.length > maxField ? [] : Option.getOrElse(parse(text), () => [])
  return typeof value === "string" ? value : undefined
}
