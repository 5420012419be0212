/**
 * The use case: create a connector.
 *
 * `validate` decides, purely; `createConnector` carries the decision out. The input is `unknown` on purpose: command
 * line, HTTP and tests come in through the same door.
 */
import { NewDomainJoinConnector, qualifiedTypeName } from "@odj/domain"
import { Data, Effect, Predicate, Result, SchemaIssue, SchemaParser } from "effect"
import { ConnectorStore } from "./ConnectorStore.ts"

/** One thing that is wrong with an input: where, as property names from the outside in, and what was expected there. */
export interface Problem {
  readonly path: ReadonlyArray<string>
  readonly message: string
}

/**
 * The input is no connector that can be created: every problem, of which there is at least one.
 *
 * It is no schema, unlike the failures of a store: it is made for every refused input, and a schema's constructor takes
 * longer than all the rest of refusing.
 */
export class InvalidConnector extends Data.TaggedError("InvalidConnector")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return this.problems.map(({ path, message }) => [...path, message].join(": ")).join("\n")
  }
}

const decode = SchemaParser.decodeUnknownResult(NewDomainJoinConnector, { errors: "all" })

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const problemsOfValues = (issue: SchemaIssue.Issue): ReadonlyArray<Problem> =>
  format(issue).issues.map(({ path = [], message }) => ({ path: path.map(String), message }))

const properties = new Set(Object.keys(NewDomainJoinConnector.fields))

/** OData writes annotations as names with an `@`: `@odata.id`, `state@odata.type`, `@vendor.x`. */
const isAnnotation = (name: string) => name.includes("@")

const typeName = qualifiedTypeName.slice(qualifiedTypeName.lastIndexOf(".") + 1)

const typeFragment = `#${qualifiedTypeName}`

/** A type is named by a URI fragment, with or without the address of the metadata document before it. */
const isTypeName = (value: unknown) =>
  value === typeFragment ||
  (Predicate.isString(value) &&
    /^(?:(?:[^#]*\$metadata)?#)?(?:microsoft\.)?graph\.(\w+)$/.exec(value)?.[1] === typeName)

const problemsOfNames = (input: unknown): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  if (!Predicate.isObject(input)) return problems
  for (const name of Object.keys(input)) {
    if (properties.has(name)) continue
    if (name === "@odata.type") {
      if (!isTypeName(input[name])) problems.push({ path: [name], message: `Expected ${typeFragment}` })
    } else if (!isAnnotation(name)) {
      problems.push({ path: [name], message: "Expected no such property: the type is closed" })
    }
  }
  return problems
}

const invalid = (problems: ReadonlyArray<Problem>) => Result.fail(new InvalidConnector({ problems }))

/**
 * Decides whether the input is a connector that can be created, and says everything that is wrong where it is not.
 *
 * The type is closed: an unknown property is refused. OData annotations are no properties and are ignored, save an
 * `@odata.type` that names another type. Total for data: nothing that JSON can hold makes it throw.
 */
export const validate = (input: unknown): Result.Result<NewDomainJoinConnector, InvalidConnector> => {
  const names = problemsOfNames(input)
  const values = decode(input)
  if (Result.isFailure(values)) return invalid([...names, ...problemsOfValues(values.failure)])
  return names.length === 0 ? Result.succeed(values.success) : invalid(names)
}

/**
 * Creates a connector in the {@link ConnectorStore}, if the input is one, and answers it as stored.
 *
 * Fails with {@link InvalidConnector} before the store is asked, or with what the store fails with.
 */
export const createConnector = Effect.fnUntraced(function* (input: unknown) {
  const connector = yield* Effect.fromResult(validate(input))
  const store = yield* ConnectorStore
  return yield* store.create(connector)
})
