/** Type-checks the parts of a `$filter` and builds conditions from them. Null has every type. */
import {
  type ComparisonOperator,
  ConnectorFilter,
  DomainJoinConnectorState,
  type FilterOperand,
  type PropertyKind,
  propertyOf,
} from "@odj/domain"
import { Result } from "effect"

/** A part of a filter and its position: a value of some type, or a condition. */
export type Term = { readonly at: number } & (
  | { readonly type: PropertyKind | "null"; readonly operand: FilterOperand }
  | { readonly type: "condition"; readonly condition: ConnectorFilter }
)

/** The result of a type check, or a sentence about the problem. */
export type Checked<A> = Result.Result<A, string>

const states: ReadonlyArray<string> = DomainJoinConnectorState.literals
const anyState = `one of ${states.map((name) => `'${name}'`).join(", ")}`

const expected = {
  text: "text",
  timestamp: "a timestamp like 2016-12-31T23:58:36Z",
  state: anyState,
}

const found = { text: "text", timestamp: "a timestamp", state: "a state", null: "null" }

/** Describes a term for the message about an unexpected one. */
const describe = (term: Term): string => {
  if (term.type !== "condition") return found[term.type]
  return term.condition._tag === "Constant" ? String(term.condition.value) : "a condition"
}

const isLiteral = (term: Term) =>
  term.type === "condition" ? term.condition._tag === "Constant" : term.operand._tag === "Literal"

/** The state with that name as a value. */
export const stateNamed = (name: string, at: number): Checked<FilterOperand> =>
  states.includes(name)
    ? Result.succeed(ConnectorFilter.literal(name))
    : Result.fail(
        `The string '${name}' is not a valid enumeration type constant. Expected ${anyState} at position ${at}`,
      )

/** The term as a value of a type. If a state is expected, a text in quotes is one too. */
export const operandOf = (term: Term, type: PropertyKind): Checked<FilterOperand> => {
  if (term.type === type || term.type === "null") return Result.succeed(term.operand)
  const quoted = term.type === "text" && term.operand._tag === "Literal" ? term.operand.value : null
  if (quoted !== null && type === "state") return stateNamed(quoted, term.at)
  const hint = quoted !== null && type === "timestamp" ? ": leave out the quotes" : ""
  return Result.fail(`Expected ${expected[type]} at position ${term.at}, found ${describe(term)}${hint}`)
}

/** The term as a condition. */
export const conditionOf = (term: Term): Checked<ConnectorFilter> => {
  if (term.type === "condition") return Result.succeed(term.condition)
  if (term.type === "null") return Result.succeed(ConnectorFilter.constant(null))
  return Result.fail(`Expected a condition at position ${term.at}, found ${describe(term)}`)
}

/** The condition that a value is not null; empty if it can't be null. */
const notNull = (operand: FilterOperand): ReadonlyArray<ConnectorFilter> => {
  if (operand._tag === "ToLower" || operand._tag === "ToUpper") return notNull(operand.operand)
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

/** The condition that a value is one of several literals. Only the first literal of a wrong type is reported. */
export const isIn = (term: Term, literals: ReadonlyArray<Term>): Checked<ConnectorFilter> => {
  if (term.type === "condition") {
    return Result.fail(
      `Expected text, a timestamp or a state at position ${term.at}, found ${describe(term)}`,
    )
  }
  const type = term.type === "null" ? "text" : term.type
  return Result.map(Result.all(literals.map((literal) => operandOf(literal, type))), (operands) =>
    ConnectorFilter.isIn(
      term.operand,
      operands.flatMap((operand) => (operand._tag === "Literal" ? [operand.value] : [])),
    ),
  )
}
