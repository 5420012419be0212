/** The connector that a value of a file means: with Graph's names, and dates as text. Nothing has validated it yet. */
import type { Problem } from "@odj/domain"
import { Predicate } from "effect"
import { fromJsonDate, isJsonDate } from "./JsonDate.ts"
import { isIgnored, isPropertyName, kindOf, propertyNamed } from "./PropertyNames.ts"

export interface NamedInput {
  readonly input: unknown
  /** Names that occur twice in different case. */
  readonly problems: ReadonlyArray<Problem>
  /** Names that are no property of a connector. */
  readonly unknown: ReadonlyArray<string>
}

const isDateOfJson = (name: string, value: unknown): value is string =>
  kindOf(name) === "timestamp" && isJsonDate(value)

const fieldOf = (name: string, value: unknown) => (isDateOfJson(name, value) ? fromJsonDate(value) : value)

/** Names a value as Graph does. Unknown names stay, unless `ignoreUnknown`; PowerShell's `AdditionalProperties` never do. */
export const connectorOfInput = (input: unknown, ignoreUnknown: boolean): NamedInput => {
  if (!Predicate.isObject(input) || Array.isArray(input)) return { input, problems: [], unknown: [] }
  // Most files have only Graph's names.
  if (Object.entries(input).every(([name, value]) => isPropertyName(name) && !isDateOfJson(name, value))) {
    return { input, problems: [], unknown: [] }
  }
  const named = new Map<string, unknown>()
  const given = new Map<string, string>()
  const problems: Array<Problem> = []
  const unknown: Array<string> = []
  for (const [name, value] of Object.entries(input)) {
    const property = propertyNamed(name)
    if (property === undefined) {
      if (name.includes("@")) named.set(name, value)
      if (isIgnored(name)) continue
      unknown.push(name)
      if (!ignoreUnknown) named.set(name, value)
      continue
    }
    const other = given.get(property)
    if (other !== undefined) problems.push({ path: [name], message: `Given twice: also as ${other}` })
    given.set(property, name)
    named.set(property, fieldOf(property, value))
  }
  return { input: Object.fromEntries(named), problems, unknown }
}
