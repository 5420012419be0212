/** Evaluates a `ConnectorFilter`, with the three truth values of OData's `$filter`: true, false and null. */
import { compareText } from "./CodePointOrder.ts"
import type { ComparisonOperator, ConnectorFilter, FilterOperand } from "./ConnectorFilter.ts"
import { comparableOf } from "./ConnectorValues.ts"
import type { DomainJoinConnector } from "./DomainJoinConnector.ts"

type Evaluate<A> = (connector: DomainJoinConnector) => A

/**
 * A change of case that changes nothing: `tolower(tolower(x))` is `tolower(x)`, likewise `toupper`, and
 * `toupper(tolower(toupper(tolower(x))))` is `toupper(tolower(x))`. Both hold for every text of Unicode, but neither
 * `tolower(toupper(x))`, for ß, nor `toupper(tolower(x))`, for İ, is only the outer change.
 */
const withoutRepeats = (operand: FilterOperand): FilterOperand => {
  if (operand._tag !== "ToLower" && operand._tag !== "ToUpper") return operand
  const { _tag, operand: inner } = operand
  if (inner._tag === _tag) return withoutRepeats(inner)
  if (_tag === "ToLower" || inner._tag !== "ToLower" || inner.operand._tag !== "ToUpper") return operand
  return inner.operand.operand._tag === "ToLower" ? withoutRepeats(inner.operand) : operand
}

const value = (given: FilterOperand): Evaluate<string | null> => {
  const operand = withoutRepeats(given)
  switch (operand._tag) {
    case "Property":
      return comparableOf(operand.property)
    case "Literal":
      return () => operand.value
    case "ToLower": {
      const inner = value(operand.operand)
      return (connector) => inner(connector)?.toLowerCase() ?? null
    }
    case "ToUpper": {
      const inner = value(operand.operand)
      return (connector) => inner(connector)?.toUpperCase() ?? null
    }
  }
}

const comparisons: Record<ComparisonOperator, (left: string | null, right: string | null) => boolean> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => left !== null && right !== null && compareText(left, right) > 0,
  ge: (left, right) => left !== null && right !== null && compareText(left, right) >= 0,
  lt: (left, right) => left !== null && right !== null && compareText(left, right) < 0,
  le: (left, right) => left !== null && right !== null && compareText(left, right) <= 0,
}

const tests: Record<"Contains" | "StartsWith" | "EndsWith", (text: string, part: string) => boolean> = {
  Contains: (text, part) => text.includes(part),
  StartsWith: (text, part) => text.startsWith(part),
  EndsWith: (text, part) => text.endsWith(part),
}

/**
 * Combines conditions. The result is `decisive` if one of them has that result, otherwise null if one of them is null,
 * otherwise `!decisive`.
 */
const junction =
  (conditions: ReadonlyArray<Evaluate<boolean | null>>, decisive: boolean): Evaluate<boolean | null> =>
  (connector) => {
    let result: boolean | null = !decisive
    for (const condition of conditions) {
      const holds = condition(connector)
      if (holds === decisive) return decisive
      if (holds === null) result = null
    }
    return result
  }

const evaluate = (filter: ConnectorFilter): Evaluate<boolean | null> => {
  switch (filter._tag) {
    case "And":
      return junction(filter.conditions.map(evaluate), false)
    case "Or":
      return junction(filter.conditions.map(evaluate), true)
    case "Not": {
      const condition = evaluate(filter.condition)
      return (connector) => {
        const holds = condition(connector)
        return holds === null ? null : !holds
      }
    }
    case "Compare": {
      const compare = comparisons[filter.operator]
      const left = value(filter.left)
      const right = value(filter.right)
      return (connector) => compare(left(connector), right(connector))
    }
    case "In": {
      const operand = value(filter.operand)
      const values = new Set(filter.values)
      return (connector) => values.has(operand(connector))
    }
    case "Contains":
    case "StartsWith":
    case "EndsWith": {
      const test = tests[filter._tag]
      const text = value(filter.text)
      const part = value(filter.part)
      return (connector) => {
        const within = text(connector)
        const sought = part(connector)
        return within === null || sought === null ? null : test(within, sought)
      }
    }
    case "Constant":
      return () => filter.value
  }
}

/**
 * Compiles a filter to a function that decides whether a connector matches.
 *
 * @example
 * ```ts
 * import { ConnectorFilter, exampleConnector, filterPredicate, withId } from "@odj/domain"
 *
 * const isFailing = filterPredicate(ConnectorFilter.equals("state", "error"))
 * const connector = withId("hq-1", exampleConnector)
 * console.log(isFailing(connector)) // => true
 * console.log(isFailing({ ...connector, state: "active" })) // => false
 * ```
 */
export const filterPredicate = (filter: ConnectorFilter): ((connector: DomainJoinConnector) => boolean) => {
  const holds = evaluate(filter)
  return (connector) => holds(connector) === true
}
