/** A connector, or a change of one, from the command line: a flag for each property, or a JSON body. */
import { UsageInvalid } from "@odj/command-line"
import { stateNames, withAdvice } from "@odj/command-line/rows"
import { InvalidConnector } from "@odj/core"
import { type ChangeableProperty, propertyNames } from "@odj/domain"
import { Effect, Option, Record } from "effect"
import { Flag } from "effect/cli"
import { currentTime } from "../flags/CurrentTime.ts"

/** The flag of each property. */
const flagNames = {
  displayName: "name",
  lastConnectionDateTime: "last-connection-date-time",
  state: "state",
  version: "connector-version",
  id: "id",
} satisfies Record<ChangeableProperty | "id", string>

const text = (property: keyof typeof flagNames, metavar: string, description: string) =>
  Flag.String(flagNames[property]).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(description),
    Flag.optional,
  )

export const propertyFlags = {
  displayName: text("displayName", "text", "The name of the connector; need not be unique"),
  lastConnectionDateTime: text(
    "lastConnectionDateTime",
    "timestamp",
    "The last contact with Intune, such as 2016-12-31T23:58:36.6670033-08:00; now is the current time",
  ),
  state: text("state", "state", stateNames),
  version: text("version", "version", "The version of the connector's software"),
} satisfies Record<ChangeableProperty, unknown>

export const idFlag = text(
  "id",
  "id",
  "The id of the connector (default: generated). Microsoft's clouds generate every id themselves",
)

/** The flag `--body` of a command that reads these properties. */
const body = (properties: ReadonlyArray<string>) =>
  Flag.String("body").pipe(
    Flag.withMetavar("file"),
    Flag.withDescription(
      `A JSON file to use instead of the flags above; - is standard input. Its properties: ${properties.join(", ")}`,
    ),
    Flag.optional,
  )

export const newBodyFlag = body(propertyNames)

export const patchBodyFlag = body(Object.keys(propertyFlags))

/** A connector as the command line gives it; nothing has validated it yet. */
export interface ConnectorInput {
  readonly input: unknown
  /** Whether flags gave it. */
  readonly isFromFlags: boolean
}

/** The values of flags, with the current time for `now`. */
const withTime = Effect.fnUntraced(function* (given: Record.ReadonlyRecord<string, string>) {
  return given.lastConnectionDateTime === "now"
    ? { ...given, lastConnectionDateTime: yield* currentTime }
    : given
})

/** Reads the flags, or the body. */
export const readInput = Effect.fnUntraced(function* (
  properties: Record.ReadonlyRecord<string, Option.Option<string>>,
  body: Option.Option<string>,
) {
  const given = Record.getSomes(properties)
  if (Option.isNone(body)) {
    return { input: yield* withTime(given), isFromFlags: true } satisfies ConnectorInput
  }
  if (!Record.isEmptyReadonlyRecord(given)) {
    return yield* UsageInvalid.sentence("Use either --body or flags that describe the connector, not both")
  }
  const { readBody } = yield* Effect.promise(() => import("./ReadBody.ts"))
  return { input: yield* readBody(body.value), isFromFlags: false } satisfies ConnectorInput
})

/** The problems with a connector from flags, in terms of its flags. */
const problemsOfFlags = (input: object, { problems }: InvalidConnector) =>
  problems.map(withAdvice(input)).map(({ path, message }) => {
    const [property = ""] = path
    const flag = Object.hasOwn(flagNames, property)
      ? `--${flagNames[property as keyof typeof flagNames]}`
      : property
    return property in input ? { path: [flag], message } : { path: [], message: `Missing ${flag}` }
  })

/** Names flags instead of properties in an `InvalidConnector` if flags gave the connector, and says how to write values. */
export const inTermsOfFlags =
  ({ input, isFromFlags }: ConnectorInput) =>
  (failure: InvalidConnector) =>
    isFromFlags
      ? new UsageInvalid({ problems: problemsOfFlags(input as object, failure) })
      : new InvalidConnector({ problems: failure.problems.map(withAdvice(input)) })
