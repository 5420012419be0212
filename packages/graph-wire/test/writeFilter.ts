/** Writes filters in all the ways that OData allows, so that nothing is checked against the writer under test. */
import { type ConnectorFilter, type FilterOperand, qualifiedTypeName } from "@odj/domain"
import { Arbitrary, Schema } from "effect"
import { timestamps } from "./filters.ts"

/** What is chosen wherever there is a choice, taken in turn and again from the first. */
export const choices = Arbitrary.array(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 }))),
  { minLength: 1 },
)

/** The property among the operands, whose type the literals have. */
const propertyOf = (...operands: ReadonlyArray<FilterOperand>): string | undefined =>
  operands.find((operand) => operand._tag === "Property")?.property

/** Writes a filter, with the spaces, parentheses, cases and literals that the choices make. */
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

  const literal = (value: string | null, property: string | undefined): string => {
    if (value === null) return "null"
    if (property === "lastConnectionDateTime") return choose(value, ...(timestamps.get(value) ?? []))
    const quoted = `'${value.replaceAll("'", "''")}'`
    return property === "state" ? choose(quoted, `${qualifiedTypeName}State${quoted}`) : quoted
  }
  const operand = (part: FilterOperand, property?: string): string => {
    if (part._tag === "Property") return choose(part.property, enclosed(part.property))
    if (part._tag === "Literal") return literal(part.value, property)
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
        const property = propertyOf(part.left, part.right)
        return `${operand(part.left, property)} ${space()}${word(part.operator)} ${operand(part.right, property)}`
      }
      case "In": {
        const property = propertyOf(part.operand)
        const values = part.values.map((value) => literal(value, property))
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
