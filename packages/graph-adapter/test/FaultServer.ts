/** A service on a local socket that fails by a script, and records its requests and stored connectors. */
import type { Socket } from "node:net"
import { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { encodeCollection, encodeEntity, metadataDocument } from "@odj/graph-wire"
import { Deferred, Effect, Schema } from "effect"
import { serve } from "./sockets.ts"
import { form } from "./storeOver.ts"

/** How a request fails: whether it is processed, and the response. */
export interface Fault {
  readonly isProcessed?: boolean
  readonly response:
    | "resets"
    | "closes"
    | "is silent"
    | "breaks off within the body"
    | "sends a wrong length"
    | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
}

/** A request, as the service received it. */
export interface Seen {
  readonly method: string
  readonly isMetadata: boolean
  readonly clientRequestId: string | undefined
  /** The id of a repeatable request. */
  readonly key: string | undefined
}

/** Whether the service supports repeatable requests: by its metadata document, and in fact. */
export interface Claims {
  readonly isRepeatable: boolean
  /** Whether it supports them in fact. */
  readonly isHonoured?: boolean
  /** The failure of a request for the document. */
  readonly instead?: Fault
}

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(NewDomainJoinConnector))

const header = (request: string, name: string) => new RegExp(`^${name}: (.+)$`, "im").exec(request)?.[1]

const write = (
  socket: Socket,
  status: number,
  headers: Record<string, string>,
  body: string,
  length = body.length,
) =>
  socket.end(
    [
      `HTTP/1.1 ${status} Status`,
      ...Object.entries({ ...headers, "Content-Length": String(length) }).map(
        ([name, value]) => `${name}: ${value}`,
      ),
      "",
      body,
    ].join("\r\n"),
  )

const silentDocument = metadataDocument.replace(/<Annotation Term="Org.OData.Repeatability[^>]*>/, "")

/** Fails the first requests by the script, one by one, and processes all later ones. */
export const start = Effect.fnUntraced(function* (
  script: ReadonlyArray<Fault>,
  { isRepeatable, isHonoured = isRepeatable, instead }: Claims,
) {
  const seen: Array<Seen> = []
  const stored: Array<DomainJoinConnector> = []
  const keys = new Map<string, DomainJoinConnector>()
  let silence = Deferred.makeUnsafe<void>()

  const create = (key: string | undefined, body: string) => {
    const known = key === undefined || !isHonoured ? undefined : keys.get(key)
    if (known !== undefined) return known
    const connector = DomainJoinConnector.make({ id: `id-${stored.length}`, ...decode(body) })
    stored.push(connector)
    if (key !== undefined) keys.set(key, connector)
    return connector
  }

  const execute = (
    { method, isMetadata, key }: Seen,
    body: string,
  ): readonly [status: number, body: string, headers?: Record<string, string>] => {
    if (isMetadata) {
      return [200, isRepeatable ? metadataDocument : silentDocument, { "Content-Type": "application/xml" }]
    }
    return method === "POST"
      ? [201, encodeEntity(create(key, body), form), isHonoured ? { "Repeatability-Result": "accepted" } : {}]
      : [200, encodeCollection({ connectors: stored }, form)]
  }

  const { url } = yield* serve((socket, request) => {
    const [head = "", body = ""] = request.split("\r\n\r\n")
    const entry: Seen = {
      method: head.split(" ")[0] ?? "",
      isMetadata: /^GET \S+\/\$metadata /.test(head),
      clientRequestId: header(head, "client-request-id"),
      key: header(head, "repeatability-request-id"),
    }
    const fault = entry.isMetadata ? instead : script[seen.filter(({ isMetadata }) => !isMetadata).length]
    seen.push(entry)
    if (fault === undefined) {
      const [status, text, headers = {}] = execute(entry, body)
      return write(socket, status, headers, text)
    }
    const { response, isProcessed = false } = fault
    const [status, text] = isProcessed ? execute(entry, body) : [200, "{}"]
    if (typeof response === "object")
      return write(socket, response.status, response.headers ?? {}, response.body ?? "")
    switch (response) {
      case "resets":
        return socket.resetAndDestroy()
      case "closes":
        return socket.end()
      case "is silent": {
        const over = silence
        silence = Deferred.makeUnsafe()
        return Deferred.doneUnsafe(over, Effect.void)
      }
      case "breaks off within the body":
        return write(socket, status, {}, text.slice(0, text.length / 2), text.length)
      case "sends a wrong length":
        return write(socket, status, {}, text, text.length - 5)
    }
  })
  return { url, seen, stored, silent: Effect.suspend(() => Deferred.await(silence)) }
})
