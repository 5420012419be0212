/**
 * A condition on connectors, as data: a store may translate it, and `filterPredicate` evaluates it.
 *
 * Every value is a text or null, so that one comparison serves all: a timestamp stands as its sort key, a state as its
 * member's name. The meaning is that of OData's `$filter`, with its three truth values.
 */
import { compareText } from "./CodePointOrder.ts"
import type { ConnectorProperty } from "./ConnectorProperties.ts"
import { comparable, comparableOf } from "./ConnectorValues.ts"
import type { DomainJoinConnector } from "./DomainJoinConnector.ts"

/**
 * A value that a condition looks at.
 *
 * | value | is |
 * |---|---|
 * | `Property` | what the connector has there: `lastConnectionDateTime` as `DateTimeOffset.sortKey` writes it |
 * | `Literal` | a text, the sort key of a timestamp, the name of a state, or null |
 * | `ToLower`, `ToUpper` | a text in the other case, by Unicode's own rules and no language's; null of null |
 */
export type FilterOperand =
  | { readonly _tag: "Property"; readonly property: ConnectorProperty }
  | { readonly _tag: "Literal"; readonly value: string | null }
  | { readonly _tag: "ToLower"; readonly operand: FilterOperand }
  | { readonly _tag: "ToUpper"; readonly operand: FilterOperand }

export type ComparisonOperator = "eq" | "ne" | "gt" | "ge" | "lt" | "le"

/**
 * A condition. It holds, does not hold, or is null; connectors for which it is null do not match.
 *
 * | condition | holds |
 * |---|---|
 * | `And`, `Or` | for all, for any of its conditions, of which there is at least one; null where a null decides |
 * | `Not` | where its condition does not hold; null where that is null |
 * | `Compare` | by code points; null equals null only, and is neither before nor after anything |
 * | `In` | where the operand equals one of the values |
 * | `Contains`, `StartsWith`, `EndsWith` | where `part` lies so in `text`, case apart; null where either is null |
 * | `Constant` | as it says |
 */
export type ConnectorFilter =
  | { readonly _tag: "And"; readonly conditions: ReadonlyArray<ConnectorFilter> }
  | { readonly _tag: "Or"; readonly conditions: ReadonlyArray<ConnectorFilter> }
  | { readonly _tag: "Not"; readonly condition: ConnectorFilter }
  | {
      readonly _tag: "Compare"
      readonly operator: ComparisonOperator
      readonly left: FilterOperand
      readonly right: FilterOperand
    }
  | { readonly _tag: "In"; readonly operand: FilterOperand; readonly values: ReadonlyArray<string | null> }
  | {
      readonly _tag: "Contains" | "StartsWith" | "EndsWith"
      readonly text: FilterOperand
      readonly part: FilterOperand
    }
  | { readonly _tag: "Constant"; readonly value: boolean | null }

/** A property by its name, or another operand. */
type Left = ConnectorProperty | FilterOperand

const operandOf = (left: Left): FilterOperand =>
  typeof left === "string" ? { _tag: "Property", property: left } : left

/** What a property can be compared with: of a timestamp, itself and not its sort key. */
type Comparable<L extends Left> = L extends ConnectorProperty ? DomainJoinConnector[L] : string | null

const literalOf = (left: Left, value: string | null): string | null =>
  typeof left === "string" ? comparable(left, value) : value

const isOperand = (value: string | null | FilterOperand): value is FilterOperand =>
  typeof value === "object" && value !== null

const comparison =
  (operator: ComparisonOperator) =>
  <L extends Left>(left: L, right: Comparable<L> | FilterOperand): ConnectorFilter => ({
    _tag: "Compare",
    operator,
    left: operandOf(left),
    right: isOperand(right) ? right : { _tag: "Literal", value: literalOf(left, right) },
  })

const textTest =
  (_tag: "Contains" | "StartsWith" | "EndsWith") =>
  (text: Left, part: string | null | FilterOperand): ConnectorFilter => ({
    _tag,
    text: operandOf(text),
    part: isOperand(part) ? part : { _tag: "Literal", value: part },
  })

/**
 * Makes conditions.
 *
 * | condition | written |
 * |---|---|
 * | equal, not equal | `equals("state", "active")`, `notEquals("displayName", null)` |
 * | in order | `isGreater`, `isGreaterOrEqual`, `isLess`, `isLessOrEqual`: `isLess("lastConnectionDateTime", timestamp)` |
 * | one of several | `isIn("state", ["error", "inactive"])` |
 * | a part of a text | `contains`, `startsWith`, `endsWith`: `startsWith("displayName", "HQ")` |
 * | whatever the case | `contains(ConnectorFilter.toLower("displayName"), "hq")` |
 * | joined | `and(one, another)`, `or(one, another)`, `not(one)` |
 * | always, never | `constant(true)`, `constant(false)` |
 */
export const ConnectorFilter = {
  equals: comparison("eq"),
  notEquals: comparison("ne"),
  isGreater: comparison("gt"),
  isGreaterOrEqual: comparison("ge"),
  isLess: comparison("lt"),
  isLessOrEqual: comparison("le"),
  isIn: <L extends Left>(left: L, values: ReadonlyArray<Comparable<L>>): ConnectorFilter => ({
    _tag: "In",
    operand: operandOf(left),
    values: values.map((value) => literalOf(left, value)),
  }),
  contains: textTest("Contains"),
  startsWith: textTest("StartsWith"),
  endsWith: textTest("EndsWith"),
  and: (...conditions: ReadonlyArray<ConnectorFilter>): ConnectorFilter => ({ _tag: "And", conditions }),
  or: (...conditions: ReadonlyArray<ConnectorFilter>): ConnectorFilter => ({ _tag: "Or", conditions }),
  not: (condition: ConnectorFilter): ConnectorFilter => ({ _tag: "Not", condition }),
  constant: (value: boolean | null): ConnectorFilter => ({ _tag: "Constant", value }),
  property: (property: ConnectorProperty): FilterOperand => ({ _tag: "Property", property }),
  literal: (value: string | null): FilterOperand => ({ _tag: "Literal", value }),
  toLower: (text: Left): FilterOperand => ({ _tag: "ToLower", operand: operandOf(text) }),
  toUpper: (text: Left): FilterOperand => ({ _tag: "ToUpper", operand: operandOf(text) }),
}

type Evaluate<A> = (connector: DomainJoinConnector) => A

const value = (operand: FilterOperand): Evaluate<string | null> => {
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

/** All conditions as one that ends with the first of them which is `decisive`. */
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

/** Decides which connectors match. The filter is read once, here; what comes back is quick. */
export const filterPredicate = (filter: ConnectorFilter): ((connector: DomainJoinConnector) => boolean) => {
  const holds = evaluate(filter)
  return (connector) => holds(connector) === true
}
