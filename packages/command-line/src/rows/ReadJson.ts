/**
 * Reads JSON as rows: an array, an envelope around one, one object, or objects one after the other.
 *
 * A row that is invalid leaves the others readable. A text whose rows can't be told apart, or that lacks rows, is refused
 * as a whole.
 */
import { decodeError, parseJson } from "@odj/graph-wire"
import { Predicate, Result } from "effect"
import { type Outline, outlineOf } from "./JsonOutline.ts"
import { lineOf } from "./LineOf.ts"
import { propertyNamed } from "./PropertyNames.ts"
import type { Row } from "./Row.ts"

type Rows = Result.Result<ReadonlyArray<Row>, string>

/** The value of a line of `FILE.rejected.ndjson`, which has the rejected row as its `input`. */
const isRejectedRow = (value: unknown): value is { readonly input: unknown } =>
  Predicate.hasProperty(value, "reason") && Object.keys(value).sort().join() === "input,reason,row"

const notJson = "This row was not JSON. Replace the string with the connector as a JSON object"

const jsonRow = (text: string, row: number): Row =>
  Result.match(parseJson(text), {
    onSuccess: (value) => {
      if (!isRejectedRow(value)) return { row, input: value, problems: [] }
      const { input } = value
      return {
        row,
        input,
        problems: Predicate.isString(input) ? [{ path: ["input"], message: notJson }] : [],
      }
    },
    onFailure: ({ problems }) => ({ row, input: text, problems }),
  })

const rowsOfParts = (parts: ReadonlyArray<string>): ReadonlyArray<Row> =>
  parts.map((part, index) => jsonRow(part.trim(), index + 1))

/** The start of the next value after the blanks, or the end of the text. */
const skipBlanks = (text: string, index: number): number => {
  const blanks = /\s*/y
  blanks.lastIndex = index
  blanks.test(text)
  return blanks.lastIndex
}

const betweenObjects = (text: string, comma: number) =>
  `Line ${lineOf(text, comma)} has a comma after an object. Remove these commas, or put [ before the first object and ] after the last`

/**
 * Reads values one after the other: on lines, indented, or without anything between them. A value begins on a line of its
 * own, or directly after an object. A row is counted by the line on which it begins, or, if several begin on one line, by
 * its place.
 */
export const readSequence = (text: string): Rows => {
  const rows: Array<Row> = []
  let line = 1
  let counted = 0
  for (let start = skipBlanks(text, 0); start < text.length; ) {
    for (
      let end = text.indexOf("\n", counted);
      end !== -1 && end < start;
      end = text.indexOf("\n", counted)
    ) {
      counted = end + 1
      line++
    }
    const lineEnd = text.indexOf("\n", start)
    const whole = text.slice(start, lineEnd === -1 ? text.length : lineEnd).trimEnd()
    let row = jsonRow(whole, line)
    let end = start + whole.length
    if (row.input === whole && whole.startsWith("{")) {
      // The next object at the start of a line ends this one, however broken it is.
      const next = text.indexOf("\n{", start)
      const rest = next === -1 ? text : text.slice(0, next)
      const outline = outlineOf(rest, start)
      if (Result.isFailure(outline) && outline.failure.isCut && next === -1) {
        return Result.fail(outline.failure.message())
      }
      end = Result.isSuccess(outline) ? outline.success.end : rest.length
      row = jsonRow(text.slice(start, end).trimEnd(), line)
      const comma = skipBlanks(text, end)
      if (Result.isSuccess(outline) && text[comma] === ",") return Result.fail(betweenObjects(text, comma))
    }
    rows.push(row)
    start = skipBlanks(text, end)
  }
  const isOnLines = rows.every(({ row }, index) => index === 0 || row > (rows[index - 1]?.row ?? 0))
  return Result.succeed(isOnLines ? rows : rows.map((row, index) => ({ ...row, row: index + 1 })))
}

/** The rows of the array that begins at `start`, which must be all of the text from there. */
const readArray = (text: string, start: number): Rows =>
  outlineOf(text, start).pipe(
    Result.mapError(({ message }) => message()),
    Result.flatMap(({ parts, end }) => {
      const rest = skipBlanks(text, end)
      return rest === text.length
        ? Result.succeed(rowsOfParts(parts))
        : Result.fail(`Line ${lineOf(text, rest)} has more text after the end of the array. Remove it`)
    }),
  )

/** The texts of the members of an object by their names in lower case. */
const membersOf = ({ parts }: Outline): ReadonlyMap<string, string> =>
  new Map(
    parts.flatMap((part) => {
      const [beginning = "", name] = /^\s*"([^"\\]*)"\s*:/.exec(part) ?? []
      return name === undefined ? [] : [[name.toLowerCase(), part.slice(beginning.length).trim()]]
    }),
  )

const nextLinks = ["@odata.nextlink", "odata.nextlink"]

/** What a service says in place of connectors. */
const errorOf = (text: string): string => {
  const { code, message } = decodeError(Result.getOrUndefined(parseJson(text)))
  const said = [code, message].filter(Predicate.isNotUndefined).join(": ")
  return `It is an error response, without connectors${said === "" ? "" : `: ${said}`}`
}

/** The rows of a text that is one object: its own, or those of the array inside it. */
const readObject = (text: string, outline: Outline): Rows => {
  const members = membersOf(outline)
  const names = [...members.keys()].filter((name) => !name.includes("@"))
  if (names.some(propertyNamed)) return Result.succeed([jsonRow(text.trim(), 1)])
  if (nextLinks.some((name) => (members.get(name) ?? "null") !== "null")) {
    return Result.fail(
      "It is one page of a longer list: it has a link to a next page, so rows are missing. Get all pages, such as with `odj export`",
    )
  }
  if (members.has("error")) return Result.fail(errorOf(text))
  const others = names.filter((name) => name !== "count" && !name.startsWith("odata."))
  const inside = members.get("value") ?? (others.length === 1 ? members.get(others[0] ?? "") : undefined)
  if (inside?.startsWith("[")) return readArray(inside, 0)
  return Result.succeed([jsonRow(inside?.startsWith("{") ? inside : text.trim(), 1)])
}

/** Whether each line begins with an object. Then a broken line leaves the others readable. */
const hasOnlyObjectsOnLines = (text: string) => !/^[^\S\r\n]*[^\s{]/m.test(text.trim())

/** Reads JSON whose first character is `[` or `{`. Fails with the reason if the whole text is refused. */
export const readJson = (text: string): Rows => {
  const start = skipBlanks(text, 0)
  if (text[start] === "[") return readArray(text, start)
  if (text[start] !== "{")
    return Result.fail("Not JSON: it must be an array, an object, or objects one after the other")
  const outline = outlineOf(text, start)
  if (Result.isSuccess(outline)) {
    return skipBlanks(text, outline.success.end) === text.length
      ? readObject(text, outline.success)
      : readSequence(text)
  }
  return hasOnlyObjectsOnLines(text) && text.trim().includes("\n")
    ? readSequence(text)
    : Result.fail(outline.failure.message())
}
