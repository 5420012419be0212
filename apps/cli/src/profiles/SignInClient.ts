/**
 * The HTTP client that `@azure/identity` signs in with: that of all other requests, so proxies, certificates and time limits
 * are the same. The library's own client would read some of the proxy variables in its own way.
 */
import type { TokenCredentialOptions } from "@azure/identity"
import type { IssuerExchange } from "@odj/graph-adapter"
import { Effect } from "effect"
import { HttpBody, type HttpClient, HttpClientRequest } from "effect/http"

type AzureClient = NonNullable<TokenCredentialOptions["httpClient"]>

type AzureRequest = Parameters<AzureClient["sendRequest"]>[0]

type AzureResponse = Awaited<ReturnType<AzureClient["sendRequest"]>>

export interface SignInClient extends AzureClient {
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

const timedOut = ({ timeout, url }: AzureRequest) =>
  timeout > 0
    ? // The library probes with this limit; it must not retry.
      Object.assign(new Error(`No response from ${url} within ${timeout} ms`), { name: "AbortError" })
    : Object.assign(new Error(`connect ETIMEDOUT ${new URL(url).host}`), { code: "ETIMEDOUT" })

const bodyOf = ({ body, headers }: AzureRequest) =>
  typeof body === "string" ? HttpBody.text(body, headers.get("content-type")) : HttpBody.empty

const send = Effect.fnUntraced(function* (client: HttpClient.HttpClient, request: AzureRequest) {
  const response = yield* client.execute(
    HttpClientRequest.make(request.method)(request.url, {
      headers: { ...request.headers.toJSON(), "accept-encoding": "identity" },
      body: bodyOf(request),
    }),
  )
  return {
    request,
    status: response.status,
    headers: new ResponseHeaders(Object.entries(response.headers)),
    bodyAsText: yield* response.text,
  } satisfies AzureResponse
})

/** Makes the client. A request that fails rejects with the error of Node.js, by whose code the library retries. */
export const signInClient = (client: HttpClient.HttpClient): SignInClient => {
  let last: IssuerExchange | undefined
  return {
    last: () => last,
    sendRequest: (request) => {
      const { url } = request
      const exchange = send(client, request).pipe(
        Effect.mapError(({ reason }): unknown => reason.cause ?? reason),
        Effect.timeoutOrElse({
          duration: request.timeout || requestLimit,
          orElse: () => Effect.fail<unknown>(timedOut(request)),
        }),
        Effect.tapError((error) =>
          Effect.sync(() => {
            last = { url, error }
          }),
        ),
        Effect.map((response) => {
          last = {
            url,
            status: response.status,
            headers: response.headers.toJSON(),
            body: response.bodyAsText,
          }
          return response
        }),
      )
      // Only a wrapped signal is a real one.
      const signal = request.abortSignal instanceof AbortSignal ? request.abortSignal : undefined
      return Effect.runPromise(exchange, { signal })
    },
  }
}
