/** Parses the literals of a `$filter`: null, true, false, numbers, texts, timestamps, dates, times of day and states. */
import { ConnectorFilter, DateTimeOffset, timestampPart } from "@odj/domain"
import { Result, SchemaIssue, SchemaParser } from "effect"
import type { Token } from "./FilterLexer.ts"
import { nullTerm, stateNamed, type Term, timestampTerm } from "./FilterTerm.ts"
import { valueTypes } from "./TypeNames.ts"

const decodeTimestamp = SchemaParser.decodeUnknownResult(DateTimeOffset)
const format = SchemaIssue.makeFormatterStandardSchemaV1()

type Literal = Result.Result<Term, ReadonlyArray<string>>

const { constant, literal } = ConnectorFilter

const fail = (problem: string): Literal => Result.fail([problem])

/** The timestamp of a text, or a sentence for each rule that it breaks. */
const timestampOf = (text: string, at: number): Result.Result<DateTimeOffset, ReadonlyArray<string>> =>
  Result.mapError(decodeTimestamp(text), (error) =>
    format(error).issues.map(({ message }) => `${message}, at position ${at}`),
  )

const timestamp = (text: string, at: number): Literal => {
  const space = text.indexOf(" ")
  const lostPlus =
    space === -1 ? [] : [`Expected + or - at position ${at + space}, found a space: write %2B for + in a URL`]
  const decoded = timestampOf(text.replace(" ", "+"), at)
  if (Result.isFailure(decoded)) return Result.fail([...lostPlus, ...decoded.failure])
  if (lostPlus.length > 0) return Result.fail(lostPlus)
  return Result.succeed(timestampTerm(decoded.success, at))
}

const date = (text: string, at: number): Literal =>
  Result.map(timestampOf(`${text}T00:00:00Z`, at), (moment) => ({
    type: "date",
    at,
    operand: literal(text),
    moment,
  }))

const time = (text: string, at: number): Literal =>
  Result.map(timestampOf(`0001-01-01T${text}Z`, at), (moment) => ({
    type: "time",
    at,
    operand: literal(timestampPart("time", moment)),
    moment,
  }))

/** A number is a double, as in JSON. */
const number = (text: string, at: number): Literal => {
  const value = Number(text)
  return Number.isFinite(value)
    ? Result.succeed({ type: "number", at, operand: literal(value + 0) })
    : fail(`Expected a number up to ${Number.MAX_VALUE} at position ${at}, found ${text}`)
}

const word = (source: string, at: number): Literal | undefined => {
  if (source === "null") return Result.succeed(nullTerm(at))
  if (/^(?:true|false)$/i.test(source)) {
    const condition = constant(source.toLowerCase() === "true")
    return Result.succeed({ type: "condition", at, condition })
  }
  if (/^-?\d{4,}-\d\d-\d\d$/.test(source)) return date(source, at)
  if (/^-?\d{4,}-\d\d-\d\dt/i.test(source)) return timestamp(source, at)
  if (/^\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(source)) return time(source, at)
  if (/^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(source)) return number(source, at)
  if (/^[-+\d]|[-:]/.test(source)) {
    return fail(
      `Expected text in quotes, a number, a timestamp, a date, a time, null, true or false at position ${at}, found ${source}`,
    )
  }
  return undefined
}

/** The literal of a token, or its problems, one sentence each; `undefined` if the token is no literal. */
export const literalOf = (token: Token): Literal | undefined => {
  const { _tag, at, source } = token
  if (_tag === "Word") return word(source, at)
  if (_tag !== "Text") return undefined
  const { prefix, value } = token
  if (prefix === "") return Result.succeed({ type: "text", at, operand: literal(value) })
  if (prefix !== valueTypes.state)
    return fail(
      `Expected ${valueTypes.state} or nothing before the quotes at position ${at}, found ${prefix}`,
    )
  return Result.mapBoth(stateNamed(value, at), {
    onSuccess: (operand): Term => ({ type: "state", at, operand }),
    onFailure: (problem) => [problem],
  })
}

/** The literal of a text in JSON, in a list of values of that type: JSON has timestamps, dates and times of day as texts. */
export const jsonLiteral = (token: Token & { readonly _tag: "Json" }, type: Term["type"]): Literal => {
  const { at, value } = token
  const isText = type !== "timestamp" && type !== "date" && type !== "time"
  const read = isText ? undefined : word(value, at)
  return read ?? Result.succeed({ type: "text", at: at, operand: literal(value) })
}
