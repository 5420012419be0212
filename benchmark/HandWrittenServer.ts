/**
 * `odj-server` once more, by hand: `node:http` and nothing else, for what `create.ts` measures.
 *
 * It refuses, stores and answers as `odj-server` does, headers and bodies alike, and knows one path. It has no shutdown,
 * no options and no store that could be another.
 */
import { isUtf8 } from "node:buffer"
import { randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { type Problem, validateByHand } from "./HandWrittenValidator.ts"

interface StoredConnector {
  readonly id: string
  readonly displayName: string | null
  readonly lastConnectionDateTime: string
  readonly state: string
  readonly version: string
}

interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly details?: ReadonlyArray<{
    readonly code: string
    readonly message: string
    readonly target: string
  }>
  readonly headers?: Readonly<Record<string, string>>
}

const maxBody = 64 * 1024

const connectors = new Map<string, StoredConnector>()

const bearerToken = /^Bearer +\S+ *$/i
const host = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i
const json = /^application\/json *(?:;|$)/i
const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

const refusal = (status: number, code: string, message: string): Refusal => ({ status, code, message })

const unreadable =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."

const withDetails = (code: string, message: string, problems: ReadonlyArray<Problem>): Refusal => ({
  status: 400,
  code,
  message: [message, ...problems.map(({ path, message }) => `${[...path, message].join(": ")}.`)]
    .join(" ")
    .trim(),
  details: problems.map(({ path, message }) => ({ code, message, target: path.join("/") })),
})

/** The index of the quote that closes the string which begins at `start`. */
const closingQuote = (text: string, start: number): number => {
  let index = start + 1
  while (text[index] !== '"') index += text[index] === "\\" ? 2 : 1
  return index
}

/** How many names a JSON text has: a name that occurs again is one more than its object has members. */
const countNames = (text: string): number => {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index)
    if (character === 0x3a) count++
    else if (character === 0x22) {
      const start = index
      index = text.indexOf('"', index + 1)
      if (text.charCodeAt(index - 1) === 0x5c) index = closingQuote(text, start)
    }
  }
  return count
}

const countMembers = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0
  let count = 0
  const isArray = Array.isArray(value)
  for (const member of Object.values(value)) {
    if (!isArray) count++
    if (typeof member === "object") count += countMembers(member)
  }
  return count
}

/** The names that occur again in the outermost object; for deeper ones see `odj-server`. */
const repeatedNames = (text: string): ReadonlyArray<string> => {
  const names = new Set<string>()
  const repeated: Array<string> = []
  let depth = 0
  let string = ""
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === "{") depth++
    else if (character === "}") depth--
    else if (character === '"') {
      const end = closingQuote(text, index)
      string = text.slice(index, end + 1)
      index = end
    } else if (character === ":" && depth === 1) {
      const name: string = JSON.parse(string)
      if (names.has(name)) repeated.push(name)
      names.add(name)
    }
  }
  return repeated
}

const refuseRoute = (request: IncomingMessage): Refusal | undefined => {
  const { headers, method, url = "" } = request
  if (!bearerToken.test(headers.authorization ?? "")) {
    return {
      ...refusal(401, "InvalidAuthenticationToken", "Access token is empty."),
      headers: { "WWW-Authenticate": 'Bearer realm=""' },
    }
  }
  if (!host.test(headers.host ?? "")) return refusal(400, "BadRequest", "Invalid Host header.")
  const path = url.split("?", 1)[0]
  if (
    path !== "/beta/deviceManagement/domainJoinConnectors" &&
    path !== "/deviceManagement/domainJoinConnectors"
  ) {
    return refusal(404, "ResourceNotFound", `Invalid version: ${url.split("/")[1]}`)
  }
  if (method === "POST") return undefined
  const message = "Specified HTTP method is not allowed for the request target."
  return { ...refusal(405, "Request_BadRequest", message), headers: { Allow: "POST" } }
}

const create = (request: IncomingMessage, body: Buffer | undefined): StoredConnector | Refusal => {
  const misrouted = refuseRoute(request)
  if (misrouted !== undefined) return misrouted
  if (body === undefined) return refusal(413, "BadRequest", "Maximum request length exceeded.")
  const contentType = request.headers["content-type"]
  if (contentType !== undefined && !json.test(contentType)) {
    return refusal(400, "BadRequest", "Entity only allows writes with a JSON Content-Type header.")
  }
  if (body.length === 0) return refusal(400, "BadRequest", "Empty Payload. JSON content expected.")
  if (contentType === undefined || !isUtf8(body)) return refusal(400, "BadRequest", unreadable)
  const text = body.toString()
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch (error) {
    return withDetails("BadRequest", unreadable, [
      { path: [], message: `Expected JSON: ${(error as SyntaxError).message}` },
    ])
  }
  if (countNames(text) !== countMembers(input)) {
    const problems = repeatedNames(text).map((name) => ({
      path: [name],
      message: "Expected the property once, found it again",
    }))
    return withDetails("BadRequest", unreadable, problems)
  }
  const verdict = validateByHand(input)
  if ("problems" in verdict) return withDetails("ModelValidationFailure", "", verdict.problems)
  const { id = randomUUID(), displayName, lastConnectionDateTime, state, version } = verdict.value
  if (connectors.has(id)) return refusal(409, "Conflict", `A connector with the id '${id}' already exists.`)
  const connector = { id, displayName, lastConnectionDateTime, state, version }
  connectors.set(id, connector)
  return connector
}

const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer | undefined) => {
  const { headers } = request
  const requestId = randomUUID()
  const given = headers["client-request-id"]
  const clientRequestId = typeof given === "string" && guid.test(given) ? given : requestId
  const created = create(request, body)
  if ("status" in created) {
    const { status, headers, ...error } = created
    const innerError = {
      date: new Date().toISOString().slice(0, 19),
      "request-id": requestId,
      "client-request-id": clientRequestId,
    }
    const text = JSON.stringify({ error: { ...error, innerError } })
    response.writeHead(status, {
      "Content-Type": "application/json",
      "Cache-Control": "no-cache",
      "request-id": requestId,
      "client-request-id": clientRequestId,
      ...headers,
      "Content-Length": Buffer.byteLength(text),
      ...(body === undefined && { Connection: "close" }),
    })
    response.end(text)
    return
  }
  const serviceRoot = `http://${headers.host}/beta`
  const text = JSON.stringify({
    "@odata.context": `${serviceRoot}/$metadata#deviceManagement/domainJoinConnectors/$entity`,
    "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
    id: created.id,
    displayName: created.displayName,
    lastConnectionDateTime: created.lastConnectionDateTime,
    state: created.state,
    version: created.version,
  })
  const key = encodeURIComponent(created.id.replaceAll("'", "''"))
  response.writeHead(201, {
    "Content-Type":
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    "OData-Version": "4.0",
    "Cache-Control": "no-cache",
    Location: `${serviceRoot}/deviceManagement/domainJoinConnectors('${key}')`,
    "request-id": requestId,
    "client-request-id": clientRequestId,
    "Content-Length": Buffer.byteLength(text),
  })
  response.end(text)
}

const timeLimits = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 }

const server = createServer(timeLimits, (request, response) => {
  const chunks: Array<Buffer> = []
  let size = 0
  request.on("error", () => {})
  request.on("data", (chunk: Buffer) => {
    if (size > maxBody) return
    size += chunk.length
    if (size > maxBody) answer(request, response, undefined)
    else chunks.push(chunk)
  })
  request.on("end", () => {
    if (size <= maxBody) answer(request, response, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
  })
})

server.listen(0, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
