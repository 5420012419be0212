/** One request, sent once, and how that ended. */
import { ByteSize, Clock, Effect, type Option, Result, Stream } from "effect"
import type { HttpClient, HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import type { Scope } from "effect/Scope"
import { type AttemptOutcome, outcomeOf } from "./AttemptOutcome.ts"
import type { Operation } from "./Operation.ts"
import { ServiceResponse } from "./ServiceResponse.ts"
import { traced } from "./Tracing.ts"
import * as TransportFailure from "./TransportFailure.ts"

/** No response of this API is larger; a larger one counts as one that can't be read. */
const sizeLimit = ByteSize.mebibytes(4)

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** A body whose length is given beforehand is read in one go, which is faster. */
const bytesOf = (response: HttpClientResponse.HttpClientResponse) => {
  const { "content-length": length, "content-encoding": encoding } = response.headers
  return encoding === undefined && Number(length) <= sizeLimit
    ? response.arrayBuffer
    : response.stream.pipe(
        Stream.limitBytes<unknown, never>(sizeLimit, () => Stream.fail("larger than the limit")),
        Stream.mkUint8Array,
      )
}

/** The body, if it arrives whole and is text. */
const readBody = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<Option.Option<string>> =>
  Effect.option(
    Effect.flatMap(bytesOf(response), (bytes: ArrayBuffer | Uint8Array) =>
      Effect.try(() => utf8.decode(bytes)),
    ),
  )

/** How an attempt ended, with the response, or why there is none. */
export interface Attempt extends AttemptOutcome {
  readonly response: Result.Result<ServiceResponse, string>
}

/** Sends the request, and waits for all of the response, up to `limit` milliseconds. */
export type SendOnce = (
  operation: Operation,
  request: HttpClientRequest.HttpClientRequest,
  clientRequestId: string,
  limit: number,
) => Effect.Effect<Attempt>

/** Sends by the client, which has to close the connection with the scope in which it is used. */
export const sendingBy =
  (client: HttpClient.HttpClient.With<HttpClientError.HttpClientError, Scope>): SendOnce =>
  (operation, request, clientRequestId, limit) =>
    Effect.gen(function* () {
      const received = yield* client.execute(request)
      const { status, headers } = received
      const body = yield* readBody(received)
      const receivedAt = yield* Clock.currentTimeMillis
      const response = new ServiceResponse({ status, headers, body, receivedAt, clientRequestId })
      return { ...outcomeOf(operation, response), response: Result.succeed(response) }
    }).pipe(
      Effect.scoped,
      traced,
      Effect.catch((error) =>
        Effect.succeed({
          kind: TransportFailure.kindOf(error),
          response: Result.fail(TransportFailure.messageOf(error)),
        }),
      ),
      Effect.timeoutOrElse({
        duration: limit,
        orElse: () =>
          Effect.succeed({
            kind: "Unknown" as const,
            response: Result.fail(`No answer within ${limit / 1000} seconds`),
          }),
      }),
    )
