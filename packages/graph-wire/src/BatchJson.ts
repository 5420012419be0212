/**
 * Several requests in one, as `$batch` has them in JSON.
 *
 * Source: Graph's documentation of JSON batching. It lets at most 20 requests through, whose ids are compared without
 * case, and each of which may depend on earlier ones.
 */
import { type Problem, problemsText } from "@odj/domain"
import { Data, Option, Predicate, Result } from "effect"

export interface BatchRequest {
  readonly id: string
  readonly method: string
  /** Path and query, relative to the address of the API's version. */
  readonly url: string
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Any JSON; `undefined` where there is none. */
  readonly body: unknown
  /** The ids of the requests that have to succeed before. */
  readonly dependsOn: ReadonlyArray<string>
}

export interface BatchResponse {
  readonly id: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The text that would be sent by itself. */
  readonly body?: string | undefined
}

/** The JSON is no batch: every problem, of which there is at least one. */
export class InvalidBatch extends Data.TaggedError("InvalidBatch")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}

/** How many requests a batch can have. */
export const maxBatchRequests = 20

const isTexts = (value: unknown): value is ReadonlyArray<string> =>
  Array.isArray(value) && value.every(Predicate.isString)

const isHeaders = (value: unknown): value is Record<string, string> =>
  Predicate.isObject(value) && Object.values(value).every(Predicate.isString)

/** The names, in lower case, of headers that are there under several. */
const repeatedNames = (headers: Readonly<Record<string, string>>): ReadonlySet<string> => {
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  return new Set(names.filter((name, index) => names.indexOf(name) !== index))
}

/** A value as HTTP has it: without the spaces and tabs around it. */
const trimmed = (value: string): string => {
  let begin = 0
  let end = value.length
  while (begin < end && (value[begin] === " " || value[begin] === "\t")) begin++
  while (end > begin && (value[end - 1] === " " || value[end - 1] === "\t")) end--
  return value.slice(begin, end)
}

/** What a request can have. Graph takes `atomicityGroup`, and does nothing by it. */
const members = new Set(["id", "method", "url", "headers", "body", "dependsOn", "atomicityGroup"])

/** What makes a URL lead elsewhere than below the service: a scheme, or a host. */
const isRelative = (url: string) => !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(url)

const batchedBatch = /^\/?\$batch(?:[/?]|$)/i

const decodeRequest = (
  input: unknown,
  index: number,
  earlier: ReadonlySet<string>,
): Result.Result<BatchRequest, ReadonlyArray<Problem>> => {
  const path = (name: string) => ["requests", String(index), name]
  if (!Predicate.isObject(input))
    return Result.fail([{ path: ["requests", String(index)], message: "Expected an object" }])
  const { id, method, url, headers = {}, body, dependsOn = [] } = input
  const problems: Array<Problem> = Object.keys(input)
    .filter((name) => !members.has(name))
    .map((name) => ({ path: path(name), message: "Expected no such member" }))
  const expect = (isMet: boolean, name: string, message: string) => {
    if (!isMet) problems.push({ path: path(name), message })
  }
  expect(Predicate.isString(id) && id !== "", "id", "Expected a text that is not empty")
  expect(
    !Predicate.isString(id) || !earlier.has(id.toLowerCase()),
    "id",
    "Expected an id that no request before has",
  )
  expect(Predicate.isString(method), "method", "Expected the name of an HTTP method")
  expect(Predicate.isString(url) && isRelative(url), "url", "Expected a relative URL")
  expect(
    !Predicate.isString(url) || !batchedBatch.test(url),
    "url",
    "Expected another URL than that of a batch",
  )
  expect(isHeaders(headers), "headers", "Expected an object of texts")
  for (const name of isHeaders(headers) ? repeatedNames(headers) : [])
    expect(false, "headers", `Expected the header '${name}' once`)
  if (!isTexts(dependsOn)) expect(false, "dependsOn", "Expected an array of ids")
  else {
    for (const dependency of dependsOn)
      expect(
        earlier.has(dependency.toLowerCase()),
        "dependsOn",
        `Invalid dependency for request Id ${String(id)}: no request before has the id '${dependency}'`,
      )
  }
  if (problems.length > 0) return Result.fail(problems)
  return Result.succeed({
    id: id as string,
    method: method as string,
    url: url as string,
    headers: Object.fromEntries(
      Object.entries(headers as Record<string, string>).map(([name, value]) => [
        name.toLowerCase(),
        trimmed(value),
      ]),
    ),
    body,
    dependsOn: dependsOn as ReadonlyArray<string>,
  })
}

const invalid = (problems: ReadonlyArray<Problem>) => Result.fail(new InvalidBatch({ problems }))

