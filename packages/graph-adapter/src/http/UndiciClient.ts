/**
 * An Effect `HttpClient` over undici that reads each response to its end before it returns it. So it needs neither a
 * stream for the body nor a signal to abort it, which take most of the time of Effect's own client over undici.
 *
 * It follows no redirects and retries nothing. Except for connecting, it has no time limits: its caller has them.
 */
import { Effect, Layer, Result } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest } from "effect/http"
import { bodyLimit } from "./BodyLimit.ts"
import { CompleteResponse, type Received } from "./CompleteResponse.ts"

interface Controller {
  abort(reason: Error): void
}

interface Handler {
  onRequestStart(controller: Controller): void
  onResponseStart(controller: Controller, status: number, headers: Received["headers"]): void
  onResponseData(controller: Controller, chunk: Uint8Array): void
  onResponseEnd(): void
  onResponseError(controller: Controller | null, error: unknown): void
}

/** The part of undici's `Dispatcher` that is used. */
export interface Dispatcher {
  dispatch(
    options: {
      readonly origin: string
      readonly path: string
      readonly method: string
      readonly headers: Record<string, string>
      readonly body: Uint8Array | null
      readonly headersTimeout: number
      readonly bodyTimeout: number
    },
    handler: Handler,
  ): boolean
  destroy(): Promise<void>
}

const join = (chunks: ReadonlyArray<Uint8Array>, size: number): ArrayBuffer => {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes.buffer
}

/** Collects one response, and then calls `done`: with the error if not even its head has arrived. */
class Collector implements Handler {
  readonly #done: (received: Result.Result<Received, unknown>) => void
  #controller: Controller | undefined
  #abortReason: Error | undefined
  #head: Pick<Received, "status" | "headers"> | undefined
  readonly #chunks: Array<Uint8Array> = []
  #size = 0

  constructor(done: (received: Result.Result<Received, unknown>) => void) {
    this.#done = done
  }

  /** Closes the connection, or does not send the request if it has none yet. */
  abort(reason: Error) {
    this.#abortReason = reason
    this.#controller?.abort(reason)
  }

  onRequestStart(controller: Controller) {
    this.#controller = controller
    if (this.#abortReason !== undefined) controller.abort(this.#abortReason)
  }

  onResponseStart(_: Controller, status: number, headers: Received["headers"]) {
    // A status below 200 announces the response.
    if (status >= 200) this.#head = { status, headers }
  }

  onResponseData(_: Controller, chunk: Uint8Array) {
    this.#size += chunk.length
    if (this.#size <= bodyLimit) this.#chunks.push(chunk)
    else {
      const code = "UND_ERR_RES_EXCEEDED_MAX_SIZE"
      this.abort(Object.assign(new Error("The response is too long"), { code }))
    }
  }

  onResponseEnd() {
    this.#end(Result.succeed(join(this.#chunks, this.#size)), undefined)
  }

  onResponseError(_: Controller | null, error: unknown) {
    this.#end(Result.fail(error), error)
  }

  #end(body: Received["body"], error: unknown) {
    this.#done(this.#head === undefined ? Result.fail(error) : Result.succeed({ ...this.#head, body }))
  }
}

type Reason = ConstructorParameters<typeof HttpClientError.HttpClientError>[0]["reason"]

const failed = (reason: Reason) => Effect.fail(new HttpClientError.HttpClientError({ reason }))

const send = (dispatcher: Dispatcher, request: HttpClientRequest.HttpClientRequest, url: URL) =>
  Effect.callback<CompleteResponse, HttpClientError.HttpClientError>((resume) => {
    const { body, method, headers } = request
    if (body._tag !== "Empty" && body._tag !== "Uint8Array") {
      const cause = new Error(`A body must be bytes, not ${body._tag}`)
      return resume(failed(new HttpClientError.EncodeError({ request, cause })))
    }
    const collector = new Collector((received) =>
      resume(
        Result.isSuccess(received)
          ? Effect.succeed(new CompleteResponse(request, url, received.success))
          : failed(new HttpClientError.TransportError({ request, cause: received.failure })),
      ),
    )
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers,
        body: body._tag === "Empty" ? null : body.body,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      collector,
    )
    return Effect.sync(() => collector.abort(new Error("The request was interrupted")))
  })

/**
 * The client over a dispatcher of undici, such as an `Agent` or an `EnvHttpProxyAgent`. The dispatcher is made with the
 * layer, and destroyed when the layer's scope closes.
 *
 * A body of a request must be bytes. A response has a body of at most 4 MiB: reading a larger one, or one that breaks
 * off, fails.
 *
 * @example
 * ```ts
 * import { EnvHttpProxyAgent } from "@effect/platform-node/Undici"
 * import { UndiciClient } from "@odj/graph-adapter"
 * import { Layer } from "effect"
 *
 * const client = UndiciClient.layer(() => new EnvHttpProxyAgent())
 * console.log(Layer.isLayer(client)) // => true
 * ```
 */
export const layer = (dispatcher: () => Dispatcher): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.acquireRelease(Effect.sync(dispatcher), (acquired) =>
      Effect.promise(() => acquired.destroy()),
    ).pipe(Effect.map((acquired) => HttpClient.make((request, url) => send(acquired, request, url)))),
  )
