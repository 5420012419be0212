/**
 * A network that loses requests and responses, and a service that fails, throttles, is slow and lists connectors late:
 * at random, with Effect's `Random`.
 */
import { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { encodeCollection, encodeEntity, metadataDocument } from "@odj/graph-wire"
import { Clock, Deferred, Effect, Exit, Layer, Random, Schema } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { bodyOf } from "./respondingClient.ts"
import { form } from "./storeOver.ts"

interface Stored {
  readonly connector: DomainJoinConnector
  /** When lists begin to have it. */
  readonly shownFrom: number
}

type Received = Exit.Exit<Response, HttpClientError.HttpClientError>

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(NewDomainJoinConnector))

/** Half of the requests fail in one of these ways, with these probabilities. */
const faults = {
  connect: 0.06,
  lostBefore: 0.06,
  throttled: 0.08,
  brokenBefore: 0.06,
  brokenAfter: 0.08,
  lostAfter: 0.08,
  half: 0.04,
  slow: 0.04,
} as const
type Fault = keyof typeof faults | "none"

const pick = Effect.map(Random.next, (chance): Fault => {
  let rest = chance
  for (const [fault, share] of Object.entries(faults) as ReadonlyArray<[keyof typeof faults, number]>) {
    rest -= share
    if (rest < 0) return fault
  }
  return "none"
})

const broken = (request: HttpClientRequest.HttpClientRequest, properties: object): Received =>
  Exit.fail(
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.TransportError({
        request,
        cause: Object.assign(new Error("why"), properties),
      }),
    }),
  )

const oneOf = <A>(values: ReadonlyArray<A>) =>
  Effect.map(Random.nextIntBetween(0, values.length), (index) => values[index] as A)

/** Whether the service supports repeatable requests, does not, or only pretends to. */
export type Repeatability = "unsupported" | "supported" | "pretended"

/** The client of a service, and the connectors that the service has stored. */
export const make = (repeatability: Repeatability) => {
  const stored: Array<Stored> = []
  const keys = new Map<string, DomainJoinConnector>()

  const create = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest, text: string) {
    const key = repeatability === "supported" ? request.headers["repeatability-request-id"] : undefined
    const before = key === undefined ? undefined : keys.get(key)
    if (before !== undefined) return before
    const connector = DomainJoinConnector.make({ id: `id-${stored.length}`, ...decode(text) })
    if (key !== undefined) keys.set(key, connector)
    const lag = yield* Random.nextBetween(0, 3_000)
    stored.push({ connector, shownFrom: (yield* Clock.currentTimeMillis) + lag })
    return connector
  })

  const execute = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
    const now = yield* Clock.currentTimeMillis
    const text = bodyOf(request)
    if (request.url.endsWith("/$metadata")) {
      return repeatability === "unsupported"
        ? { status: 404, text: "{}" }
        : { status: 200, text: metadataDocument }
    }
    if (text !== undefined) return { status: 201, text: encodeEntity(yield* create(request, text), form) }
    const connectors = stored.filter(({ shownFrom }) => shownFrom <= now).map(({ connector }) => connector)
    return { status: 200, text: encodeCollection({ connectors }, form) }
  })

  const handle = Effect.fnUntraced(function* (
    request: HttpClientRequest.HttpClientRequest,
  ): Effect.fn.Return<Received> {
    const fault = yield* pick
    if (fault === "connect") return broken(request, { syscall: "connect", code: "ECONNREFUSED" })
    yield* Effect.sleep(yield* Random.nextBetween(1, 500))
    if (fault === "slow") yield* Effect.sleep(yield* Random.nextBetween(10_000, 50_000))
    if (fault === "lostBefore") return broken(request, { syscall: "read", code: "ECONNRESET" })
    if (fault === "throttled") {
      const init = yield* oneOf([
        { status: 429 },
        { status: 429, headers: { "retry-after": "2.5" } },
        { status: 503, headers: { "retry-after": "1" } },
      ])
      return Exit.succeed(new Response("", init))
    }
    const failing = { status: yield* oneOf([408, 500, 502, 503, 504]) }
    if (fault === "brokenBefore") return Exit.succeed(new Response("", failing))
    const { status, text } = yield* execute(request)
    yield* Effect.sleep(yield* Random.nextBetween(1, 500))
    if (fault === "brokenAfter") return Exit.succeed(new Response("", failing))
    if (fault === "lostAfter") return broken(request, { syscall: "read", code: "ECONNRESET" })
    const body = fault === "half" ? text.slice(0, text.length / 2) : text
    const headers = {
      "content-length": String(body.length),
      ...(request.headers.accept === "application/xml" && { "content-type": "application/xml" }),
    }
    return Exit.succeed(new Response(body, { status, headers }))
  })

  const client = HttpClient.make((request) =>
    Effect.gen(function* () {
      const received = yield* Deferred.make<Received>()
      // The service continues even if the client no longer waits.
      yield* Effect.forkDetach(Effect.flatMap(handle(request), (exit) => Deferred.succeed(received, exit)))
      const response = yield* yield* Deferred.await(received)
      return HttpClientResponse.fromWeb(request, response)
    }),
  )
  return {
    client: Layer.succeed(HttpClient.HttpClient, client),
    connectors: () => stored.map(({ connector }) => connector),
  }
}
