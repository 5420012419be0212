/**
 * A hand-written copy of `odj-server --auth none` for `create.ts`, with `node:http` only.
 *
 * Its checks, headers and bodies are those of `odj-server`. It has one path, no query options or preferences, one
 * representation of a connector, no shutdown, and one fixed store.
 */
import { isUtf8 } from "node:buffer"
import { randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import {
  collectionPath,
  createdHeaders,
  entity,
  failedHeaders,
  failure,
  requestIds,
  type StoredConnector,
} from "./GraphResponse.ts"
import { type Problem, validateByHand } from "./HandWrittenValidator.ts"

interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly problems: ReadonlyArray<Problem>
  readonly headers?: Readonly<Record<string, string>>
}

const maxBody = 64 * 1024

const connectors = new Map<string, StoredConnector>()

const ownHosts = new Set(["localhost"])
const host = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i
const json = /^application\/json *(?:;[^,]*)?$/i
const charset = /; *charset *= *"?([^";]*)"? *(?:;|$)/i

const refusal = (
  status: number,
  code: string,
  message: string,
  problems: ReadonlyArray<Problem> = [],
): Refusal => ({ status, code, message, problems })

const refuseHost = (name: string) =>
  refusal(
    400,
    "BadRequest",
    host.test(name)
      ? `This server accepts no requests for the host '${name}'. If that is its name, start it with --allowed-host ${name}, or with its public URL in --public-url.`
      : "Invalid Host header.",
  )

const unreadable =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."

/** The index of the closing quote of the string that begins at `start`. */
const closingQuote = (text: string, start: number): number => {
  let index = start + 1
  while (text[index] !== '"') index += text[index] === "\\" ? 2 : 1
  return index
}

/** How many names a JSON text has. With a repeated name there are more names than members. */
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

/** The repeated names of the outermost object. Only `odj-server` finds deeper ones. */
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

const refuseHead = ({ headers, method, url = "" }: IncomingMessage): Refusal | undefined => {
  if (!ownHosts.has(headers.host ?? "")) return refuseHost(headers.host ?? "")
  if (url !== collectionPath) return refusal(404, "ResourceNotFound", `Invalid version: ${url.split("/")[1]}`)
  if (method !== "POST") {
    const message = "Specified HTTP method is not allowed for the request target."
    return { ...refusal(405, "Request_BadRequest", message), headers: { Allow: "GET, HEAD, POST" } }
  }
  const { accept } = headers
  if (accept !== undefined && accept !== "*/*" && accept !== "application/json") {
    return refusal(406, "UnknownError", "No media type in Accept or $format is supported.")
  }
  return undefined
}

const refuseType = ({
  "content-type": type,
  "content-encoding": encoding,
}: IncomingMessage["headers"]): Refusal | undefined => {
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    const encoded = refusal(
      415,
      "BadRequest",
      "Content-Encoding is not supported: send the body uncompressed.",
    )
    return { ...encoded, headers: { "Accept-Encoding": "identity" } }
  }
  if (type === "application/json") return undefined
  if (type === undefined) return refusal(400, "BadRequest", unreadable)
  if (!json.test(type)) {
    return refusal(400, "BadRequest", "Entity only allows writes with a JSON Content-Type header.")
  }
  return (charset.exec(type)?.[1] ?? "utf-8").trim().toLowerCase() === "utf-8"
    ? undefined
    : refusal(400, "BadRequest", unreadable)
}

const create = (request: IncomingMessage, body: Buffer | undefined): StoredConnector | Refusal => {
  const refused = refuseHead(request)
  if (refused !== undefined) return refused
  if (body === undefined) return refusal(413, "BadRequest", "Maximum request length exceeded.")
  if (body.length === 0) return refusal(400, "BadRequest", "Empty Payload. JSON content expected.")
  const mistyped = refuseType(request.headers)
  if (mistyped !== undefined) return mistyped
  if (!isUtf8(body)) return refusal(400, "BadRequest", unreadable)
  const text = body.toString()
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch (error) {
    const message = `Invalid JSON: ${(error as SyntaxError).message}`
    return refusal(400, "BadRequest", unreadable, [{ path: [], message }])
  }
  if (countNames(text) !== countMembers(input)) {
    const problems = repeatedNames(text).map((name) => ({
      path: [name],
      message: "Given twice",
    }))
    return refusal(400, "BadRequest", unreadable, problems)
  }
  const verdict = validateByHand(input)
  if ("problems" in verdict) return refusal(400, "ModelValidationFailure", "", verdict.problems)
  const { id = randomUUID(), displayName, lastConnectionDateTime, state, version } = verdict.value
  if (connectors.has(id)) return refusal(409, "Conflict", `A connector with the id '${id}' already exists.`)
  const connector = { id, displayName, lastConnectionDateTime, state, version }
  connectors.set(id, connector)
  return connector
}

const respond = (request: IncomingMessage, response: ServerResponse, body: Buffer | undefined) => {
  const { host = "", "client-request-id": given } = request.headers
  const ids = requestIds(given)
  const created = create(request, body)
  if ("status" in created) {
    const { status, code, message, problems, headers } = created
    const text = JSON.stringify(failure(code, message, problems, ids))
    response.writeHead(status, {
      ...failedHeaders(ids),
      ...headers,
      "Content-Length": Buffer.byteLength(text),
      ...(body === undefined && { Connection: "close" }),
    })
    response.end(text)
    return
  }
  const text = JSON.stringify(entity(host, created))
  response.writeHead(201, {
    ...createdHeaders(host, created.id, ids),
    "Content-Length": Buffer.byteLength(text),
  })
  response.end(text)
}

const server = createServer(
  {
    maxHeaderSize: 32_768,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    joinDuplicateHeaders: true,
    requireHostHeader: false,
  },
  (request, response) => {
    const chunks: Array<Buffer> = []
    let size = 0
    request.on("error", () => {})
    request.on("data", (chunk: Buffer) => {
      if (size > maxBody) return
      size += chunk.length
      if (size > maxBody) respond(request, response, undefined)
      else chunks.push(chunk)
    })
    request.on("end", () => {
      if (size <= maxBody) respond(request, response, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
    })
  },
)

server.listen(0, "127.0.0.1", () => {
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  ownHosts.add(address)
  console.log(`listening on http://${address}`)
})
