/** One request, sent once, and how that ended. */
import { ByteSize, Clock, Effect, type Option, Result, Stream } from "effect"
import type { HttpClient, HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import type { Scope } from "effect/Scope"
import { type Ending, endingOf } from "./Resending.ts"
import type { Answer } from "./ServiceAnswer.ts"
import { traced } from "./Tracing.ts"
import * as TransportFailure from "./TransportFailure.ts"

/** No answer of this API is larger; a larger one counts as one that can't be read. */
const answerLimit = ByteSize.mebibytes(4)

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** A body whose length is told beforehand is read in one go, which is faster. */
const bytesOf = (response: HttpClientResponse.HttpClientResponse) => {
  const { "content-length": length, "content-encoding": encoding } = response.headers
  return encoding === undefined && Number(length) <= answerLimit
    ? response.arrayBuffer
    : response.stream.pipe(
        Stream.limitBytes<unknown, never>(answerLimit, () => Stream.fail("larger than the limit")),
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

/** How an attempt ended, with the answer, or why there is none. */
export interface Outcome extends Ending {
  readonly answer: Result.Result<Answer, string>
}

/** Sends the request, and waits for all of the answer, up to `limit` milliseconds. */
export type Attempt = (
  request: HttpClientRequest.HttpClientRequest,
  clientRequestId: string,
  limit: number,
) => Effect.Effect<Outcome>

/** Attempts by the client, which has to close the connection with the scope in which it is used. */
export const attemptsOf =
  (client: HttpClient.HttpClient.With<HttpClientError.HttpClientError, Scope>): Attempt =>
  (request, clientRequestId, limit) =>
    Effect.gen(function* () {
      const response = yield* client.execute(request)
      const { status, headers } = response
      const body = yield* readBody(response)
      const receivedAt = yield* Clock.currentTimeMillis
      const answer: Answer = { status, headers, body, receivedAt, clientRequestId }
      return { ...endingOf(request.method, answer), answer: Result.succeed(answer) }
    }).pipe(
      Effect.scoped,
      traced,
      Effect.catch((error) =>
        Effect.succeed({
          fate: TransportFailure.fateOf(error),
          answer: Result.fail(TransportFailure.messageOf(error)),
        }),
      ),
      Effect.timeoutOrElse({
        duration: limit,
        orElse: () =>
          Effect.succeed({
            fate: "Lost" as const,
            answer: Result.fail(`No answer within ${limit / 1000} seconds`),
          }),
      }),
    )
