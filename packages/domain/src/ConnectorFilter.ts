/**
 * A condition on connectors, as data: a store can translate it, and `filterPredicate` evaluates it.
 *
 * Every value is a text, a number or null, so that one comparison serves all properties. A timestamp is compared by its
 * sort key, a state by its name. The semantics are those of OData's `$filter`, with its three truth values: true, false and
 * null.
 */
import type { ConnectorProperty, TimestampProperty } from "./ConnectorProperties.ts"
import { comparable } from "./ConnectorValues.ts"
import type { NewDomainJoinConnector } from "./DomainJoinConnector.ts"
import type { FilterOperand, FilterValue, TextFunction, TimestampPart } from "./FilterFunctions.ts"

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
 * | `Compare` | the comparison of numbers, or of texts by code points; values of different types, such as null and a text, are unequal, and neither is less |
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
  | { readonly _tag: "In"; readonly operand: FilterOperand; readonly values: ReadonlyArray<FilterValue> }
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
  : FilterValue

const literalOf = (left: Left, value: FilterValue): FilterValue =>
  typeof left === "string" && typeof value !== "number" ? comparable(left, value) : value

const isOperand = (value: FilterValue | FilterOperand): value is FilterOperand =>
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

const call = (name: TextFunction, ...operands: ReadonlyArray<Left | number>): FilterOperand => ({
  _tag: "Call",
  name,
  operands: operands.map((operand) =>
    typeof operand === "number" ? { _tag: "Literal", value: operand } : operandOf(operand),
  ),
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
 * | by length or position | `length`, `indexOf`: `isGreater(ConnectorFilter.length("displayName"), 15)` |
 * | changed texts | `trim`, `substring`, `concat`: `equals(ConnectorFilter.substring("version", 0, 2), "6.")` |
 * | part of a timestamp | `equals(ConnectorFilter.timestampPart("year", "lastConnectionDateTime"), 2016)` |
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
  literal: (value: FilterValue): FilterOperand => ({ _tag: "Literal", value }),
  toLower: (text: Left): FilterOperand => call("tolower", text),
  toUpper: (text: Left): FilterOperand => call("toupper", text),
  trim: (text: Left): FilterOperand => call("trim", text),
  length: (text: Left): FilterOperand => call("length", text),
  concat: (first: Left, second: Left): FilterOperand => call("concat", first, second),
  indexOf: (text: Left, part: string | FilterOperand): FilterOperand =>
    call("indexof", text, isOperand(part) ? part : { _tag: "Literal", value: part }),
  substring: (text: Left, start: number | FilterOperand, length?: number | FilterOperand): FilterOperand =>
    call("substring", text, start, ...(length === undefined ? [] : [length])),
  timestampPart: (part: TimestampPart, property: TimestampProperty): FilterOperand => ({
    _tag: "Part",
    part,
    property,
  }),
}
