/**
 * Parses the calls of functions in a `$filter`.
 *
 * What does not depend on a connector is evaluated here: a part of a literal, which has its own offset, and `now`, so that
 * all pages of a list have the same instant.
 */
import {
  ConnectorFilter,
  DateTimeOffset,
  type FilterOperand,
  functionOf,
  nearestTo,
  qualifiedTypeName,
  type TextFunction,
  type TimestampPart,
  textFunctionNames,
  timestampPart,
  timestampPartNames,
  timestampParts,
  type ValueKind,
} from "@odj/domain"
import { Result, Struct } from "effect"
import type { FilterCursor } from "./FilterCursor.ts"
import { nullTerm, operandOf, partOf, type Term, timestampTerm } from "./FilterTerm.ts"
import { isOwnCast } from "./TypeCast.ts"
import { valueTypes } from "./TypeNames.ts"

/** A call whose opening parenthesis was consumed: its position, and how to parse an operand. */
interface Call {
  readonly cursor: FilterCursor
  readonly at: number
  readonly term: () => Term
}

const { constant, literal } = ConnectorFilter

const close = (cursor: FilterCursor) => cursor.expect(")", ")")

const operand = ({ cursor, term }: Call, kind: ValueKind): FilterOperand =>
  cursor.valueOr(operandOf(term(), kind), literal(null))

/** Parses the operands of a function and the closing parenthesis. The last ones may be missing. */
const operands = (
  call: Call,
  kinds: ReadonlyArray<ValueKind>,
  optional = 0,
): ReadonlyArray<FilterOperand> => {
  const found: Array<FilterOperand> = []
  for (const [index, kind] of kinds.entries()) {
    if (index > 0 && !call.cursor.takeIf("Mark", ",")) {
      if (index < kinds.length - optional) call.cursor.refuse("a comma")
      break
    }
    found.push(operand(call, kind))
  }
  call.cursor.expect(")", found.length < kinds.length ? "a comma or )" : ")")
  return found
}

const textTests = { contains: "Contains", startswith: "StartsWith", endswith: "EndsWith" } as const

const textTest = (call: Call, _tag: (typeof textTests)[keyof typeof textTests]): Term => {
  const [text = literal(null), part = literal(null)] = operands(call, ["text", "text"])
  return { type: "condition", at: call.at, condition: { _tag, text, part } }
}

const textFunction = (call: Call, name: TextFunction): Term => {
  const { parameters, optional, kind } = functionOf(name)
  return {
    type: kind,
    at: call.at,
    operand: { _tag: "Call", name, operands: operands(call, parameters, optional) },
  }
}

/** A part of a literal is a literal itself. */
const part = ({ cursor, at, term }: Call, name: TimestampPart): Term => {
  const of = cursor.valueOr(partOf(term(), name), literal(null))
  close(cursor)
  const type = timestampParts[name]
  if (typeof of !== "string") return { type, at, operand: of }
  return { type, at, operand: literal(timestampPart(name, of)), moment: of }
}

const first = DateTimeOffset.make("0001-01-01T00:00:00Z")
const last = DateTimeOffset.make("9999-12-31T23:59:59.999999999999Z")

const instant = ({ cursor, at }: Call, moment: DateTimeOffset | undefined): Term => {
  close(cursor)
  if (moment !== undefined) return timestampTerm(moment, at)
  cursor.note(`Expected a timestamp at position ${at}, found now(): no clock is known here`)
  return nullTerm(at)
}

/** The kinds of values by the names of their types. */
const kinds: ReadonlyMap<string, ValueKind> = new Map(
  Struct.keys(valueTypes).map((kind) => [valueTypes[kind], kind]),
)

const isTypeName = (name: string) => kinds.has(name) || isOwnCast(name)

/** Parses the operand, which may be missing, and the name of a type. The connector itself is the missing operand. */
const typed = ({ cursor, term }: Call): readonly [operand: Term | undefined, type: string] => {
  const isMissing = cursor.token._tag === "Word" && isTypeName(cursor.token.source)
  const operand = isMissing ? undefined : term()
  if (!isMissing) cursor.expect(",", "a comma")
  const { _tag, source } = cursor.token
  if (_tag === "Word" && isTypeName(source)) cursor.take()
  else cursor.refuse(`one of ${[qualifiedTypeName, ...kinds.keys()].join(", ")}`)
  close(cursor)
  return [operand, source]
}

/** Every value has one type, so that a cast changes nothing, or fails. */
const cast = (call: Call): Term => {
  const { cursor, at } = call
  const [term, type] = typed(call)
  const kind = kinds.get(type)
  if (term === undefined || kind === undefined) {
    cursor.note(`Expected a value with a type at position ${at}: the connector itself can't be compared`)
    return nullTerm(at)
  }
  return cursor.valueOr(
    Result.map(operandOf(term, kind), (operand): Term => ({ ...term, type: kind, operand, at })),
    nullTerm(at),
  )
}

const isOf = (call: Call): Term => {
  const [term, type] = typed(call)
  const holds = term === undefined ? isOwnCast(type) : term.type === "null" || term.type === kinds.get(type)
  return { type: "condition", at: call.at, condition: constant(holds) }
}

const functions: ReadonlyMap<string, (call: Call) => Term> = new Map<string, (call: Call) => Term>([
  ...Object.entries(textTests).map(([name, tag]) => [name, (call: Call) => textTest(call, tag)] as const),
  ...textFunctionNames.map((name) => [name, (call: Call) => textFunction(call, name)] as const),
  ...timestampPartNames.map((name) => [name, (call: Call) => part(call, name)] as const),
  ["now", (call) => instant(call, call.cursor.now?.())],
  ["mindatetime", (call) => instant(call, first)],
  ["maxdatetime", (call) => instant(call, last)],
  ["cast", cast],
  ["isof", isOf],
])

/** The names of all functions, in alphabetical order. */
export const functionNames: ReadonlyArray<string> = Array.from(functions.keys()).sort()

/** Parses a call whose opening parenthesis was consumed. The names of functions can have any case. */
export const parseCall = (call: Call, name: string): Term => {
  const parse = functions.get(name.toLowerCase())
  if (parse !== undefined) return parse(call)
  const near = nearestTo(name.toLowerCase(), functionNames)
  const guess = near.length === 0 ? "" : `. Did you mean ${near.join(" or ")}?`
  call.cursor.stop(
    `Expected one of the functions ${functionNames.join(", ")} at position ${call.at}, found ${name}${guess}`,
  )
  return nullTerm(call.at)
}
