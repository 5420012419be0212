/**
 * Parses the text of a `$filter`: the part of OData's grammar that applies to connectors.
 *
 * It is a recursive descent parser whose depth is limited: nodes and parentheses are counted before it enters them. The
 * time is linear in the length of the text.
 */
import { type ComparisonOperator, ConnectorFilter, type FilterOperand, propertyOf } from "@odj/domain"
import { Result } from "effect"
import type { Aliases } from "./Alias.ts"
import { FilterCursor } from "./FilterCursor.ts"
import { literalOf } from "./FilterLiteral.ts"
import { type Checked, compare, conditionOf, isIn, operandOf, type Term } from "./FilterTerm.ts"
import { propertyNamed } from "./PropertyNamed.ts"

type Operator = "or" | "and" | ComparisonOperator

/** The binary operators. Those of a later level bind more tightly. */
const levels: ReadonlyArray<ReadonlyArray<Operator>> = [
  ["or"],
  ["and"],
  ["eq", "ne"],
  ["gt", "ge", "lt", "le"],
]

const equality = 2

const operators: ReadonlyMap<string, { readonly name: Operator; readonly level: number }> = new Map(
  levels.flatMap((names, level) => names.map((name) => [name, { name, level }])),
)

const functions: ReadonlyMap<string, "Contains" | "StartsWith" | "EndsWith" | "ToLower" | "ToUpper"> =
  new Map([
    ["contains", "Contains"],
    ["startswith", "StartsWith"],
    ["endswith", "EndsWith"],
    ["tolower", "ToLower"],
    ["toupper", "ToUpper"],
  ])

const nullValue = ConnectorFilter.literal(null)
const nullCondition = ConnectorFilter.constant(null)

const nullAt = (at: number): Term => ({ type: "null", at, operand: nullValue })

const conditionAt = (at: number, condition: ConnectorFilter): Term => ({ type: "condition", at, condition })

/** The next operator, if it is of that level or a later one. */
const operatorOf = ({ token }: FilterCursor, lowest: number) => {
  const operator = token._tag === "Word" ? operators.get(token.source.toLowerCase()) : undefined
  return operator !== undefined && operator.level >= lowest ? operator : undefined
}

/** Parses terms joined by operators of that level or later ones. */
const expression = (cursor: FilterCursor, lowest: number): Term => {
  let term = unary(cursor)
  for (;;) {
    const operator = operatorOf(cursor, lowest)
    if (operator === undefined) return term
    const { name, level } = operator
    term =
      name === "and" || name === "or"
        ? junction(cursor, term, name, level)
        : comparison(cursor, term, name, level)
  }
}

/** Parses all conditions that the operator joins. A condition in parentheses is not merged into it. */
const junction = (cursor: FilterCursor, first: Term, name: "and" | "or", level: number): Term => {
  const conditions = [cursor.valueOr(conditionOf(first), nullCondition)]
  while (operatorOf(cursor, level)?.name === name) {
    cursor.take()
    conditions.push(cursor.valueOr(conditionOf(expression(cursor, level + 1)), nullCondition))
  }
  return conditionAt(first.at, { _tag: name === "and" ? "And" : "Or", conditions })
}

/** The condition as a term. An invalid one becomes null, which has every type, so that one mistake is reported once. */
const conditionTerm = (cursor: FilterCursor, at: number, condition: Checked<ConnectorFilter>): Term =>
  cursor.valueOr(
    Result.map(condition, (condition) => conditionAt(at, condition)),
    nullAt(at),
  )

const comparison = (cursor: FilterCursor, left: Term, name: ComparisonOperator, level: number): Term => {
  const { at } = cursor.take()
  return conditionTerm(cursor, left.at, compare(name, at, left, expression(cursor, level + 1)))
}

const unary = (cursor: FilterCursor): Term => {
  const { at } = cursor.token
  if (!cursor.takeIf("Word", "not")) return primary(cursor)
  cursor.count()
  const condition = conditionOf(unary(cursor))
  const hint =
    operatorOf(cursor, equality) === undefined
      ? ""
      : ": not binds before eq, so put its condition in parentheses"
  return conditionTerm(
    cursor,
    at,
    Result.mapBoth(condition, {
      onFailure: (problem) => problem + hint,
      onSuccess: ConnectorFilter.not,
    }),
  )
}

const primary = (cursor: FilterCursor): Term => {
  const term = group(cursor) ?? literal(cursor) ?? alias(cursor) ?? named(cursor)
  return cursor.takeIf("Word", "in") ? membership(cursor, term) : term
}

