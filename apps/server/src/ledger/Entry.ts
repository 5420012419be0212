/** An entry of the ledger: a request and its response as they were. Secrets are removed, and JSON is parsed, when it is read. */
import { isUtf8 } from "node:buffer"
import { Result } from "effect"
import { resourceAt } from "../graph/Resource.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import { issuerEndpointAt } from "../issuer/IssuerEndpoint.ts"
import { readForm, withCredentials } from "../issuer/OAuthForm.ts"
import { requestedOperation } from "../requested/RequestedOperation.ts"
import type { RecordedCaller, RecordedOutcome, RecordedRequest } from "./RecordedRequest.ts"
import { bearerToken, cleanForm, cleanHeaders, cleanJson, cleanText } from "./Secrets.ts"

/** Without the connection, which would keep its socket in memory. */
type Kept<Message> = Omit<Message, "connection"> & {
  /** The length of the body in bytes, even if the body itself is too long to keep. */
  readonly bodyLength: number | undefined
}

export interface Entry {
  readonly number: number
  /** In milliseconds since 1970, by the server's clock. */
  readonly startedAt: number
  readonly path: string
  readonly query: string
  readonly request: Kept<HttpRequest>
  endedAt?: number
  outcome: RecordedOutcome
  response?: Kept<HttpResponse>
  /** About how many bytes it takes. */
  size: number
}

/** The longest body that is kept, in bytes of a request or characters of a response. */
const maxBody = 1_048_576

const isKept = (body: string | Buffer | undefined) => body === undefined || body.length <= maxBody

/** About what an entry takes besides its texts. */
const emptySize = 1_000

const sizeOf = ({ headers, body }: Pick<Kept<HttpRequest | HttpResponse>, "headers" | "body">) => {
  let size = body?.length ?? 0
  for (const name in headers) size += name.length + (headers[name]?.length ?? 0)
  return size
}

/** A request that has arrived. */
export const begin = (
  number: number,
  startedAt: number,
  { connection: _, ...request }: HttpRequest,
  { path, query }: Pick<Entry, "path" | "query">,
): Entry => {
  const { body, headers } = request
  // The server has dropped a body that exceeds its limit.
  const bodyLength = body?.length ?? (Number(headers["content-length"]) || undefined)
  const kept = { ...request, body: isKept(body) ? body : undefined, bodyLength }
  const size = emptySize + request.target.length + sizeOf(kept)
  return { number, startedAt, path, query, request: kept, outcome: "inFlight", size }
}

/** Adds what the client got. */
export const end = (
  entry: Entry,
  endedAt: number,
  outcome: RecordedOutcome,
  response: HttpResponse | undefined,
): void => {
  entry.endedAt = endedAt
  entry.outcome = outcome
  if (response === undefined) return
  const { body } = response
  const bodyLength = body === undefined ? undefined : Buffer.byteLength(body)
  entry.response = { ...response, body: isKept(body) ? body : undefined, bodyLength }
  entry.size += sizeOf(entry.response)
}

/** The outcomes with which the client gets the head of the response. */
const withHead: ReadonlySet<RecordedOutcome> = new Set(["response", "cutBody", "wrongLength"])

const responseOf = ({ response, outcome }: Entry) => (withHead.has(outcome) ? response : undefined)

const callerOf = ({ path, request }: Entry): RecordedCaller | undefined => {
  const { tenant, application, user } = request.facts as RecordedCaller
  if (tenant !== undefined) return defined({ tenant, application, user })
  const endpoint = issuerEndpointAt(path)
  if (endpoint === undefined) return undefined
  const form = Result.flatMap(readForm(request), (form) => withCredentials(form, request))
  return defined({
    tenant: endpoint.tenant,
    application: Result.getOrUndefined(form)?.get("client_id"),
  })
}

const connectorOf = ({ path, request: { facts } }: Entry): string | undefined => {
  if (typeof facts.connector === "string") return facts.connector
  const resource = Result.getOrUndefined(resourceAt(path))
  return resource?._tag === "Entity" ? resource.id : undefined
}

/** What can be asked for, which is cheap to tell. */
export const summaryOf = (entry: Entry) => {
  const { path, request } = entry
  const { method, facts } = request
  return {
    method,
    operation: requestedOperation(method, path),
    status: responseOf(entry)?.status,
    committed: facts.committed === true,
    connector: connectorOf(entry),
    faults: Array.isArray(facts.faults) ? (facts.faults as ReadonlyArray<string>) : undefined,
    caller: callerOf(entry),
  }
}

/** Without the properties that are undefined: then a record equals its JSON. */
const defined = <A extends object>(record: A): A =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as A

const formType = /^application\/x-www-form-urlencoded *(?:;|$)/i

const contentOf = (type: string | undefined, text: string): unknown => {
  if (formType.test(type ?? "")) return cleanForm(text)
  if (/^text\/html\b/i.test(type ?? "")) return undefined
  try {
    return cleanJson(JSON.parse(text))
  } catch {
    return cleanText(text)
  }
}

const requestBodyOf = ({ request: { headers, body, part } }: Entry): unknown => {
  if (part !== undefined) return cleanJson(part.json)
  if (body === undefined || body.length === 0 || !isUtf8(body)) return undefined
  return contentOf(headers["content-type"], body.toString())
}

const recordedResponse = (entry: Entry) => {
  const response = responseOf(entry)
  if (response === undefined) return undefined
  const headers = cleanHeaders(response.headers)
  const { body = "", bodyLength } = entry.request.method === "HEAD" ? {} : response
  return defined({
    headers,
    body: body === "" ? undefined : contentOf(headers["content-type"], body),
    bodyLength: bodyLength || undefined,
  })
}

const cleaned = (text: string | undefined) => (text === undefined ? undefined : cleanText(text))

/** The entry as a test sees it: a new value each time, so a test can't change the ledger. */
export const read = (entry: Entry, summary: ReturnType<typeof summaryOf>): RecordedRequest => {
  const { number, startedAt, endedAt, path, query, request, outcome, response } = entry
  const { headers, part } = request
  return defined<RecordedRequest>({
    number,
    time: new Date(startedAt).toISOString(),
    milliseconds: endedAt === undefined ? undefined : endedAt - startedAt,
    method: summary.method,
    path: cleanText(path),
    query: cleanText(query),
    operation: summary.operation,
    outcome,
    status: summary.status,
    committed: summary.committed,
    connector: cleaned(summary.connector),
    idempotencyKey: cleaned(headers["idempotency-key"] ?? headers["repeatability-request-id"]),
    requestId: response?.headers["request-id"],
    clientRequestId: cleaned(headers["client-request-id"]),
    batch: part?.of,
    faults: summary.faults && [...summary.faults],
    caller: summary.caller,
    token: bearerToken(headers.authorization),
    headers: cleanHeaders(headers),
    body: requestBodyOf(entry),
    bodyLength: request.bodyLength || undefined,
    response: recordedResponse(entry),
  })
}
