/**
 * Reads the requests of a `$batch` from JSON, as a service does.
 *
 * Source: Graph's documentation of JSON batching. The case of ids does not matter, and a request may depend on earlier
 * ones.
 */
import { ExpectedFailure, type Problem, problemsText } from "@odj/domain"
import { Option, Predicate, Result, Schema, SchemaIssue, SchemaParser } from "effect"

/** One request of a batch. */
export interface ReceivedBatchRequest {
  readonly id: string
  readonly method: string
  /** A path and query below the API's version, an absolute path with the version, or a whole URL: as it was written. */
  readonly url: string
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Any JSON; `undefined` if there is no body. */
  readonly body: unknown
  /** The ids, in any case, of the requests that must succeed before this one. */
  readonly dependsOn: ReadonlyArray<string>
}

/** The JSON is not a valid batch. `problems` lists every problem. */
export class InvalidBatch extends ExpectedFailure("InvalidBatch")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}

/** How many requests a batch may have. */
export const maxBatchRequests = 20

/** A text; the message is for anything else, and for a missing member. */
const text = (message: string) =>
  Schema.String.annotate({ message }).annotateKey({ messageMissingKey: message })

const uniqueNames = Schema.makeFilter((headers: Readonly<Record<string, string>>) => {
  const names = new Set<string>()
  const repeated = new Set<string>()
  for (const name of Object.keys(headers).map((name) => name.toLowerCase()))
    (names.has(name) ? repeated : names).add(name)
  return Array.from(repeated, (name) => `The header '${name}' is given twice`)
})

const Headers = Schema.Record(Schema.String, text("Expected a text"))
  .annotate({ message: "Expected an object of texts" })
  .check(uniqueNames)

const DependsOn = Schema.Array(text("Expected an id")).annotate({ message: "Expected an array of ids" })

const isNotBatch = (url: string) =>
  !/^(?:https?:\/\/[^/?#]*)?\/?(?:(?:beta|v1\.0)\/)?\$batch(?:[/?]|$)/i.test(url)

const nonEmpty = "Expected non-empty text"
const tooMany = `Number of requests inside batch exceeds the limit. Expected at most ${maxBatchRequests}`

const Request = Schema.Struct({
  id: text(nonEmpty).check(Schema.isNonEmpty({ message: nonEmpty })),
  method: text("Expected the name of an HTTP method"),
  url: text("Expected a URL").check(
    Schema.makeFilter(isNotBatch, { message: "A batch can't contain a batch" }),
  ),
  headers: Schema.optionalKey(Headers),
  body: Schema.optionalKey(Schema.Unknown),
  dependsOn: Schema.optionalKey(DependsOn),
  // Graph accepts and ignores it.
  atomicityGroup: Schema.optionalKey(Schema.Unknown),
}).annotate({ message: "Expected an object", messageUnexpectedKey: "Unknown property" })

const Batch = Schema.Struct({
  requests: Schema.Array(Schema.Unknown)
    .annotate({ message: "Expected an array" })
    .annotateKey({ messageMissingKey: "Expected an array" })
    .check(
      Schema.isMinLength(1, { message: "Expected at least one request" }),
      Schema.isMaxLength(maxBatchRequests, { message: tooMany }),
    ),
}).annotate({ message: "Expected an object" })

const readBatch = SchemaParser.decodeUnknownResult(Batch)
const readRequest = SchemaParser.decodeUnknownResult(Request, { errors: "all", onExcessProperty: "error" })
const readId = Schema.decodeUnknownOption(Schema.Struct({ id: Schema.String }))
const readDependencies = Schema.decodeUnknownOption(Schema.Struct({ dependsOn: DependsOn }))

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const problemsOfShape = (issue: SchemaIssue.Issue): ReadonlyArray<Problem> =>
  format(issue).issues.map(({ path = [], message }) => ({ path: path.map(String), message }))

/** The problems of a request with respect to earlier ones. Adds its id to theirs, even if the request is invalid. */
const problemsOfOrder = (json: unknown, earlier: Set<string>): ReadonlyArray<Problem> => {
  const id = Option.getOrUndefined(readId(json))?.id
  const dependsOn = Option.getOrUndefined(readDependencies(json))?.dependsOn ?? []
  const problems: Array<Problem> = dependsOn
    .filter((dependency) => !earlier.has(dependency.toLowerCase()))
    .map((dependency) => ({
      path: ["dependsOn"],
      message: `Invalid dependency for request Id ${id}: no earlier request has the id '${dependency}'`,
    }))
  if (id !== undefined && earlier.has(id.toLowerCase()))
    problems.unshift({ path: ["id"], message: "An earlier request has the same id" })
  if (id !== undefined) earlier.add(id.toLowerCase())
  return problems
}

/** A header's value without the spaces and tabs around it, as in HTTP. */
const trimmed = (value: string): string => {
  let begin = 0
  let end = value.length
  while (begin < end && (value[begin] === " " || value[begin] === "\t")) begin++
  while (end > begin && (value[end - 1] === " " || value[end - 1] === "\t")) end--
  return value.slice(begin, end)
}

/** The request with defaults for missing members, and headers as in HTTP. */
const received = ({ id, method, url, headers = {}, body, dependsOn = [] }: typeof Request.Type) => {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), trimmed(value)])
  return { id, method, url, headers: Object.fromEntries(named), body, dependsOn }
}

/** The members that a client may write as null instead of leaving them out. */
const nullable: ReadonlySet<string> = new Set(["headers", "body", "dependsOn"])

const withoutNulls = (json: unknown): unknown =>
  Predicate.isObject(json)
    ? Object.fromEntries(
        Object.entries(json).filter(([name, value]) => value !== null || !nullable.has(name)),
      )
    : json

/** Reads the requests of a batch, or returns all problems of all requests. */
export const decodeBatchRequests = (
  json: unknown,
): Result.Result<ReadonlyArray<ReceivedBatchRequest>, InvalidBatch> => {
  const batch = readBatch(json)
  if (Result.isFailure(batch))
    return Result.fail(new InvalidBatch({ problems: problemsOfShape(batch.failure) }))
  const earlier = new Set<string>()
  const requests: Array<ReceivedBatchRequest> = []
  const problems: Array<Problem> = []
  for (const [index, sent] of batch.success.requests.entries()) {
    const json = withoutNulls(sent)
    const request = readRequest(json)
    const ofShape = Result.isFailure(request) ? problemsOfShape(request.failure) : []
    for (const { path, message } of [...problemsOfOrder(json, earlier), ...ofShape])
      problems.push({ path: ["requests", String(index), ...path], message })
    if (Result.isSuccess(request)) requests.push(received(request.success))
  }
  return problems.length > 0 ? Result.fail(new InvalidBatch({ problems })) : Result.succeed(requests)
}
