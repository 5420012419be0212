/** Writes and reads the JSON of a `$batch`'s responses. */
import { Option, Predicate } from "effect"

/** The response to one request of a batch. */
export interface BatchResponse {
  /** The id of the request. */
  readonly id: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body's text, as it would be sent outside a batch. */
  readonly body?: string | undefined
}

/** The member `body` of a response: JSON unchanged, any other text as a JSON string. */
const bodyMember = ({ headers, body }: BatchResponse): string => {
  if (body === undefined) return ""
  const isJson = headers["Content-Type"]?.startsWith("application/json") === true
  return `,"body":${isJson ? body : JSON.stringify(body)}`
}

/** The JSON text of the responses to a batch. */
export const encodeBatchResponses = (responses: ReadonlyArray<BatchResponse>): string =>
  `{"responses":[${responses
    .map((response) => {
      const { id, status, headers } = response
      return `${JSON.stringify({ id, status, headers }).slice(0, -1)}${bodyMember(response)}}`
    })
    .join(",")}]}`

/** `JSON.stringify` overflows the stack for deeply nested values that `JSON.parse` can read. */
const write = Option.liftThrowable((json: unknown): string => JSON.stringify(json))

const textOf = (body: unknown): string | undefined => {
  if (body === undefined || body === null) return undefined
  return Predicate.isString(body) ? body : Option.getOrUndefined(write(body))
}

/** A text, or a number as text. */
const textOrNumber = (value: unknown): string | undefined =>
  Predicate.isString(value) || Predicate.isNumber(value) ? String(value) : undefined

/** The headers whose values are texts or numbers, by lower-case names. */
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
  if (!Predicate.isString(id) || !Predicate.isNumber(status) || !Number.isInteger(status)) return []
  return [{ id, status, headers: headersOf(headers), body: textOf(body) }]
}

/**
 * Reads the responses to a batch, by their ids; `None` if the JSON is not a batch's response.
 *
 * They may be in any order. Invalid responses are left out. So are all responses with the same id, even if only one of
 * them is valid, because nothing says which is the right one. Header names are in lower case. A body that is not a
 * string becomes its JSON text, and is left out if it is nested too deeply for that.
 */
export const decodeBatchResponses = (json: unknown): Option.Option<ReadonlyMap<string, BatchResponse>> => {
  if (!Predicate.isObject(json) || !Array.isArray(json.responses)) return Option.none()
  const byId = Map.groupBy(json.responses, idOf)
  const responses = json.responses.filter((response) => byId.get(idOf(response))?.length === 1)
  return Option.some(new Map(responses.flatMap(decodeResponse).map((response) => [response.id, response])))
}
