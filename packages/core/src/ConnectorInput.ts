/**
 * What a caller gives as a connector, or as a change of one: told apart from what is none, with every problem named.
 */
import {
  DomainJoinConnectorPatch,
  type DomainJoinConnectorPatchInput,
  NewDomainJoinConnector,
  type NewDomainJoinConnectorInput,
  type Problem,
  problemText,
  propertyNames,
  qualifiedTypeName,
} from "@odj/domain"
import { Data, Predicate, Result, type Schema, SchemaIssue, SchemaParser } from "effect"
import { withCode } from "./Failure.ts"

/** A value, with OData annotations or without: see {@link validate}. */
type Annotated<Value> = Value | (Value & { readonly [annotation: `${string}@${string}`]: unknown })

/**
 * A connector that is to be created, as a caller gives it. A literal is checked and completed as
 * `NewDomainJoinConnectorInput`; a value of type `unknown`, such as parsed JSON, is accepted as it is.
 */
export type ConnectorInput<Given> = unknown extends Given ? Given : Annotated<NewDomainJoinConnectorInput>

/** A change of a connector, as a caller gives it: the same for `DomainJoinConnectorPatchInput` and the connector's own id. */
export type PatchInput<Given> = unknown extends Given
  ? Given
  : Annotated<DomainJoinConnectorPatchInput & { readonly id?: string }>

/**
 * The input is no connector, or no change of one: every problem, of which there is at least one.
 *
 * It is no schema, unlike the failures of a store: it is made for every refused input, and a schema's constructor takes
 * longer than all the rest of refusing.
 */
export class InvalidConnector extends withCode(
  "InvalidConnector",
  Data.TaggedError("InvalidConnector")<{ readonly problems: ReadonlyArray<Problem> }>,
) {
  override get message() {
    return `The connector is invalid: ${this.problems.map(problemText).join("; ")}`
  }
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const problemsOfValues = (issue: SchemaIssue.Issue): ReadonlyArray<Problem> =>
  format(issue).issues.map(({ path = [], message }) => ({ path: path.map(String), message }))

const properties: ReadonlySet<string> = new Set(propertyNames)

const unknownProperty = `Unknown property (known: ${propertyNames.join(", ")})`

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
      problems.push({ path: [name], message: unknownProperty })
    }
  }
  return problems
}

const invalid = (problems: ReadonlyArray<Problem>) => Result.fail(new InvalidConnector({ problems }))

/** Decides by a schema of some of the connector's properties; `others` finds what it can't see. */
const validateAs = <A>(schema: Schema.Decoder<A>, others: (input: unknown) => ReadonlyArray<Problem>) => {
  const decode = SchemaParser.decodeUnknownResult(schema, { errors: "all" })
  return (input: unknown): Result.Result<A, InvalidConnector> => {
    const problems = others(input)
    const values = decode(input)
    if (Result.isFailure(values)) return invalid([...problems, ...problemsOfValues(values.failure)])
    return problems.length === 0 ? Result.succeed(values.success) : invalid(problems)
  }
}

/**
 * Decides whether the input is a connector that can be created, and says everything that is wrong where it is not.
 *
 * The type is closed: an unknown property is refused. OData annotations are no properties and are ignored, save an
 * `@odata.type` that names another type. Total for data: nothing that JSON can hold makes it throw.
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
 * Decides whether the input is a change of the connector of that id, and says everything that is wrong where it is not.
 *
 * A property that is left out stays as it is. The connector's own `id` may be among them, so that what was read can be
 * sent back; another one is refused. Names are treated as {@link validate} treats them.
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
