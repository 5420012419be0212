/** Sends one request once, and says how that ended. */
import { Effect, identity, Option, Record, Result, Scope, Stream } from "effect"
import { HttpClient, type HttpClientRequest, type HttpClientResponse } from "effect/http"
import { bodyLimit } from "../http/BodyLimit.ts"
import { CompleteResponse } from "../http/CompleteResponse.ts"
import { type AttemptOutcome, outcomeOf } from "./AttemptOutcome.ts"
import type { Operation } from "./Operation.ts"
import { ServiceResponse } from "./ServiceResponse.ts"
import { traced } from "./Tracing.ts"
import { kindOf } from "./TransportFailure.ts"
import { problemOf, type TransportProblem, timedOut } from "./TransportProblem.ts"

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** Whether a body is certainly within the limit. */
const isSmall = (response: HttpClientResponse.HttpClientResponse) => {
  const { "content-length": length, "content-encoding": encoding } = response.headers
  return response instanceof CompleteResponse || (encoding === undefined && Number(length) <= bodyLimit)
}

/** Reads a small body at once, which is faster than streaming. A larger one than the limit counts as unreadable. */
const bytesOf = (response: HttpClientResponse.HttpClientResponse) =>
  isSmall(response)
    ? response.arrayBuffer
    : response.stream.pipe(
        Stream.limitBytes<unknown, never>(bodyLimit, () => Stream.fail("larger than the limit")),
        Stream.mkUint8Array,
      )

/** A web page in its own encoding, of which only the words matter; nothing else, because that may be data. */
const pageIn = Option.liftThrowable((bytes: ArrayBuffer | Uint8Array, contentType: string = "") => {
  const encoding = /\bhtml\b.*\bcharset="?([\w-]+)/i.exec(contentType)?.[1] ?? "windows-1252"
  const text = new TextDecoder(encoding).decode(bytes)
  if (!/^\s*</.test(text)) throw new Error("not a web page")
  return text
})

/** The text of a body, if it is UTF-8, or a web page. */
const textOf = (bytes: ArrayBuffer | Uint8Array, contentType: string | undefined): Option.Option<string> => {
  try {
    return Option.some(utf8.decode(bytes))
  } catch {
    return pageIn(bytes, contentType)
  }
}

/** The body, if it arrives complete and is a text. */
const readBody = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<Option.Option<string>> =>
  Effect.match(bytesOf(response), {
    onSuccess: (bytes: ArrayBuffer | Uint8Array) => textOf(bytes, response.headers["content-type"]),
    onFailure: Option.none,
  })

/** A shorter token, as only tests have it, could be a part of any text. */
const minMasked = 16

/** Masks the token of the request in a response: a service may repeat the request in its error, and errors are shown and logged. */
const maskingTokenOf = ({ headers }: HttpClientRequest.HttpClientRequest): ((text: string) => string) => {
  const [, token = ""] = headers.authorization?.split(" ") ?? []
  return token.length < minMasked ? identity : (text) => text.replaceAll(token, "[token]")
}

/** How an attempt ended: the response, or why there is none. */
export interface Attempt extends AttemptOutcome {
  readonly response: Result.Result<ServiceResponse, TransportProblem>
}

/** Sends the request to the URL and waits up to `limit` milliseconds for the complete response. */
export type SendOnce = (
  operation: Operation,
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  clientRequestId: string,
  limit: number,
) => Effect.Effect<Attempt>

/** Sends with the client. The connection closes unless the response is read to its end. */
export const sendingBy = (client: HttpClient.HttpClient): SendOnce => {
  const { execute } = HttpClient.withScope(client)
  return (operation, request, url, clientRequestId, limit) =>
    Effect.clockWith((clock) => {
      const mask = maskingTokenOf(request)
      const scope = Scope.makeUnsafe()
      let isRead = false
      return execute(request).pipe(
        Effect.flatMap((received) =>
          Effect.map(readBody(received), (body): Attempt => {
            isRead = Option.isSome(body)
            const response = new ServiceResponse({
              status: received.status,
              headers: Record.map(received.headers, mask),
              body: Option.map(body, mask),
              receivedAt: clock.currentTimeMillisUnsafe(),
              clientRequestId,
              host: url.host,
            })
            return { ...outcomeOf(operation, response), response: Result.succeed(response) }
          }),
        ),
        Scope.provide(scope),
        traced,
        Effect.onExit((exit) => (isRead ? Effect.void : Scope.close(scope, exit))),
        Effect.catch((error) =>
          Effect.succeed({ kind: kindOf(error), response: Result.fail(problemOf(error, url)) }),
        ),
        Effect.timeoutOrElse({
          duration: limit,
          orElse: () =>
            Effect.succeed({ kind: "Unknown" as const, response: Result.fail(timedOut(url, limit)) }),
        }),
      )
    })
}