const group = (cursor: FilterCursor): Term | undefined => {
  if (!cursor.takeIf("Mark", "(")) return undefined
  const term = cursor.enclosed(() => expression(cursor, 0))
  cursor.expect(")", "an operator or )")
  return term
}

/** Parses the value of an alias. Its term is at the position of the name. */
const alias = (cursor: FilterCursor): Term | undefined => {
  const { at } = cursor.token
  const term = cursor.aliased(() => expression(cursor, 0))
  return term && { ...term, at }
}

const literal = (cursor: FilterCursor): Term | undefined => {
  const term = listLiteral(cursor)
  if (term !== undefined) cursor.count()
  return term
}

/** Parses a literal in a list, which does not count as a node. */
const listLiteral = (cursor: FilterCursor): Term | undefined => {
  const literal = literalOf(cursor.token)
  if (literal === undefined) return undefined
  const { at } = cursor.take()
  if (Result.isSuccess(literal)) return literal.success
  for (const problem of literal.failure) cursor.note(problem)
  return nullAt(at)
}

/** Parses a property or a function. */
const named = (cursor: FilterCursor): Term => {
  const { _tag, at, source } = cursor.token
  if (_tag !== "Word" || operatorOf(cursor, 0) !== undefined) {
    cursor.refuse("a property, a function, a literal, not or (")
    return nullAt(at)
  }
  cursor.take()
  cursor.count()
  if (cursor.takeIf("Mark", "(")) return call(cursor, at, source)
  const property = Result.map(
    propertyNamed(source),
    (property): Term => ({
      type: propertyOf(property).kind,
      at,
      operand: ConnectorFilter.property(property),
    }),
  )
  return cursor.valueOr(property, nullAt(at))
}

const call = (cursor: FilterCursor, at: number, name: string): Term => {
  const _tag = functions.get(name.toLowerCase())
  if (_tag === undefined) {
    cursor.stop(
      `Expected contains, startswith, endswith, tolower or toupper at position ${at}, found ${name}`,
    )
    return nullAt(at)
  }
  const text = argument(cursor)
  if (_tag === "ToLower" || _tag === "ToUpper") {
    cursor.expect(")", ")")
    return { type: "text", at, operand: { _tag, operand: text } }
  }
  cursor.expect(",", "a comma")
  const part = argument(cursor)
  cursor.expect(")", ")")
  return conditionAt(at, { _tag, text, part })
}

const argument = (cursor: FilterCursor): FilterOperand =>
  cursor.valueOr(operandOf(expression(cursor, 0), "text"), nullValue)

const membership = (cursor: FilterCursor, term: Term): Term =>
  conditionTerm(cursor, term.at, isIn(term, cursor.aliased(() => list(cursor)) ?? list(cursor)))

const list = (cursor: FilterCursor): ReadonlyArray<Term> => {
  const literals: Array<Term> = []
  cursor.expect("(", "(")
  do {
    const literal = listLiteral(cursor)
    if (literal === undefined) cursor.refuse("a literal")
    else literals.push(literal)
  } while (cursor.takeIf("Mark", ","))
  cursor.expect(")", "a comma or )")
  return literals
}

/** Counts the nodes of a filter. The values of `in` do not count. */
const countNodes = (node: ConnectorFilter | FilterOperand): number => {
  switch (node._tag) {
    case "Property":
    case "Literal":
    case "Constant":
      return 1
    case "ToLower":
    case "ToUpper":
    case "In":
      return 1 + countNodes(node.operand)
    case "Not":
      return 1 + countNodes(node.condition)
    case "Compare":
      return 1 + countNodes(node.left) + countNodes(node.right)
    case "Contains":
    case "StartsWith":
    case "EndsWith":
      return 1 + countNodes(node.text) + countNodes(node.part)
    case "And":
    case "Or":
      return node.conditions.reduce((count, condition) => count + 1 + countNodes(condition), -1)
  }
}

const noAliases: Aliases = new Map()

/** Parses a filter. It returns the condition, or all problems, one sentence each. Positions count from 0. */
export const parseFilter = (
  text: string,
  aliases: Aliases = noAliases,
): Result.Result<ConnectorFilter, ReadonlyArray<string>> => {
  const cursor = new FilterCursor(text, aliases)
  const term = expression(cursor, 0)
  if (cursor.token._tag !== "End") cursor.refuse("an operator or the end")
  const filter = cursor.valueOr(conditionOf(term), nullCondition)
  // The parser does not count operators, and `eq true` may have become several nodes. So the result is counted again:
  // `parseQuery` must be able to read every filter that `encodeQuery` writes.
  cursor.limitNodes(countNodes(filter))
  return cursor.problems.length === 0 ? Result.succeed(filter) : Result.fail(cursor.problems)
}