/** Reads the requests of a batch. Their ids are as given; `dependsOn` names them in whatever case. */
export const decodeBatch = (json: unknown): Result.Result<ReadonlyArray<BatchRequest>, InvalidBatch> => {
  const requests = Predicate.isObject(json) ? json.requests : undefined
  if (!Array.isArray(requests)) return invalid([{ path: ["requests"], message: "Expected an array" }])
  if (requests.length === 0)
    return invalid([{ path: ["requests"], message: "Expected at least one request" }])
  if (requests.length > maxBatchRequests) {
    return invalid([
      {
        path: ["requests"],
        message: `Number of requests inside batch exceeds the limit. Expected at most ${maxBatchRequests}`,
      },
    ])
  }
  const earlier = new Set<string>()
  const decoded = requests.map((request: unknown, index) => {
    const result = decodeRequest(request, index, earlier)
    if (Predicate.hasProperty(request, "id") && Predicate.isString(request.id))
      earlier.add(request.id.toLowerCase())
    return result
  })
  const problems = decoded.flatMap((result) => (Result.isFailure(result) ? result.failure : []))
  return problems.length > 0
    ? invalid(problems)
    : Result.succeed(decoded.filter(Result.isSuccess).map(({ success }) => success))
}

/** The member `body` of a response: JSON as it is, any other text as a JSON string. */
const bodyMember = ({ headers, body }: BatchResponse): string => {
  if (body === undefined) return ""
  const isJson = headers["Content-Type"]?.startsWith("application/json") === true
  return `,"body":${isJson ? body : JSON.stringify(body)}`
}

/** The JSON text of what the requests of a batch were answered with. */
export const encodeBatch = (responses: ReadonlyArray<BatchResponse>): string =>
  `{"responses":[${responses
    .map((response) => {
      const { id, status, headers } = response
      return `${JSON.stringify({ id, status, headers }).slice(0, -1)}${bodyMember(response)}}`
    })
    .join(",")}]}`

/** A request of a batch, as a client sends it. */
export interface BatchItem {
  readonly id: string
  readonly method: string
  /** Path and query, relative to the address of the API's version. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The text of its JSON. */
  readonly body: string
}

/** The JSON text of a batch, which has at most {@link maxBatchRequests} requests. */
export const encodeBatchRequests = (items: ReadonlyArray<BatchItem>): string =>
  `{"requests":[${items
    .map(({ body, ...request }) => `${JSON.stringify(request).slice(0, -1)},"body":${body}}`)
    .join(",")}]}`

/** Writing JSON fails where it is nested so deeply that the stack does not suffice, though it could be read. */
const write = Option.liftThrowable((json: unknown): string => JSON.stringify(json))

const textOf = (body: unknown): string | undefined => {
  if (body === undefined || body === null) return undefined
  return Predicate.isString(body) ? body : Option.getOrUndefined(write(body))
}

/** A text, or a number as the text that it would be in its place. */
const textOrNumber = (value: unknown): string | undefined =>
  Predicate.isString(value) || Predicate.isNumber(value) ? String(value) : undefined

/** The headers whose values are texts or numbers, by names in lower case. */
const headersOf = (headers: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(Predicate.isObject(headers) ? headers : {}).flatMap(([name, value]) => {
      const text = textOrNumber(value)
      return text === undefined ? [] : [[name.toLowerCase(), text]]
    }),
  )

const idOf = (response: unknown): string | undefined =>
  Predicate.hasProperty(response, "id") ? textOrNumber(response.id) : undefined

const decodeResponse = (json: unknown): ReadonlyArray<BatchResponse> => {
  if (!Predicate.isObject(json)) return []
  const { id, status, headers, body } = json
  if (!Predicate.isString(id) || !Number.isInteger(status)) return []
  return [{ id, status: status as number, headers: headersOf(headers), body: textOf(body) }]
}

/**
 * Reads what the requests of a batch were answered with, by their ids; `None` where it is no answer to a batch.
 *
 * Answers may come in any order. What is no answer is left out, and so are those that have one id, even if only one of
 * them can be read: nothing says which is the true one. Header names are in lower case; a body that is no text is given
 * as the text of its JSON, or not at all where it is nested too deeply to be written.
 */
export const decodeBatchResponses = (json: unknown): Option.Option<ReadonlyMap<string, BatchResponse>> => {
  if (!Predicate.isObject(json) || !Array.isArray(json.responses)) return Option.none()
  const byId = Map.groupBy(json.responses, idOf)
  const responses = json.responses.filter((response) => byId.get(idOf(response))?.length === 1)
  return Option.some(new Map(responses.flatMap(decodeResponse).map((response) => [response.id, response])))
}
