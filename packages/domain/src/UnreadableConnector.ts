/**
 * Reads the connectors of a store, whose values may come from elsewhere: an invalid one is described, so that it neither
 * hides the valid ones nor is lost.
 */
import { Option, Predicate, Result, Schema } from "effect"
import { propertyNames } from "./ConnectorProperties.ts"
import { DomainJoinConnector } from "./DomainJoinConnector.ts"
import { decodeWithProblems, Problem, problemText } from "./Problem.ts"

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

const decode = decodeWithProblems(DomainJoinConnector)
const decodeId = Schema.decodeUnknownOption(DomainJoinConnector.fields.id)

const describe = (value: unknown, found: ReadonlyArray<Problem>): UnreadableConnector => {
  const values: Readonly<Record<string, unknown>> = Predicate.isObject(value) ? value : {}
  const problems = found.map((problem) => {
    const [name] = problem.path
    const property = values[name ?? ""]
    if (name === undefined || Predicate.isString(property)) return problem
    const message = property === undefined ? "Missing" : `Must be a string, not ${kindOf(property)}`
    return { path: problem.path, message }
  })
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
export const readConnector = (value: unknown): Result.Result<DomainJoinConnector, UnreadableConnector> =>
  Result.mapError(decode(value), (problems) => describe(value, problems))

/** What a connector is called: its id, or its name if that is known. */
const nameOf = ({ id, properties: { displayName } }: UnreadableConnector): string =>
  id ?? (Predicate.isString(displayName) ? `${displayName} (no valid id)` : "(no valid id)")

/** An unreadable connector as a text of at most 1,001 characters: its id, and every problem with it. */
export const unreadableText = (connector: UnreadableConnector): string =>
  cut(`${cut(nameOf(connector), 100)}: ${connector.problems.map(problemText).join("; ")}`, maxLength)
