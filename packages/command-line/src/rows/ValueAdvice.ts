/** How to write a value that is invalid, for the forms in which other programs write it. */
import { DomainJoinConnectorState, type Problem, type PropertyKind, propertyOf } from "@odj/domain"
import { Predicate } from "effect"
import { kindOf } from "./PropertyNames.ts"

const states: ReadonlyArray<string> = DomainJoinConnectorState.literals

/** `active, error or inactive`. `Intl.ListFormat` would take longer to load than everything else that help needs. */
export const stateNames = `${states.slice(0, -1).join(", ")} or ${states.at(-1)}`

const writeDate = `Use the form ${propertyOf("lastConnectionDateTime").example}; in PowerShell, .ToString("o") writes it`

const dateAdvice = (value: unknown): string | undefined => {
  if (Predicate.isObject(value)) return `PowerShell wrote an object. ${writeDate}`
  const text = String(value)
  if (/^\d+([.,]\d+)?$/.test(text))
    return `This is a number, not a date: Excel stores dates as numbers of days. Format the column as text. ${writeDate}`
  if (/^\d{1,4}[./]\d{1,2}[./]\d{1,4}\b/.test(text)) {
    return `"${text}" is read differently in different countries, and has no time zone. ${writeDate}`
  }
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) {
    return `The time zone is missing: Z for UTC, or an offset like -08:00. ${writeDate}`
  }
  return undefined
}

const stateAdvice = (value: unknown): string | undefined => {
  const meant = states.find((state) => state === String(value).toLowerCase())
  if (meant !== undefined) return `Write it in lower case: ${meant}`
  if (/^\d+$/.test(String(value))) return `This is a number, not a state. Use ${stateNames}`
  return Predicate.isString(value) ? `Unknown state ${JSON.stringify(value)}. Use ${stateNames}` : undefined
}

const advices: Readonly<Record<PropertyKind, (value: unknown) => string | undefined>> = {
  text: () => undefined,
  timestamp: dateAdvice,
  state: stateAdvice,
}

const cutByPowerShell =
  "PowerShell truncated it to a string. Write the file again with ConvertTo-Json -Depth 5"

/** The problem with a value of the input, with advice in place of what was expected, if the value is of a known form. */
export const withAdvice =
  (input: unknown) =>
  (problem: Problem): Problem => {
    if (Predicate.isString(input) && input.startsWith("@{")) return { path: [], message: cutByPowerShell }
    const [name = "", ...inside] = problem.path
    const kind = kindOf(name)
    if (inside.length > 0 || kind === undefined || !Predicate.hasProperty(input, name)) return problem
    const message = advices[kind](input[name])
    return message === undefined ? problem : { path: problem.path, message }
  }
