/**
 * The HTTP client that `@azure/identity` signs in with: that of all other requests, so proxies, certificates and time limits
 * are the same. The library's own client would read some of the proxy variables in its own way.
 */
import { Clock, Effect, Predicate } from "effect"
import {
  HttpBody,
  type HttpClient,
  type HttpClientError,
  HttpClientRequest,
  HttpIncomingMessage,
} from "effect/http"
import { bodyLimit } from "../http/BodyLimit.ts"
import type { IssuerExchange } from "./CredentialFailure.ts"

/** The properties of the library's `PipelineRequest` that are read. */
export interface SignInRequest {
  readonly url: string
  readonly method: Parameters<typeof HttpClientRequest.make>[0]
  readonly headers: {
    get(name: string): string | undefined
    toJSON(): Record<string, string>
  }
  readonly body?: unknown
  /** In milliseconds; 0 if there is none. */
  readonly timeout: number
  readonly abortSignal?: object
}

/** A response for the library: a `PipelineResponse`. */
export interface SignInResponse<R extends SignInRequest> {
  readonly request: R
  readonly status: number
  readonly headers: ResponseHeaders
  readonly bodyAsText: string
}

export interface SignInClient {
  sendRequest<R extends SignInRequest>(request: R): Promise<SignInResponse<R>>
  /** The latest exchange. The library hides why a request failed, and most of what an issuer responds. */
  readonly last: () => IssuerExchange | undefined
}

/** The headers of a response, whose names Node.js gives in lower case. */
class ResponseHeaders extends Map<string, string> {
  override get(name: string) {
    return super.get(name.toLowerCase())
  }

  override has(name: string) {
    return super.has(name.toLowerCase())
  }

  toJSON() {
    return Object.fromEntries(this)
  }
}

/** The time limit of a request that has none, in milliseconds: that of a request to the service. */
const requestLimit = 30_000

/** The longest wait in seconds for which the library may sleep: it does not report that it waits. */
const longestWait = 30

/** The headers in which the library looks for a wait. */
const waitHeaders = ["retry-after", "retry-after-ms", "x-ms-retry-after-ms"]

/** Keeps a long wait from the library, so that it fails and the wait is reported. */
const hideLongWait = (headers: ResponseHeaders) => {
  if (Number(headers.get("retry-after") ?? Infinity) <= longestWait) return
  for (const name of waitHeaders) headers.delete(name)
}

/** The error of Node.js; a body whose reading fails without one is larger than the limit. */
const errorOf = ({ reason }: HttpClientError.HttpClientError): unknown => {
  const { cause } = reason
  const isTooLarge = reason._tag === "DecodeError" && !(Predicate.isObject(cause) && "code" in cause)
  return isTooLarge
    ? Object.assign(new Error("The response is too long", { cause }), {
        code: "UND_ERR_RES_EXCEEDED_MAX_SIZE",
      })
    : (cause ?? reason)
}

const timedOut = ({ timeout, url }: SignInRequest) =>
  timeout > 0
    ? // The library probes with this limit; it must not retry.
      Object.assign(new Error(`No response from ${url} within ${timeout} ms`), { name: "AbortError" })
    : Object.assign(new Error(`connect ETIMEDOUT ${new URL(url).host}`), { code: "ETIMEDOUT" })

const bodyOf = ({ body, headers }: SignInRequest) =>
  typeof body === "string" ? HttpBody.text(body, headers.get("content-type")) : HttpBody.empty

const send = Effect.fnUntraced(function* (client: HttpClient.HttpClient, request: SignInRequest) {
  const response = yield* client.execute(
    HttpClientRequest.make(request.method)(request.url, {
      headers: { ...request.headers.toJSON(), "accept-encoding": "identity" },
      body: bodyOf(request),
    }),
  )
  return {
    status: response.status,
    headers: new ResponseHeaders(Object.entries(response.headers)),
    bodyAsText: yield* Effect.provideService(response.text, HttpIncomingMessage.MaxBodySize, bodyLimit),
  }
})

/** Makes the client. A request that fails rejects with the error of Node.js, by whose code the library retries. */
export const signInClient = (client: HttpClient.HttpClient): SignInClient => {
  let last: IssuerExchange | undefined
  return {
    last: () => last,
    sendRequest: (request) => {
      const { url } = request
      const exchange = send(client, request).pipe(
        Effect.mapError(errorOf),
        Effect.timeoutOrElse({
          duration: request.timeout || requestLimit,
          orElse: () => Effect.fail<unknown>(timedOut(request)),
        }),
        Effect.tapError((error) =>
          Effect.sync(() => {
            last = { url, error }
          }),
        ),
        Effect.flatMap((response) =>
          Effect.map(Clock.currentTimeMillis, (receivedAt) => {
            const { status, headers, bodyAsText: body } = response
            last = { url, status, headers: headers.toJSON(), body, receivedAt }
            hideLongWait(headers)
            return { request, ...response }
          }),
        ),
      )
      // The library also passes signals that are not an `AbortSignal`, which `runPromise` can't use.
      const signal = request.abortSignal instanceof AbortSignal ? request.abortSignal : undefined
      return Effect.runPromise(exchange, { signal })
    },
  }
}
