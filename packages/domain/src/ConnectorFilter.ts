/**
 * A condition on connectors, as data: a store can translate it, and `filterPredicate` evaluates it.
 *
 * Every value is a text or null, so that one comparison serves all properties. A timestamp is compared by its sort key, a
 * state by its name. The semantics are those of OData's `$filter`, with its three truth values: true, false and null.
 */
import type { ConnectorProperty } from "./ConnectorProperties.ts"
import { comparable } from "./ConnectorValues.ts"
import type { NewDomainJoinConnector } from "./DomainJoinConnector.ts"

/**
 * An operand of a condition.
 *
 * | operand | value |
 * |---|---|
 * | `Property` | the connector's value of the property, a timestamp as its `DateTimeOffset.sortKey` |
 * | `Literal` | a text, the sort key of a timestamp, the name of a state, or null |
 * | `ToLower`, `ToUpper` | the operand in lower or upper case, by the rules of Unicode in any locale; null for null |
 */
export type FilterOperand =
  | { readonly _tag: "Property"; readonly property: ConnectorProperty }
  | { readonly _tag: "Literal"; readonly value: string | null }
  | { readonly _tag: "ToLower"; readonly operand: FilterOperand }
  | { readonly _tag: "ToUpper"; readonly operand: FilterOperand }

/** OData's comparison operators: equal, not equal, greater than, greater than or equal, less than, less than or equal. */
export type ComparisonOperator = "eq" | "ne" | "gt" | "ge" | "lt" | "le"

/**
 * A condition. For each connector it is true, false or null, and the connector matches if it is true.
 *
 * | condition | result |
 * |---|---|
 * | `And` | true if all conditions are true, false if one is false, otherwise null |
 * | `Or` | true if one condition is true, false if all are false, otherwise null |
 * | `Not` | the opposite of its condition; null for null |
 * | `Compare` | the comparison by code points; null equals only null, and is neither less nor greater than anything |
 * | `In` | true if the operand equals one of the values, false otherwise |
 * | `Contains`, `StartsWith`, `EndsWith` | whether `text` contains, starts or ends with `part`, in the same case; null if either is null |
 * | `Constant` | its value |
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

/** The left side of a condition: the name of a property, or any operand. */
type Left = ConnectorProperty | FilterOperand

const operandOf = (left: Left): FilterOperand =>
  typeof left === "string" ? { _tag: "Property", property: left } : left

/**
 * The values that a left side can be compared with. For a property, give a timestamp as it is: the constructors make its
 * sort key. To compare with a state that this version does not know, use `property("state")` as the left side.
 */
type Comparable<L extends Left> = L extends ConnectorProperty
  ? Required<NewDomainJoinConnector>[L]
  : string | null

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
 * | condition | call |
 * |---|---|
 * | equal, not equal | `equals("state", "active")`, `notEquals("displayName", null)` |
 * | less, greater | `isGreater`, `isGreaterOrEqual`, `isLess`, `isLessOrEqual`: `isLess("lastConnectionDateTime", timestamp)` |
 * | one of several | `isIn("state", ["error", "inactive"])` |
 * | part of a text | `contains`, `startsWith`, `endsWith`: `startsWith("displayName", "HQ")` |
 * | ignoring case | `contains(ConnectorFilter.toLower("displayName"), "hq")` |
 * | combined | `and(one, another)`, `or(one, another)`, `not(one)` |
 * | always, never | `constant(true)`, `constant(false)` |
 *
 * @example
 * ```ts
 * import { ConnectorFilter, exampleConnector, filterPredicate, withId } from "@odj/domain"
 *
 * const needsAttention = ConnectorFilter.and(
 *   ConnectorFilter.isIn("state", ["error", "inactive"]),
 *   ConnectorFilter.contains(ConnectorFilter.toLower("displayName"), "hq"),
 * )
 * const connector = withId("hq-1", { ...exampleConnector, displayName: "HQ, first floor" })
 * console.log(filterPredicate(needsAttention)(connector)) // => true
 * ```
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
