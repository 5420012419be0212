/**
 * Evaluates the operands of a filter.
 *
 * The time and the memory for a connector are bounded: `concat` has a longest result, a change of case at most triples a
 * text, and repeated changes of case are evaluated once. So each operand takes time linear in the longest text.
 */
import { comparableOf } from "./ConnectorValues.ts"
import type { DomainJoinConnector } from "./DomainJoinConnector.ts"
import { type FilterOperand, type FilterValue, functionOf, type TextFunction } from "./FilterFunctions.ts"
import { indexOfText } from "./TextSearch.ts"
import { timestampPart } from "./TimestampPart.ts"

export type Evaluate<A> = (connector: DomainJoinConnector) => A

/**
 * How long the result of `concat` may be, in UTF-16 code units: as long as a request's body by default. No read pauses
 * within a connector, so that a longer text would make others wait.
 */
const maxLength = 2 ** 16

/** How many code points the first `end` code units of a text are. */
const countPoints = (text: string, end: number): number => {
  let count = 0
  for (let index = 0; index < end; count++) index += isPair(text, index) ? 2 : 1
  return count
}

const isPair = (text: string, index: number): boolean =>
  (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00

/** The index in code units after so many code points from an index on, or the end of the text. */
const indexAfter = (text: string, from: number, points: number): number => {
  let index = from
  for (let rest = Math.trunc(points); rest > 0 && index < text.length; rest--)
    index += isPair(text, index) ? 2 : 1
  return index
}

const substring = (text: string, start: number, length = text.length): string => {
  const from = indexAfter(text, 0, start)
  return text.slice(from, indexAfter(text, from, length))
}

const indexOf = (text: string, part: string): number => {
  const index = indexOfText(text, part)
  return index === -1 ? -1 : countPoints(text, index)
}

/** The types of the operands are checked before, by the table of functions. */
const functions: { readonly [Name in TextFunction]: (...operands: ReadonlyArray<never>) => FilterValue } = {
  concat: (first: string, second: string) => (first + second).slice(0, maxLength),
  indexof: indexOf,
  length: (text: string) => countPoints(text, text.length),
  substring,
  tolower: (text: string) => text.toLowerCase(),
  toupper: (text: string) => text.toUpperCase(),
  trim: (text: string) => text.trim(),
}

/** The operand of a change of case. */
const changed = (
  operand: FilterOperand | undefined,
  name: "tolower" | "toupper",
): FilterOperand | undefined =>
  operand?._tag === "Call" && operand.name === name ? operand.operands[0] : undefined

/**
 * A change of case that changes nothing: `tolower(tolower(x))` is `tolower(x)`, likewise `toupper`, and
 * `toupper(tolower(toupper(tolower(x))))` is `toupper(tolower(x))`. Both hold for every text of Unicode, but neither
 * `tolower(toupper(x))`, for ß, nor `toupper(tolower(x))`, for İ, is only the outer change.
 */
export const withoutRepeats = (operand: FilterOperand): FilterOperand => {
  const lower = changed(operand, "tolower")
  const upper = changed(operand, "toupper")
  if (changed(lower, "tolower") !== undefined) return withoutRepeats(lower ?? operand)
  if (changed(upper, "toupper") !== undefined) return withoutRepeats(upper ?? operand)
  const second = changed(upper, "tolower")
  const isRepeat = changed(changed(second, "toupper"), "tolower") !== undefined
  return second !== undefined && isRepeat ? withoutRepeats(second) : operand
}

/** Compiles an operand to a function that reads its value for a connector. */
export const operandValue = (given: FilterOperand): Evaluate<FilterValue> => {
  const operand = withoutRepeats(given)
  switch (operand._tag) {
    case "Property":
      return comparableOf(operand.property)
    case "Literal":
      return () => operand.value
    case "Part":
      return (connector) => timestampPart(operand.part, connector[operand.property])
    case "Call": {
      const evaluated = operand.operands.map(operandValue)
      const apply = functions[operand.name] as (...operands: ReadonlyArray<FilterValue>) => FilterValue
      const types = functionOf(operand.name).parameters.map((kind) => (kind === "number" ? kind : "string"))
      return (connector) => {
        const values = evaluated.map((value) => value(connector))
        return values.every((value, index) => typeof value === types[index]) ? apply(...values) : null
      }
    }
  }
}
