/**
 * Writes filters in all the ways that OData allows, so that the parser is not tested with this package's own writer.
 */
import {
  type ConnectorFilter,
  type FilterOperand,
  type PropertyKind,
  propertyOf,
  qualifiedTypeName,
} from "@odj/domain"
import { Arbitrary, Schema } from "effect"
import { timestamps } from "./filters.ts"

/** The choices of a writer, which are used in turn and start over at the end. */
export const choices = Arbitrary.array(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 }))),
  { minLength: 1 },
)

/** The type of the property among the operands, which is the type of the literals too. */
const kindOf = (...operands: ReadonlyArray<FilterOperand>): PropertyKind | undefined => {
  const found = operands.find((operand) => operand._tag === "Property")
  return found && propertyOf(found.property).kind
}

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

  const literal = (value: string | null, kind: PropertyKind | undefined): string => {
    if (value === null) return "null"
    if (kind === "timestamp") return choose(value, ...(timestamps.get(value) ?? []))
    const quoted = `'${value.replaceAll("'", "''")}'`
    return kind === "state" ? choose(quoted, `${qualifiedTypeName}State${quoted}`) : quoted
  }
  const operand = (part: FilterOperand, kind?: PropertyKind): string => {
    if (part._tag === "Property") return choose(part.property, enclosed(part.property))
    if (part._tag === "Literal") return literal(part.value, kind)
    return word(part._tag.toLowerCase()) + list([operand(part.operand)])
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
        const kind = kindOf(part.left, part.right)
        return `${operand(part.left, kind)} ${space()}${word(part.operator)} ${operand(part.right, kind)}`
      }
      case "In": {
        const kind = kindOf(part.operand)
        const values = part.values.map((value) => literal(value, kind))
        return `${operand(part.operand)} ${word("in")}${space()}${list(values)}`
      }
      case "Constant":
        return choose(String(part.value), enclosed(String(part.value)))
      default:
        return word(part._tag.toLowerCase()) + list([operand(part.text), operand(part.part)])
    }
  }
  return space() + condition(filter) + space()
}
