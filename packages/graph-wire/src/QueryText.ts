/** Writes the query options of a list for a URL. */
import {
  ConnectorFilter,
  DateTimeOffset,
  DomainJoinConnectorState,
  type FilterOperand,
  type FilterValue,
  functionOf,
  kindOf,
  type ValueKind,
} from "@odj/domain"
import { Schema } from "effect"
import type { ListOptions, OptionName } from "./QueryOptions.ts"

const isTimestamp = Schema.is(DateTimeOffset)

/** A time of day is parsed as that of a timestamp, which is checked as one. */
const isTime = (value: string) => value.length === 21 && isTimestamp(`0001-01-01T${value}Z`)

/** A text that would be parsed as a number of a state: in double quotes, `parseQuery` rejects it. */
const isStateNumber = (value: string) =>
  /^[-+]?\d+$/.test(value) && DomainJoinConnectorState.literals[Number(value)] !== undefined

/**
 * Writes a literal of that type. A timestamp has no trailing zeros, because .NET reads at most seven fraction digits.
 */
const writeLiteral = (value: FilterValue, type: ValueKind): string => {
  if (value === null || typeof value === "number") return String(value)
  if (type === "timestamp" && isTimestamp(value) && DateTimeOffset.sortKey(value) === value) {
    return value.replace(/\.?0+Z$/, "Z")
  }
  if (type === "date" && isTimestamp(`${value}T00:00:00Z`)) return value
  if (type === "time" && isTime(value)) return value.replace(/\.?0+$/, "")
  if (type === "state" && isStateNumber(value)) return `"${value}"`
  return `'${value.replaceAll("'", "''")}'`
}

const writeOperand = (operand: FilterOperand, type: ValueKind): string => {
  switch (operand._tag) {
    case "Property":
      return operand.property
    case "Literal":
      return writeLiteral(operand.value, type)
    case "Part":
      return `${operand.part}(${operand.property})`
    case "Call": {
      const { parameters } = functionOf(operand.name)
      const operands = operand.operands.map((part, index) => writeOperand(part, parameters[index] ?? "text"))
      return `${operand.name}(${operands.join(",")})`
    }
  }
}

/** The precedence of each condition's operator: a higher one binds more tightly. */
const precedences: Record<ConnectorFilter["_tag"], number> = {
  Or: 0,
  And: 1,
  Not: 2,
  Compare: 2,
  In: 2,
  Contains: 3,
  StartsWith: 3,
  EndsWith: 3,
  Constant: 3,
}

/** Replaces an `And` or `Or` of fewer than two conditions, and an `In` without values, by an equivalent condition. */
const simplified = (filter: ConnectorFilter): ConnectorFilter => {
  if (filter._tag === "In" && filter.values.length === 0) return ConnectorFilter.constant(false)
  if (filter._tag !== "And" && filter._tag !== "Or") return filter
  const [first, ...others] = filter.conditions
  if (first === undefined) return ConnectorFilter.constant(filter._tag === "And")
  return others.length === 0 ? simplified(first) : filter
}

/** Writes a condition, in parentheses if its precedence is lower than the context requires. */
const writeFilter = (filter: ConnectorFilter, precedence: number): string => {
  const condition = simplified(filter)
  const text = writeCondition(condition)
  return precedences[condition._tag] < precedence ? `(${text})` : text
}

const writeCondition = (condition: ConnectorFilter): string => {
  switch (condition._tag) {
    case "And":
      return condition.conditions
        .map((condition) => writeFilter(condition, precedences.And + 1))
        .join(" and ")
    case "Or":
      return condition.conditions.map((condition) => writeFilter(condition, precedences.Or + 1)).join(" or ")
    case "Not":
      return `not ${writeFilter(condition.condition, precedences.Not + 1)}`
    case "Compare": {
      const { left, operator, right } = condition
      const type = kindOf(left) ?? kindOf(right) ?? "text"
      return `${writeOperand(left, type)} ${operator} ${writeOperand(right, type)}`
    }
    case "In": {
      const type = kindOf(condition.operand) ?? "text"
      const values = condition.values.map((value) => writeLiteral(value, type))
      return `${writeOperand(condition.operand, type)} in (${values.join(",")})`
    }
    case "Contains":
    case "StartsWith":
    case "EndsWith": {
      const [text, part] = [condition.text, condition.part].map((operand) => writeOperand(operand, "text"))
      return `${condition._tag.toLowerCase()}(${text},${part})`
    }
    case "Constant":
      return String(condition.value)
  }
}

/** The text of each option; empty or `undefined` if it is not set. */
const texts = (options: ListOptions): Record<OptionName, string | undefined> => ({
  select: options.select?.join(","),
  filter: options.filter && writeFilter(options.filter, 0),
  orderby: options.order
    ?.map(({ property, descending }) => (descending ? `${property} desc` : property))
    .join(","),
  top: options.top?.toString(),
  skip: options.skip?.toString(),
  skiptoken: options.skipToken,
  count: options.count?.toString(),
  format: options.format,
})

/**
 * Writes options as the query of a URL, percent-encoded and without `?`; empty if no option is set.
 *
 * `parseQuery` reads the same options from it. Only an `And` or `Or` of fewer than two conditions, and an `In` without
 * values, are replaced by an equivalent condition. A filter that OData can't express is written in a form that
 * `parseQuery` rejects, never in one with another meaning. Such a filter compares different types, applies a text
 * function to another type, orders states, has an unknown state, or has more than a hundred nodes. Texts must be
 * well-formed Unicode.
 *
 * @example
 * ```ts
 * import { ConnectorFilter } from "@odj/domain"
 * import { encodeQuery } from "@odj/graph-wire"
 *
 * const filter = ConnectorFilter.equals("state", "error")
 * console.log(encodeQuery({ filter, top: 10 })) // => $filter=state%20eq%20'error'&$top=10
 * ```
 */
export const encodeQuery = (options: ListOptions): string =>
  Object.entries(texts(options))
    .flatMap(([name, text]) => (text ? [`$${name}=${encodeURIComponent(text)}`] : []))
    .join("&")
