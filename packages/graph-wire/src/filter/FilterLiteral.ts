/**
 * Parses the literals of a `$filter`: null, true, false, texts, timestamps and states.
 *
 * Literals of other types are recognized, so that the message about them helps.
 */
import { ConnectorFilter, DateTimeOffset, qualifiedTypeName } from "@odj/domain"
import { Result, SchemaIssue, SchemaParser } from "effect"
import type { Token } from "./FilterLexer.ts"
import { stateNamed, type Term } from "./FilterTerm.ts"

const stateType = `${qualifiedTypeName}State`

const decodeTimestamp = SchemaParser.decodeUnknownResult(DateTimeOffset)
const format = SchemaIssue.makeFormatterStandardSchemaV1()

type Literal = Result.Result<Term, ReadonlyArray<string>>

const fail = (problem: string): Literal => Result.fail([problem])

const timestamp = (at: number, text: string): Literal => {
  const space = text.indexOf(" ")
  const lostPlus =
    space === -1 ? [] : [`Expected + or - at position ${at + space}, found a space: write %2B for + in a URL`]
  const decoded = decodeTimestamp(text.replace(" ", "+"))
  if (Result.isSuccess(decoded) && lostPlus.length === 0) {
    return Result.succeed({
      type: "timestamp",
      at,
      operand: ConnectorFilter.literal(DateTimeOffset.sortKey(decoded.success)),
    })
  }
  const issues = Result.isFailure(decoded) ? format(decoded.failure).issues : []
  return Result.fail([...lostPlus, ...issues.map(({ message }) => `${message}, at position ${at}`)])
}

const words = new Map<string, (at: number) => Term>([
  ["null", (at) => ({ type: "null", at, operand: ConnectorFilter.literal(null) })],
  ["true", (at) => ({ type: "condition", at, condition: ConnectorFilter.constant(true) })],
  ["false", (at) => ({ type: "condition", at, condition: ConnectorFilter.constant(false) })],
])

/** The literal of a token, or its problems, one sentence each; `undefined` if the token is no literal. */
export const literalOf = (token: Token): Literal | undefined => {
  const { _tag, at, source } = token
  if (_tag === "Text") {
    const { prefix, value } = token
    if (prefix === "") return Result.succeed({ type: "text", at, operand: ConnectorFilter.literal(value) })
    if (prefix !== stateType)
      return fail(`Expected ${stateType} or nothing before the quotes at position ${at}, found ${prefix}`)
    return Result.mapBoth(stateNamed(value, at), {
      onSuccess: (operand): Term => ({ type: "state", at, operand }),
      onFailure: (problem) => [problem],
    })
  }
  if (_tag !== "Word") return undefined
  const word = words.get(source)
  if (word !== undefined) return Result.succeed(word(at))
  if (/^\d{4}-\d\d-\d\d$/.test(source)) {
    return fail(
      `Expected a timestamp like ${source}T00:00:00Z, or text in quotes at position ${at}, found a date`,
    )
  }
  if (/^\d{4,}-\d\d-\d\dt/i.test(source)) return timestamp(at, source)
  if (/^[-+\d]|[-:]/.test(source)) {
    return fail(
      `Expected text in quotes, a timestamp, null, true or false at position ${at}, found ${source}`,
    )
  }
  return undefined
}
