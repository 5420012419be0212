/** Checks the options of a server. A program without types can give any name and any value. */
import { type Problem, problemsText } from "@odj/domain"
import { Data, Duration, Option, Predicate } from "effect"
import { remedy } from "./input/SchemaProblems.ts"

/**
 * Options of a server are invalid. `problems` has every problem, except those of `connectors`, `faults`, `grants` and
 * the names of `presets`, which fail with other errors.
 */
export class OptionsInvalid extends Data.TaggedError("OptionsInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return `The options of the server are invalid: ${problemsText(this.problems)}`
  }
}

/**
 * Checks a value. Returns what the value has to be, as the end of a sentence, for each requirement that it does not meet.
 */
type Check<Options> = (value: unknown, options: Options) => ReadonlyArray<string>

/** A check for each option. Without a value, an option is valid. */
export type Checks<Options> = { readonly [Name in keyof Options]-?: Check<Options> }

export const must =
  (form: string, isValid: (value: unknown) => boolean) =>
  (value: unknown): ReadonlyArray<string> =>
    isValid(value) ? [] : [form]

/** Checks a text. */
export const mustText = (form: string, isValid: (text: string) => boolean) =>
  must(form, (value) => Predicate.isString(value) && isValid(value))

/** Checks each text of an array. */
export const mustTexts =
  (form: string, isValid: (text: string) => boolean) =>
  (value: unknown): ReadonlyArray<string> =>
    Array.isArray(value)
      ? value
          .filter((item) => !Predicate.isString(item) || !isValid(item))
          .map((item) => `${form}, not ${item}`)
      : ["must be an array"]

export const mustBeBoolean = must("must be true or false", Predicate.isBoolean)

/** A limit that is a whole number. */
export const mustCount = (largest: number) =>
  must(
    `must be a whole number, 1 to ${largest}`,
    (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= largest,
  )

/** A limit that is a time; `largest` is in milliseconds. */
export const mustTime = (largest: number) =>
  must(`must be a time such as "50 millis", 1 millisecond to ${largest / 1_000} seconds`, (value) =>
    Option.exists(Duration.fromInput(value as Duration.Input), (time) =>
      Duration.between(time, { minimum: Duration.millis(1), maximum: Duration.millis(largest) }),
    ),
  )

/** No check here: the reader of the value checks it, and fails with another error. */
export const checkedLater = () => []

/** All problems of the options. */
export const problemsOfOptions = <Options extends object>(
  options: Options,
  checks: Checks<Options>,
): ReadonlyArray<Problem> => {
  const known = Object.keys(checks) as Array<keyof Options & string>
  const messages = [
    ...Object.keys(options)
      .filter((name) => !Object.hasOwn(checks, name))
      .map((name) => `Unknown option ${name}. ${remedy(name, known)}`),
    ...known.flatMap((name) =>
      options[name] === undefined
        ? []
        : checks[name](options[name], options).map((form) => `${name} ${form}`),
    ),
  ]
  return messages.map((message) => ({ path: [], message }))
}
