/** Reads entries of the ledger: parses what is JSON, decodes tokens and removes secrets. */
import { isUtf8 } from "node:buffer"
import { bodyText } from "../http/BodyText.ts"
import { issuerEndpointAt } from "../issuer/IssuerEndpoint.ts"
import { isFormType } from "../oauth/OAuthForm.ts"
import { type Caller, issuerCaller } from "../requested/Caller.ts"
import { requestedConnector } from "../requested/RequestedConnector.ts"
import { requestedOperation } from "../requested/RequestedOperation.ts"
import type { Entry } from "./Entry.ts"
import type { RecordedOutcome, RecordedRequest, RequestSummary } from "./RecordedRequest.ts"
import { bearerToken, cleanForm, cleanHeaders, cleanJson, cleanQuery, cleanText } from "./Secrets.ts"

/** The outcomes with which the client gets the head of the response. */
const withHead: ReadonlySet<RecordedOutcome> = new Set(["response", "cutBody", "wrongLength"])

const responseOf = ({ response, outcome }: Entry) => (withHead.has(outcome) ? response : undefined)

const callerOf = (entry: Entry): Caller | undefined => {
  const { path, facts } = entry
  const { tenant, application, user } = facts as Caller
  if (tenant !== undefined) return defined({ tenant, application, user })
  const endpoint = issuerEndpointAt(path)
  return endpoint && defined(issuerCaller(entry, endpoint.tenant))
}

const connectorOf = ({ path, facts }: Entry): string | undefined =>
  typeof facts.connector === "string" ? facts.connector : requestedConnector(path)

/** What a query can select by. It takes little time to read. */
export const selectableOf = (entry: Entry) => {
  const { path, method, facts } = entry
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

export type Selectable = ReturnType<typeof selectableOf>

/** Without the properties that are undefined: then a record equals its JSON. */
const defined = <A extends object>(record: A): A =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as A

const contentOf = (type = "", text: string): unknown => {
  if (isFormType(type)) return cleanForm(text)
  if (/^text\/html\b/i.test(type)) return undefined
  try {
    return cleanJson(JSON.parse(text))
  } catch {
    return cleanText(text)
  }
}

const requestBodyOf = ({ headers, body, part }: Entry): unknown => {
  if (part !== undefined) return cleanJson(part.json)
  if (body === undefined || body.length === 0 || !isUtf8(body)) return undefined
  return contentOf(headers["content-type"], bodyText(body))
}

const recordedResponse = (entry: Entry) => {
  const response = responseOf(entry)
  if (response === undefined) return undefined
  const headers = cleanHeaders(response.headers)
  if (entry.method === "HEAD") return { headers }
  const { body = "" } = response
  return defined({
    headers,
    body: body === "" ? undefined : contentOf(headers["content-type"], body),
    bodyLength: entry.lostResponseLength ?? (Buffer.byteLength(body) || undefined),
  })
}

const cleaned = (text: string | undefined) => (text === undefined ? undefined : cleanText(text))

/** The entry without its headers, its bodies and its token. */
export const summaryOf = (entry: Entry, selectable = selectableOf(entry)): RequestSummary => {
  const { number, startedAt, endedAt, path, query, headers, part, outcome, response } = entry
  return defined<RequestSummary>({
    number,
    time: new Date(startedAt).toISOString(),
    milliseconds: endedAt === undefined ? undefined : endedAt - startedAt,
    method: selectable.method,
    path: cleanText(path),
    query: cleanQuery(query),
    operation: selectable.operation,
    outcome,
    status: selectable.status,
    committed: selectable.committed,
    connector: cleaned(selectable.connector),
    idempotencyKey: cleaned(headers["idempotency-key"] ?? headers["repeatability-request-id"]),
    requestId: response?.headers["request-id"],
    clientRequestId: cleaned(headers["client-request-id"]),
    batch: part?.of,
    faults: selectable.faults && [...selectable.faults],
    caller: selectable.caller,
  })
}

/** The entry as a test sees it: a new value each time, so a test can't change the ledger. */
export const read = (entry: Entry, selectable?: Selectable): RecordedRequest => {
  const { headers } = entry
  return defined<RecordedRequest>({
    ...summaryOf(entry, selectable),
    token: bearerToken(headers.authorization),
    headers: cleanHeaders(headers),
    body: requestBodyOf(entry),
    bodyLength: entry.lostLength ?? (entry.body?.length || undefined),
    response: recordedResponse(entry),
  })
}
