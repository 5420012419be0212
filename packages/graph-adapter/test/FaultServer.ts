/** A service on a socket of this machine that fails as it is told, and keeps what it saw and what it stored. */
import type { Socket } from "node:net"
import { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { encodeCollection, encodeEntity, metadataDocument } from "@odj/graph-wire"
import { Deferred, Effect, Schema } from "effect"
import { serve } from "./sockets.ts"
import { form } from "./storeOver.ts"

/** What becomes of a request: whether it is carried out, and what is answered then. */
export interface Fault {
  readonly isCarriedOut?: boolean
  readonly answer:
    | "resets"
    | "closes"
    | "is silent"
    | "breaks off within the body"
    | "says a wrong length"
    | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
}

/** A request, as the service saw it. */
export interface Seen {
  readonly method: string
  readonly isQuestion: boolean
  readonly clientRequestId: string | undefined
  /** What it tells a create from every other by. */
  readonly key: string | undefined
}

/** What it says in its metadata document, and does with what tells a create from every other. */
export interface Claims {
  readonly isRepeatable: boolean
  /** Whether it does what it says. */
  readonly isHonoured?: boolean
  /** What it answers instead where it is asked for that document. */
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

/** Fails the first requests as the script says, one by one, and does what it is asked for from then on. */
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

  const carryOut = (
    { method, isQuestion, key }: Seen,
    body: string,
  ): readonly [status: number, body: string, headers?: Record<string, string>] => {
    if (isQuestion) {
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
      isQuestion: /^GET \S+\/\$metadata /.test(head),
      clientRequestId: header(head, "client-request-id"),
      key: header(head, "repeatability-request-id"),
    }
    const fault = entry.isQuestion ? instead : script[seen.filter(({ isQuestion }) => !isQuestion).length]
    seen.push(entry)
    if (fault === undefined) {
      const [status, text, headers = {}] = carryOut(entry, body)
      return write(socket, status, headers, text)
    }
    const { answer, isCarriedOut = false } = fault
    const [status, text] = isCarriedOut ? carryOut(entry, body) : [200, "{}"]
    if (typeof answer === "object")
      return write(socket, answer.status, answer.headers ?? {}, answer.body ?? "")
    switch (answer) {
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
      case "says a wrong length":
        return write(socket, status, {}, text, text.length - 5)
    }
  })
  return { url, seen, stored, silent: Effect.suspend(() => Deferred.await(silence)) }
})
