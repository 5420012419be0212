/**
 * Parses the text of a `$filter`: the part of OData's grammar that applies to connectors.
 *
 * It is a recursive descent parser whose depth is limited: nodes and parentheses are counted before it enters them. The
 * time is linear in the length of the text.
 */
import { type ComparisonOperator, ConnectorFilter, type FilterNode, partsOf, propertyOf } from "@odj/domain"
import { Result } from "effect"
import type { Aliases } from "./Alias.ts"
import { parseCall } from "./FilterCall.ts"
import { FilterCursor, type Now } from "./FilterCursor.ts"
import { jsonLiteral, literalOf } from "./FilterLiteral.ts"
import { type Checked, compare, conditionOf, has, isIn, nullTerm, type Term } from "./FilterTerm.ts"
import { propertyAt } from "./PropertyNamed.ts"

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

const beginning = "a property, a function, a literal, not or ("

const nullCondition = ConnectorFilter.constant(null)

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
    nullTerm(at),
  )

const comparison = (cursor: FilterCursor, left: Term, name: ComparisonOperator, level: number): Term => {
  const at = cursor.token.at
  cursor.take()
  return conditionTerm(cursor, left.at, compare(name, at, left, expression(cursor, level + 1)))
}

const unary = (cursor: FilterCursor): Term => {
  const at = cursor.token.at
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
  const term = simple(cursor)
  if (cursor.takeIf("Word", "in")) return membership(cursor, term)
  if (!cursor.takeIf("Word", "has")) return term
  return conditionTerm(cursor, term.at, has(term, simple(cursor)))
}

const simple = (cursor: FilterCursor): Term =>
  group(cursor) ?? literal(cursor) ?? alias(cursor) ?? named(cursor)

const group = (cursor: FilterCursor): Term | undefined => {
  if (!cursor.takeIf("Mark", "(")) return undefined
  const term = cursor.enclosed(() => expression(cursor, 0))
  cursor.expect(")", "an operator or )")
  return term
}

const literal = (cursor: FilterCursor): Term | undefined => {
  const term = literalTerm(cursor, literalOf(cursor.token))
  if (term !== undefined) cursor.count()
  return term
}

const literalTerm = (cursor: FilterCursor, literal: ReturnType<typeof literalOf>): Term | undefined => {
  if (literal === undefined) return undefined
  const at = cursor.token.at
  cursor.take()
  if (Result.isSuccess(literal)) return literal.success
  for (const problem of literal.failure) cursor.note(problem)
  return nullTerm(at)
}

/** Parses the value of an alias. Its term is at the position of the name. */
const alias = (cursor: FilterCursor): Term | undefined => {
  const { at } = cursor.token
  const term = cursor.aliased(() => expression(cursor, 0))
  return term && { ...term, at }
}

/** Parses a property or a function. */
const named = (cursor: FilterCursor): Term => {
  const { _tag, at, source } = cursor.token
  if (_tag !== "Word" || source === "" || operatorOf(cursor, 0) !== undefined) {
    cursor.refuse(beginning)
    return nullTerm(at)
  }
  cursor.take()
  cursor.count()
  if (cursor.takeIf("Mark", "(")) return parseCall({ cursor, at, term: () => expression(cursor, 0) }, source)
  const property = Result.map(
    propertyAt(source.replace(/^\$it\//, "")),
    (property): Term => ({
      type: propertyOf(property).kind,
      at,
      operand: ConnectorFilter.property(property),
    }),
  )
  return cursor.valueOr(property, nullTerm(at))
}

const membership = (cursor: FilterCursor, term: Term): Term => {
  const read = () => list(cursor, term.type)
  const literals = cursor.aliased(read) ?? read()
  const condition = isIn(term, literals)
  return conditionTerm(
    cursor,
    term.at,
    literals.length === 0 ? Result.map(condition, () => ConnectorFilter.constant(false)) : condition,
  )
}

/** Parses the values of a list of that type: in parentheses literals, in brackets also texts in JSON. None count as nodes. */
const list = (cursor: FilterCursor, type: Term["type"]): ReadonlyArray<Term> => {
  const isJson = cursor.takeIf("Mark", "[")
  const end = isJson ? "]" : ")"
  if (!isJson) cursor.expect("(", "( or [")
  const literals: Array<Term> = []
  if (cursor.takeIf("Mark", end)) return literals
  do {
    const { token } = cursor
    const literal = isJson && token._tag === "Json" ? jsonLiteral(token, type) : literalOf(token)
    const value = literalTerm(cursor, literal)
    if (value === undefined) cursor.refuse("a literal")
    else literals.push(value)
  } while (cursor.takeIf("Mark", ","))
  cursor.expect(end, `a comma or ${end}`)
  return literals
}

/** Counts the nodes of a filter: operands, conditions and each `and` and `or`. The values of `in` do not count. */
const countNodes = (node: FilterNode): number => {
  const parts = partsOf(node)
  const own = node._tag === "And" || node._tag === "Or" ? parts.length - 1 : 1
  return parts.reduce((count, part) => count + countNodes(part), own)
}

const noAliases: Aliases = new Map()

/**
 * Parses a filter. It returns the condition, or all problems, one sentence each. Positions count from 0. `now` returns the
 * time of the request, which `now()` needs.
 */
export const parseFilter = (
  text: string,
  aliases: Aliases = noAliases,
  now?: Now,
): Result.Result<ConnectorFilter, ReadonlyArray<string>> => {
  const cursor = new FilterCursor(text, aliases, now)
  const term = expression(cursor, 0)
  if (cursor.token._tag !== "End") cursor.refuse("an operator or the end")
  const filter = cursor.valueOr(conditionOf(term), nullCondition)
  // The parser does not count operators, and `eq true` may have become several nodes. So the result is counted again:
  // `parseQuery` must be able to read every filter that `encodeQuery` writes.
  cursor.limitNodes(countNodes(filter))
  return cursor.problems.length === 0 ? Result.succeed(filter) : Result.fail(cursor.problems)
}
