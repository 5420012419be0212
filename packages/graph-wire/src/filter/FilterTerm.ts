/** Type-checks the parts of a `$filter` and builds conditions from them. Null has every type. */
import {
  type ComparisonOperator,
  ConnectorFilter,
  type ConnectorProperty,
  DateTimeOffset,
  DomainJoinConnectorState,
  type FilterOperand,
  type FilterValue,
  propertyOf,
  type TimestampPart,
  type TimestampProperty,
  type ValueKind,
} from "@odj/domain"
import { Result } from "effect"

/**
 * A part of a filter and its position: a value of some type, or a condition. `moment` is a literal as a timestamp, with the
 * offset that its operand lacks.
 */
export type Term = { readonly at: number } & (
  | {
      readonly type: ValueKind | "null"
      readonly operand: FilterOperand
      readonly moment?: DateTimeOffset
    }
  | { readonly type: "condition"; readonly condition: ConnectorFilter }
)

/** A timestamp as a term. */
export const timestampTerm = (moment: DateTimeOffset, at: number): Term => ({
  type: "timestamp",
  at,
  operand: ConnectorFilter.literal(DateTimeOffset.sortKey(moment)),
  moment,
})

/** Null as a term. It has every type. */
export const nullTerm = (at: number): Term => ({ type: "null", at, operand: ConnectorFilter.literal(null) })

/** The result of a type check, or a sentence about the problem. */
export type Checked<A> = Result.Result<A, string>

const states: ReadonlyArray<string> = DomainJoinConnectorState.literals
const anyState = `one of ${states.map((name) => `'${name}'`).join(", ")}`

const expected: Record<ValueKind, string> = {
  text: "text",
  timestamp: "a timestamp like 2016-12-31T23:58:36Z",
  state: anyState,
  number: "a number",
  date: "a date like 2016-12-31",
  time: "a time like 23:58:36",
}

const found: Record<ValueKind | "null", string> = {
  text: "text",
  timestamp: "a timestamp",
  state: "a state",
  number: "a number",
  date: "a date",
  time: "a time",
  null: "null",
}

/** Describes a term for the message about an unexpected one. */
const describe = (term: Term): string => {
  if (term.type !== "condition") return found[term.type]
  return term.condition._tag === "Constant" ? String(term.condition.value) : "a condition"
}

const isLiteral = (term: Term) =>
  term.type === "condition" ? term.condition._tag === "Constant" : term.operand._tag === "Literal"

/** The state with that name or number as a value. A number without a state is a value that no connector has. */
export const stateNamed = (name: string, at: number): Checked<FilterOperand> => {
  const isNumber = /^[-+]?\d+$/.test(name)
  return isNumber || states.includes(name)
    ? Result.succeed(ConnectorFilter.literal((isNumber && states[Number(name)]) || name))
    : Result.fail(
        `The string '${name}' is not a valid enumeration type constant. Expected ${anyState} at position ${at}`,
      )
}

/** What to write instead of a literal of another type. */
const hintFor = (type: ValueKind, literal: FilterValue, term: Term): string => {
  if (typeof literal === "number") return type === "text" ? ": write it in quotes" : ""
  if (term.type === "date" && type === "timestamp") return `: write ${literal}T00:00:00Z`
  return term.type === "text" && (type === "timestamp" || type === "date" || type === "time")
    ? ": leave out the quotes"
    : ""
}

/** The term as a value of a type. If a state is expected, a text in quotes is one too. */
export const operandOf = (term: Term, type: ValueKind): Checked<FilterOperand> => {
  if (term.type === type || term.type === "null") return Result.succeed(term.operand)
  const literal = term.type !== "condition" && term.operand._tag === "Literal" ? term.operand.value : null
  if (type === "state" && term.type === "text" && typeof literal === "string") {
    return stateNamed(literal, term.at)
  }
  const hint = literal === null ? "" : hintFor(type, literal, term)
  return Result.fail(`Expected ${expected[type]} at position ${term.at}, found ${describe(term)}${hint}`)
}

/** The types with each part of a timestamp. */
const partTypes = (part: TimestampPart): ReadonlyArray<Term["type"]> => {
  if (part === "year" || part === "month" || part === "day") return ["timestamp", "date"]
  if (part === "date" || part === "time" || part === "totaloffsetminutes") return ["timestamp"]
  return ["timestamp", "time"]
}

const isTimestamp = (name: ConnectorProperty): name is TimestampProperty =>
  propertyOf(name).kind === "timestamp"

/** The part of a term's timestamp as an operand; of a literal, the timestamp itself. A part of a date is one of its timestamp. */
export const partOf = (term: Term, part: TimestampPart): Checked<FilterOperand | DateTimeOffset> => {
  const types = partTypes(part)
  if (term.type !== "condition") {
    const { operand, type, moment } = term
    if (type === "null") return Result.succeed(operand)
    if (types.includes(type)) {
      if (moment !== undefined) return Result.succeed(moment)
      if (operand._tag === "Part") return Result.succeed({ ...operand, part })
      if (operand._tag === "Property" && isTimestamp(operand.property)) {
        return Result.succeed(ConnectorFilter.timestampPart(part, operand.property))
      }
    }
  }
  return operandOf(term, "timestamp")
}

