/** Reads media types with parameters, as in `Accept` and `Content-Type`, in linear time. */

export interface MediaType {
  /** In lower case, such as `application/json`. */
  readonly type: string
  /** By lower-case names; the values are unquoted. */
  readonly parameters: ReadonlyMap<string, string>
}

/** Splits a list at its separators, except in quoted strings. */
export const splitList = (text: string, separator: "," | ";"): ReadonlyArray<string> => {
  const elements: Array<string> = []
  let start = 0
  let isQuoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (isQuoted && character === "\\") index++
    else if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && character === separator) {
      elements.push(text.slice(start, index).trim())
      start = index + 1
    }
  }
  return [...elements, text.slice(start).trim()].filter((element) => element !== "")
}

const unquote = (value: string) =>
  value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1).replace(/\\(.)/gs, "$1")
    : value

/** Splits `name=value`; the name in lower case, the value unquoted. */
export const assignment = (text: string): readonly [name: string, value: string] => {
  const [name = ""] = text.split("=", 1)
  return [name.trim().toLowerCase(), unquote(text.slice(name.length + 1).trim())]
}

/** Reads one media type. The values of a repeated parameter are joined, so they match no known value. */
export const readMediaType = (text: string): MediaType => {
  const [type = "", ...rest] = splitList(text, ";")
  const parameters = new Map<string, string>()
  for (const [name, value] of rest.map(assignment)) {
    const given = parameters.get(name)
    parameters.set(name, given === undefined ? value : `${given}, ${value}`)
  }
  return { type: type.toLowerCase(), parameters }
}

/** Whether a charset is UTF-8. Some programs leave out the hyphen. */
export const isUtf8Name = (charset: string): boolean => /^utf-?8$/i.test(charset)
