/**
 * The exchanges with upstream that a request causes, as facts of the request, which its log line contains.
 *
 * Every request has a record, and so has each request of a batch. The HTTP client finds the record in the context of its fiber.
 * A request for a token is no exchange, because credentials use another HTTP client.
 */
import { Context, Effect, Layer } from "effect"
import { HttpClient } from "effect/http"
import { UpstreamRequestId } from "../graph/UpstreamRequestId.ts"
import type { RequestFacts, Wrap } from "../http/HttpMessage.ts"

/** Without a status if there was no response. */
interface Exchange {
  status?: number
  requestId?: string
}

/** The number of remembered exchanges: the largest number of attempts of a call to upstream. */
const maxRecent = 4

/** The form of an id that may be logged: upstream can write anything into this header. */
const idForm = /^[\w.:-]{1,64}$/

const textOf = ({ status, requestId = "" }: Exchange) => `${status ?? "none"} ${requestId}`.trimEnd()

const hasFailed = ({ status = 0 }: Exchange) => status < 200 || status >= 300

/** What a request has exchanged with upstream. */
export class UpstreamExchanges {
  #requests = 0
  #recent: ReadonlyArray<Exchange> = []
  /** The age of the list that the request got from the cache, in whole seconds. */
  cacheAge: number | undefined

  /** Notes a request, and returns the exchange, which gets its response. */
  begin(): Exchange {
    const exchange: Exchange = {}
    this.#requests++
    this.#recent = [...this.#recent, exchange].slice(-maxRecent)
    return exchange
  }

  /** Notes the exchanges of a read that several requests share. */
  add(shared: UpstreamExchanges): void {
    this.#requests += shared.#requests
    this.#recent = [...this.#recent, ...shared.#recent].slice(-maxRecent)
  }

  /** Notes a list from the cache: the last exchange of its read, which was for another request, and its age. */
  addCached(read: UpstreamExchanges, age: number): void {
    this.#recent = read.#recent.slice(-1)
    this.cacheAge = age
  }

  get lastRequestId(): string | undefined {
    return this.#recent.at(-1)?.requestId
  }

  get facts(): RequestFacts {
    const last = this.#recent.at(-1)
    const failed = this.#recent.slice(0, -1).filter(hasFailed)
    return {
      ...(this.#requests > 0 && { upstreamRequests: this.#requests }),
      ...(last && { upstreamStatus: last.status, upstreamRequestId: last.requestId }),
      ...(failed.length > 0 && { upstreamFailures: failed.map(textOf) }),
      ...(this.cacheAge !== undefined && { cacheAge: this.cacheAge }),
    }
  }
}

/** The record of the request that a fiber works for; `undefined` outside of requests. */
export const CurrentExchanges = Context.Reference<UpstreamExchanges | undefined>(
  "@odj/server/CurrentExchanges",
  { defaultValue: () => undefined },
)

const noting = (client: HttpClient.HttpClient) =>
  HttpClient.transform(client, (responding, request) =>
    Effect.flatMap(CurrentExchanges, (exchanges) => {
      if (exchanges === undefined) return responding
      const exchange = exchanges.begin()
      return Effect.tap(responding, ({ status, headers }) =>
        Effect.sync(() => {
          const id = headers["request-id"] ?? ""
          const isId = idForm.test(id) && !request.headers.authorization?.includes(id)
          Object.assign(exchange, { status }, isId && { requestId: id })
        }),
      )
    }),
  )

/** An `HttpClient` that notes each of its exchanges: its status and upstream's `request-id`, nothing else. */
export const layer = Layer.effect(
  HttpClient.HttpClient,
  Effect.gen(function* () {
    return noting(yield* HttpClient.HttpClient)
  }),
)

/**
 * Gives each request a record, and writes it into the facts of the request. A response from the cache gets `Age`, which in
 * HTTP means that upstream has not responded to this request.
 */
export const withExchanges: Wrap = (handle) => (request) =>
  Effect.suspend(() => {
    const exchanges = new UpstreamExchanges()
    return handle(request).pipe(
      Effect.provideService(CurrentExchanges, exchanges),
      Effect.provideService(UpstreamRequestId, () => exchanges.lastRequestId),
      Effect.map(({ headers, ...response }) => ({
        ...response,
        headers: exchanges.cacheAge === undefined ? headers : { ...headers, Age: String(exchanges.cacheAge) },
      })),
      Effect.ensuring(Effect.sync(() => Object.assign(request.facts, exchanges.facts))),
    )
  })