/** The term as a condition. */
export const conditionOf = (term: Term): Checked<ConnectorFilter> => {
  if (term.type === "condition") return Result.succeed(term.condition)
  if (term.type === "null") return Result.succeed(ConnectorFilter.constant(null))
  return Result.fail(`Expected a condition at position ${term.at}, found ${describe(term)}`)
}

/** The condition that a value is not null; empty if it can't be null. */
const notNull = (operand: FilterOperand): ReadonlyArray<ConnectorFilter> => {
  if (operand._tag === "Call") return operand.operands.flatMap(notNull)
  const canBeNull =
    operand._tag === "Literal" ? operand.value === null : propertyOf(operand.property).isNullable
  return canBeNull ? [ConnectorFilter.notEquals(operand, null)] : []
}

/** A condition that is true if the given one has that truth value, and otherwise false, never null. */
const equalsBoolean = (condition: ConnectorFilter, is: boolean): ConnectorFilter => {
  switch (condition._tag) {
    case "And":
    case "Or": {
      const join = (condition._tag === "And") === is ? ConnectorFilter.and : ConnectorFilter.or
      return join(...condition.conditions.map((condition) => equalsBoolean(condition, is)))
    }
    case "Not":
      return equalsBoolean(condition.condition, !is)
    case "Constant":
      return ConnectorFilter.constant(condition.value === is)
    case "Compare":
    case "In":
      return is ? condition : ConnectorFilter.not(condition)
    case "Contains":
    case "StartsWith":
    case "EndsWith": {
      const holds = is ? condition : ConnectorFilter.not(condition)
      const others = [...notNull(condition.text), ...notNull(condition.part)]
      return others.length === 0 ? holds : ConnectorFilter.and(holds, ...others)
    }
  }
}

/** The value of the literals `true` and `false`; null for other terms. */
const truth = (term: Term): boolean | null =>
  term.type === "condition" && term.condition._tag === "Constant" ? term.condition.value : null

/** Compares a condition with `true` or `false`. */
const compareConditions = (
  operator: ComparisonOperator,
  at: number,
  subject: Term,
  other: Term,
): Checked<ConnectorFilter> => {
  if (operator !== "eq" && operator !== "ne") {
    return Result.fail(`Expected eq or ne at position ${at}, found ${operator}: conditions have no order`)
  }
  const [is, term] = truth(other) === null ? [truth(subject), other] : [truth(other), subject]
  if (is === null) {
    return Result.fail(`Expected true or false at position ${other.at}, found ${describe(other)}`)
  }
  return Result.map(conditionOf(term), (condition) =>
    operator === "eq" ? equalsBoolean(condition, is) : ConnectorFilter.not(equalsBoolean(condition, is)),
  )
}

/** Compares two terms of the same type. `at` is the position of the operator. */
export const compare = (
  operator: ComparisonOperator,
  at: number,
  left: Term,
  right: Term,
): Checked<ConnectorFilter> => {
  const [subject, other] = isLiteral(left) && !isLiteral(right) ? [right, left] : [left, right]
  const type = subject.type === "null" ? other.type : subject.type
  if (type === "condition") return compareConditions(operator, at, subject, other)
  if (type === "state" && operator !== "eq" && operator !== "ne") {
    return Result.fail(
      `Expected eq, ne or in at position ${at}, found ${operator}: states have no order in a filter`,
    )
  }
  const common = type === "null" ? "text" : type
  return Result.map(Result.all([operandOf(left, common), operandOf(right, common)]), ([left, right]) => ({
    _tag: "Compare",
    operator,
    left,
    right,
  }))
}

/** The type of a list for null, which has every type: that of the first value that has one. */
const commonType = (literals: ReadonlyArray<Term>): ValueKind => {
  for (const { type } of literals) if (type !== "null" && type !== "condition") return type
  return "text"
}

/** The condition that a value is one of several literals. Only the first literal of a wrong type is reported. */
export const isIn = (term: Term, literals: ReadonlyArray<Term>): Checked<ConnectorFilter> => {
  if (term.type === "condition") {
    return Result.fail(`Expected a value at position ${term.at}, found ${describe(term)}`)
  }
  const type = term.type === "null" ? commonType(literals) : term.type
  return Result.map(Result.all(literals.map((literal) => operandOf(literal, type))), (operands) =>
    ConnectorFilter.isIn(
      term.operand,
      operands.flatMap((operand) => (operand._tag === "Literal" ? [operand.value] : [])),
    ),
  )
}

/** The condition that a state has a member. States are no flags, so it has the one that it is. */
export const has = (term: Term, member: Term): Checked<ConnectorFilter> => {
  if (term.type !== "state") {
    return Result.fail(`Expected a state at position ${term.at}, found ${describe(term)}`)
  }
  return member.type === "null"
    ? Result.succeed(ConnectorFilter.constant(null))
    : Result.map(operandOf(member, "state"), (state) => ConnectorFilter.equals(term.operand, state))
}
