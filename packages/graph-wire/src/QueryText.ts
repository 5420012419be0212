/** The query options of a list, as they are written into a URL. */
import {
  ConnectorFilter,
  DateTimeOffset,
  type FilterOperand,
  type PropertyKind,
  propertyOf,
} from "@odj/domain"
import { Schema } from "effect"
import type { ListOptions, OptionName } from "./QueryOptions.ts"

const isTimestamp = Schema.is(DateTimeOffset)

/** A literal of that type. A timestamp has no digits that it does not need: .NET reads no more than seven. */
const writeLiteral = (value: string | null, type: PropertyKind): string => {
  if (value === null) return "null"
  if (type === "timestamp" && isTimestamp(value) && DateTimeOffset.sortKey(value) === value) {
    return value.replace(/\.?0+Z$/, "Z")
  }
  return `'${value.replaceAll("'", "''")}'`
}

/** The type that a value has whatever it is compared with; a literal has none. */
const typeOf = (operand: FilterOperand): PropertyKind | undefined => {
  if (operand._tag === "Literal") return undefined
  return operand._tag === "Property" ? propertyOf(operand.property).kind : "text"
}

const writeOperand = (operand: FilterOperand, type: PropertyKind): string => {
  switch (operand._tag) {
    case "Property":
      return operand.property
    case "Literal":
      return writeLiteral(operand.value, type)
    case "ToLower":
    case "ToUpper":
      return `${operand._tag.toLowerCase()}(${writeOperand(operand.operand, "text")})`
  }
}

/** How tightly what a condition is written as holds together. */
const strengths: Record<ConnectorFilter["_tag"], number> = {
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

/** What a condition means that joins nothing, or looks among nothing. */
const simplest = (filter: ConnectorFilter): ConnectorFilter => {
  if (filter._tag === "In" && filter.values.length === 0) return ConnectorFilter.constant(false)
  if (filter._tag !== "And" && filter._tag !== "Or") return filter
  const [first, ...others] = filter.conditions
  if (first === undefined) return ConnectorFilter.constant(filter._tag === "And")
  return others.length === 0 ? simplest(first) : filter
}

/** A condition, in parentheses where it would not hold together as tightly as has to be. */
const writeFilter = (filter: ConnectorFilter, strength: number): string => {
  const condition = simplest(filter)
  const text = writeCondition(condition)
  return strengths[condition._tag] < strength ? `(${text})` : text
}

const writeCondition = (condition: ConnectorFilter): string => {
  switch (condition._tag) {
    case "And":
      return condition.conditions.map((condition) => writeFilter(condition, strengths.And + 1)).join(" and ")
    case "Or":
      return condition.conditions.map((condition) => writeFilter(condition, strengths.Or + 1)).join(" or ")
    case "Not":
      return `not ${writeFilter(condition.condition, strengths.Not + 1)}`
    case "Compare": {
      const { left, operator, right } = condition
      const type = typeOf(left) ?? typeOf(right) ?? "text"
      return `${writeOperand(left, type)} ${operator} ${writeOperand(right, type)}`
    }
    case "In": {
      const type = typeOf(condition.operand) ?? "text"
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

/** The text of each option; empty, or none, where there is nothing to say. */
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
 * The query of a URL, percent-encoded and without its `?`, from which `parseQuery` reads the options again; empty where
 * there is nothing to say.
 *
 * A filter comes back as it was, but for an `And` or `Or` of fewer than two conditions and an `In` without values, which
 * come back as what they mean. What OData has no form for is written so that it is refused, never so that it means
 * something else: values of different types compared, text functions of what is no text, states that are in order or not
 * known. So is a filter of more than a hundred nodes. Texts have to be well-formed Unicode.
 */
export const encodeQuery = (options: ListOptions): string =>
  Object.entries(texts(options))
    .flatMap(([name, text]) => (text ? [`$${name}=${encodeURIComponent(text)}`] : []))
    .join("&")
