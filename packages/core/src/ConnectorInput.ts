/** Validates a caller's input for a connector, or for a change of one, and reports every problem with it. */
import {
  DomainJoinConnectorPatch,
  type DomainJoinConnectorPatchInput,
  decodeWithProblems,
  ExpectedFailure,
  NewDomainJoinConnector,
  type NewDomainJoinConnectorInput,
  type Problem,
  problemText,
  propertyNames,
  qualifiedTypeName,
} from "@odj/domain"
import { Predicate, Result } from "effect"
import { withCode } from "./Failure.ts"

/** A value that may have OData annotations. {@link validate} ignores them. */
type Annotated<Value> = Value | (Value & { readonly [annotation: `${string}@${string}`]: unknown })

/**
 * A connector that is to be created, as a caller gives it. The compiler checks it, and an editor completes it, as
 * `NewDomainJoinConnectorInput`. A value of type `unknown`, such as parsed JSON, is accepted unchecked.
 */
export type ConnectorInput<Given> = unknown extends Given ? Given : Annotated<NewDomainJoinConnectorInput>

/**
 * A change of a connector, as a caller gives it: a `DomainJoinConnectorPatchInput`, which may also have the connector's own
 * id, or a value of type `unknown`.
 */
export type PatchInput<Given> = unknown extends Given
  ? Given
  : Annotated<DomainJoinConnectorPatchInput & { readonly id?: string }>

/**
 * The input is not a valid connector, or not a valid change of one. `problems` has every problem, and at least one.
 *
 * Unlike the failures of a store, this class is not a schema. It is constructed for every invalid input, and the constructor
 * of a schema takes longer than the whole validation.
 */
export class InvalidConnector extends withCode(
  "InvalidConnector",
  ExpectedFailure("InvalidConnector")<{ readonly problems: ReadonlyArray<Problem> }>,
) {
  override get message() {
    return `The connector is invalid: ${this.problems.map(problemText).join("; ")}`
  }
}

const properties: ReadonlySet<string> = new Set(propertyNames)

const unknownProperty = `Unknown property (known: ${propertyNames.join(", ")})`

/** In OData a name with an `@` is an annotation: `@odata.id`, `state@odata.type`, `@vendor.x`. */
const isAnnotation = (name: string) => name.includes("@")

const typeName = qualifiedTypeName.slice(qualifiedTypeName.lastIndexOf(".") + 1)

const typeFragment = `#${qualifiedTypeName}`

/** A type name is a URI fragment, with or without the address of the metadata document before it. */
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
      problems.push({ path: [name], message: unknownProperty })
    }
  }
  return problems
}

const invalid = (problems: ReadonlyArray<Problem>) => Result.fail(new InvalidConnector({ problems }))

/**
 * Makes a validator from a schema. `others` finds the problems that the schema can't find: unknown properties, and an
 * `@odata.type` of another type.
 */
const validateAs = <A>(
  schema: Parameters<typeof decodeWithProblems<A>>[0],
  others: (input: unknown) => ReadonlyArray<Problem>,
) => {
  const decode = decodeWithProblems(schema)
  return (input: unknown): Result.Result<A, InvalidConnector> => {
    const problems = others(input)
    const values = decode(input)
    if (Result.isFailure(values)) return invalid([...problems, ...values.failure])
    return problems.length === 0 ? Result.succeed(values.success) : invalid(problems)
  }
}

/**
 * Validates a connector that is to be created. Returns it, or a failure with every problem.
 *
 * An unknown property is a problem. OData annotations are ignored, but an `@odata.type` must name the connector's type.
 * No JSON value makes it throw.
 *
 * @example
 * ```ts
 * import { validate } from "@odj/core"
 * import { Result } from "effect"
 *
 * const result = validate(JSON.parse('{ "displayName": "HQ", "state": "activ" }'))
 * for (const { path } of Result.isFailure(result) ? result.failure.problems : []) {
 *   console.log(path.join("."))
 * }
 * // => lastConnectionDateTime
 * // => state
 * // => version
 * ```
 */
export const validate: <Given = NewDomainJoinConnectorInput>(
  input: ConnectorInput<Given>,
) => Result.Result<NewDomainJoinConnector, InvalidConnector> = validateAs(
  NewDomainJoinConnector,
  problemsOfNames,
)

const sameId = (id: string, input: unknown): ReadonlyArray<Problem> =>
  !Predicate.hasProperty(input, "id") || input.id === id
    ? []
    : [{ path: ["id"], message: "Expected the connector's own id: it can't be changed" }]

const decodePatch = validateAs(DomainJoinConnectorPatch, problemsOfNames)

/**
 * Validates a change of the connector with that id. Returns it, or a failure with every problem.
 *
 * A missing property stays unchanged. The connector's own `id` is allowed, so that you can send back a connector that you
 * have read. Another id is a problem. Unknown properties and annotations are treated as in {@link validate}.
 */
export const validatePatch = <Given = DomainJoinConnectorPatchInput>(
  id: string,
  input: PatchInput<Given>,
): Result.Result<DomainJoinConnectorPatch, InvalidConnector> => {
  const problems = sameId(id, input)
  const patch = decodePatch(input)
  if (problems.length === 0) return patch
  return invalid(Result.isFailure(patch) ? [...problems, ...patch.failure.problems] : problems)
}
