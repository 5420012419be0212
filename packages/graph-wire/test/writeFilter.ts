/**
 * Writes filters in all the ways that OData allows, so that the parser is not tested with this package's own writer.
 */
import {
  type ConnectorFilter,
  type FilterOperand,
  type FilterValue,
  functionOf,
  kindOf,
  qualifiedTypeName,
  type ValueKind,
} from "@odj/domain"
import { Arbitrary, Schema } from "effect"
import { timestamps } from "./filters.ts"

/** The choices of a writer, which are used in turn and start over at the end. */
export const choices = Arbitrary.array(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 }))),
  { minLength: 1 },
)

/** Writes a filter with spaces, parentheses, cases and literals by the choices. */
export const writeFilter = (filter: ConnectorFilter, choices: ReadonlyArray<number>): string => {
  let turn = 0
  const choose = <A>(first: A, ...others: ReadonlyArray<A>): A =>
    [first, ...others][(choices[turn++ % choices.length] ?? 0) % (others.length + 1)] ?? first
  const space = () => choose("", " ", "\t ")
  const word = (name: string) =>
    choose(name, name.toUpperCase(), `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`)
  const enclosed = (text: string) => `(${space()}${text}${space()})`
  const list = (items: ReadonlyArray<string>) =>
    enclosed(items.map((item) => space() + item + space()).join(","))

  const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`
  const literal = (value: FilterValue, kind: ValueKind | undefined): string => {
    if (value === null) return "null"
    if (typeof value === "number") return choose(String(value), value.toExponential())
    switch (kind) {
      case "timestamp":
        return choose(value, ...(timestamps.get(value) ?? []))
      case "date":
        return value
      case "time":
        return choose(value, value.replace(/0+$/, "0"), value.replace(/(?::00)?\.0+$/, ""))
      case "state": {
        const number = `'${["active", "error", "inactive"].indexOf(value)}'`
        const typed = `${qualifiedTypeName}State`
        return choose(quoted(value), typed + quoted(value), number, typed + number)
      }
      default:
        return quoted(value)
    }
  }
  /** A list of values, in parentheses or in brackets, in which texts may be JSON. */
  const values = (values: ReadonlyArray<FilterValue>, kind: ValueKind | undefined): string =>
    choose(
      list(values.map((value) => literal(value, kind))),
      `[${values
        .map((value) =>
          typeof value === "string"
            ? choose(JSON.stringify(value), literal(value, kind))
            : literal(value, kind),
        )
        .join(`${space()},${space()}`)}]`,
    )
  const path = (property: string) =>
    choose("", "$it/") +
    choose("", `${qualifiedTypeName}/`, "graph.deviceManagementDomainJoinConnector/") +
    property
  const operand = (part: FilterOperand, kind?: ValueKind): string => {
    switch (part._tag) {
      case "Property":
        return choose(path(part.property), enclosed(path(part.property)))
      case "Literal":
        return literal(part.value, kind)
      case "Part":
        return word(part.part) + enclosed(path(part.property))
      case "Call": {
        const { parameters } = functionOf(part.name)
        return word(part.name) + list(part.operands.map((inner, index) => operand(inner, parameters[index])))
      }
    }
  }
  const condition = (part: ConnectorFilter): string => {
    switch (part._tag) {
      case "And":
      case "Or": {
        const conditions = part.conditions.map((part) => enclosed(condition(part)))
        return conditions.join(space() + word(part._tag.toLowerCase()) + space())
      }
      case "Not":
        return word("not") + space() + enclosed(condition(part.condition))
      case "Compare": {
        const kind = kindOf(part.left) ?? kindOf(part.right)
        return `${operand(part.left, kind)} ${space()}${word(part.operator)} ${operand(part.right, kind)}`
      }
      case "In": {
        const kind = kindOf(part.operand)
        return `${operand(part.operand)} ${word("in")}${space()}${values(part.values, kind)}`
      }
      case "Constant":
        return choose(String(part.value), enclosed(String(part.value)))
      default:
        return word(part._tag.toLowerCase()) + list([operand(part.text, "text"), operand(part.part, "text")])
    }
  }
  return condition(filter)
}
