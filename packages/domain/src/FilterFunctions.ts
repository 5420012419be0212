/** The functions of a filter: the kinds of their parameters and of their values. */
import {
  type ConnectorProperty,
  type PropertyKind,
  propertyOf,
  type TimestampProperty,
} from "./ConnectorProperties.ts"

/** The kind of a value in a filter. A date and a time of day are texts, such as `2016-12-31` and `23:58:36.667003300000`. */
export type ValueKind = PropertyKind | "number" | "date" | "time"

interface FilterFunction {
  readonly parameters: ReadonlyArray<ValueKind>
  /** How many of the last parameters may be left out. */
  readonly optional?: number
  readonly kind: ValueKind
}

/**
 * The functions on texts, by OData's names. Each is null if one of its operands is null.
 *
 * A character is a code point, as in a comparison. Positions count from 0; a fraction of a position is ignored.
 *
 * | function | value |
 * |---|---|
 * | `concat` | both texts, one after the other, and of that at most 65,536 UTF-16 code units |
 * | `indexof` | the position of the first occurrence of the second text in the first; -1 if there is none |
 * | `length` | the number of characters |
 * | `substring` | the characters from a position on, or only a number of them; a negative number counts as 0 |
 * | `tolower`, `toupper` | the text in lower or upper case, by the rules of Unicode in any locale |
 * | `trim` | the text without white space and line ends at its beginning and end, as in `String.prototype.trim` |
 */
export const textFunctions = {
  concat: { parameters: ["text", "text"], kind: "text" },
  indexof: { parameters: ["text", "text"], kind: "number" },
  length: { parameters: ["text"], kind: "number" },
  substring: { parameters: ["text", "number", "number"], optional: 1, kind: "text" },
  tolower: { parameters: ["text"], kind: "text" },
  toupper: { parameters: ["text"], kind: "text" },
  trim: { parameters: ["text"], kind: "text" },
} as const satisfies Record<string, FilterFunction>

export type TextFunction = keyof typeof textFunctions

/** The names of the functions on texts. */
export const textFunctionNames = Object.keys(textFunctions) as ReadonlyArray<TextFunction>

/** The row of a function, with the same type for all functions. */
export const functionOf = (name: TextFunction): FilterFunction => textFunctions[name]

/**
 * The parts of a timestamp, by the names of OData's functions, with their kinds. They are those of the timestamp's own text,
 * so in its own offset. `fractionalseconds` is at least 0 and less than 1, exact to twelve digits. `totaloffsetminutes`
 * counts minutes east of UTC.
 */
export const timestampParts = {
  date: "date",
  day: "number",
  fractionalseconds: "number",
  hour: "number",
  minute: "number",
  month: "number",
  second: "number",
  time: "time",
  totaloffsetminutes: "number",
  year: "number",
} as const satisfies Record<string, ValueKind>

export type TimestampPart = keyof typeof timestampParts

/** The names of the parts of a timestamp. */
export const timestampPartNames = Object.keys(timestampParts) as ReadonlyArray<TimestampPart>

/** A value in a filter: a number, or everything else as text, or null. */
export type FilterValue = string | number | null

/**
 * An operand of a condition.
 *
 * | operand | value |
 * |---|---|
 * | `Property` | the connector's value of the property, a timestamp as its `DateTimeOffset.sortKey` |
 * | `Literal` | a text, the sort key of a timestamp, the name of a state, a date, a time of day, a number, or null |
 * | `Call` | the value of the function; null if one of its operands is null |
 * | `Part` | a part of the property's timestamp, as it is written: in its own offset |
 */
export type FilterOperand =
  | { readonly _tag: "Property"; readonly property: ConnectorProperty }
  | { readonly _tag: "Literal"; readonly value: FilterValue }
  | { readonly _tag: "Call"; readonly name: TextFunction; readonly operands: ReadonlyArray<FilterOperand> }
  | { readonly _tag: "Part"; readonly part: TimestampPart; readonly property: TimestampProperty }

/** The kind of an operand's values. A literal text has none: it is of the kind that it is compared with. */
export const kindOf = (operand: FilterOperand): ValueKind | undefined => {
  switch (operand._tag) {
    case "Property":
      return propertyOf(operand.property).kind
    case "Literal":
      return typeof operand.value === "number" ? "number" : undefined
    case "Call":
      return functionOf(operand.name).kind
    case "Part":
      return timestampParts[operand.part]
  }
}
