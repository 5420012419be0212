/**
 * Reads the connectors of a store, whose values may come from elsewhere: an invalid one is described, so that it neither
 * hides the valid ones nor is lost.
 */
import { Option, Predicate, Result, Schema, SchemaParser } from "effect"
import { propertyNames } from "./ConnectorProperties.ts"
import { DomainJoinConnector } from "./DomainJoinConnector.ts"
import { Problem, problemsOf, problemText } from "./Problem.ts"

/** A connector of a store that is no valid {@link DomainJoinConnector}: for example, its version is null. */
export const UnreadableConnector = Schema.Struct({
  /** The id, if it is valid. */
  id: Schema.optionalKey(Schema.String),
  /** Why it can't be read: at least one problem. */
  problems: Schema.Array(Problem),
  /** The values of its properties, as found. A text is cut after 1,000 characters, and a nested value is its JSON text. */
  properties: Schema.Record(
    Schema.String,
    Schema.Union([Schema.String, Schema.Finite, Schema.Boolean, Schema.Null]),
  ),
})
export interface UnreadableConnector extends Schema.Schema.Type<typeof UnreadableConnector> {}

type Shown = UnreadableConnector["properties"][string]

const maxLength = 1_000

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length).toWellFormed()}…`

const writeJson = Option.liftThrowable((value: unknown) => String(JSON.stringify(value)))

const kindOf = (value: unknown): string => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

const show = (value: unknown): Shown =>
  value === null || Predicate.isBoolean(value) || (Predicate.isNumber(value) && Number.isFinite(value))
    ? value
    : cut(
        Predicate.isString(value) ? value : Option.getOrElse(writeJson(value), () => kindOf(value)),
        maxLength,
      )

const decode = Schema.decodeUnknownOption(DomainJoinConnector)
const decodeId = Schema.decodeUnknownOption(DomainJoinConnector.fields.id)
const explain = SchemaParser.decodeUnknownResult(DomainJoinConnector, { errors: "all" })

const describe = (value: unknown): UnreadableConnector => {
  const values: Readonly<Record<string, unknown>> =
    Predicate.isObject(value) && !Array.isArray(value) ? value : {}
  const problems = Result.match(explain(value), { onSuccess: () => [], onFailure: problemsOf }).map(
    ({ path, message }) => {
      const [name] = path
      const found = values[name ?? ""]
      if (name === undefined || Predicate.isString(found)) return { path, message }
      return { path, message: found === undefined ? "Missing" : `Must be a string, not ${kindOf(found)}` }
    },
  )
  const id = decodeId(values.id)
  return {
    ...(Option.isSome(id) && { id: id.value }),
    problems,
    properties: Object.fromEntries(
      propertyNames.filter((name) => Object.hasOwn(values, name)).map((name) => [name, show(values[name])]),
    ),
  }
}

/**
 * Reads a connector of a store, or says why it can't be read. Unknown properties are ignored.
 *
 * @example
 * ```ts
 * import { exampleConnector, readConnector, unreadableText } from "@odj/domain"
 * import { Result } from "effect"
 *
 * const result = readConnector({ ...exampleConnector, id: "hq-1", version: null })
 * console.log(Result.isFailure(result) && unreadableText(result.failure))
 * // => hq-1: version: Must be a string, not null
 * ```
 */
export const readConnector = (value: unknown): Result.Result<DomainJoinConnector, UnreadableConnector> => {
  const connector = decode(value)
  return Option.isSome(connector) ? Result.succeed(connector.value) : Result.fail(describe(value))
}

/** What a connector is called: its id, or its name if that is known. */
const nameOf = ({ id, properties: { displayName } }: UnreadableConnector): string =>
  id ?? (Predicate.isString(displayName) ? `${displayName} (no valid id)` : "(no valid id)")

/** An unreadable connector as a text of at most 1,001 characters: its id, and every problem with it. */
export const unreadableText = (connector: UnreadableConnector): string =>
  cut(`${cut(nameOf(connector), 100)}: ${connector.problems.map(problemText).join("; ")}`, maxLength)
