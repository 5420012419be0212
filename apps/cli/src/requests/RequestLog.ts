/**
 * `--verbose` and `--debug`: what is asked of the service and what it answers, on standard error, without tokens,
 * secrets and cookies.
 */
import { Clock, Console, Effect, Exit, Layer, Stream } from "effect"
import { HttpClient, type HttpClientRequest, type HttpClientResponse } from "effect/http"
import { debug, verbose } from "../flags/GlobalFlags.ts"
import { oneLine } from "../text/OneLine.ts"
import { describeRequest, headersText } from "./DescribeRequest.ts"
import { KnownSecrets } from "./KnownSecrets.ts"
import { redactText, secretsOf } from "./Redaction.ts"
import { messageText } from "./RequestText.ts"

/** How much of a body is shown. */
const shownLength = 4096

/** How much of it is kept until then: what is cut must have been redacted before. */
const keptLength = 64 * 1024

const cut = (text: string) =>
  text.length <= shownLength ? text : `${text.slice(0, shownLength)}… (${text.length} characters)`

const lines = (mark: string, text: string) =>
  Console.error(
    text
      .split("\n")
      .map((line) => `${mark} ${oneLine(line)}`)
      .join("\n"),
  )

const showRequest = (request: HttpClientRequest.HttpClientRequest) => {
  const { method, url, headers, body } = describeRequest(request)
  return lines(">", `${method} ${url}\n${messageText(headers, cut(body))}`)
}

/** The answer itself, which tells its body once that has been read as far as anybody does. */
const showAnswer = (
  request: HttpClientRequest.HttpClientRequest,
  response: HttpClientResponse.HttpClientResponse,
): HttpClientResponse.HttpClientResponse => {
  const secrets = [...secretsOf(request.headers), ...secretsOf(response.headers)]
  const decoder = new TextDecoder()
  let body = ""
  const keep = (bytes: Uint8Array) =>
    Effect.sync(() => {
      if (body.length < keptLength) body += decoder.decode(bytes.subarray(0, keptLength), { stream: true })
    })
  const show = Effect.suspend(() => {
    const message = messageText(headersText(response.headers, secrets), cut(redactText(body, secrets)))
    return lines("<", `HTTP ${response.status}\n${message}`)
  })
  const stream = response.stream.pipe(Stream.tap(keep), Stream.ensuring(show))
  const arrayBuffer = Effect.suspend(() => response.arrayBuffer).pipe(
    Effect.tap((bytes) => keep(new Uint8Array(bytes))),
    Effect.ensuring(show),
  )
  const text = Effect.map(arrayBuffer, (bytes) => new TextDecoder().decode(bytes))
  return Object.create(response, {
    stream: { value: stream },
    arrayBuffer: { value: arrayBuffer },
    text: { value: text },
  })
}

const showing = (client: HttpClient.HttpClient) =>
  HttpClient.transform(client, (answer, request) =>
    Effect.andThen(showRequest(request), answer).pipe(
      Effect.map((response) => showAnswer(request, response)),
      Effect.tapError((error) => lines("<", redactText(error.message, secretsOf(request.headers)))),
    ),
  )

const telling = (client: HttpClient.HttpClient) =>
  HttpClient.transform(client, (answer, request) =>
    Effect.gen(function* () {
      const { method, url } = describeRequest(request)
      const start = yield* Clock.currentTimeMillis
      return yield* Effect.onExit(answer, (exit) =>
        Effect.flatMap(Clock.currentTimeMillis, (end) =>
          Console.error(
            oneLine(
              `${method} ${url}: ${Exit.isSuccess(exit) ? exit.value.status : "no answer"} after ${end - start} ms`,
            ),
          ),
        ),
      )
    }),
  )

/** The `HttpClient` that is there, which tells what it is asked as far as the flags want to know, and keeps its secrets. */
export const layer = Layer.effect(
  HttpClient.HttpClient,
  Effect.gen(function* () {
    const known = yield* KnownSecrets
    const client = HttpClient.tapRequest(yield* HttpClient.HttpClient, ({ headers }) =>
      Effect.sync(() => {
        for (const secret of secretsOf(headers)) known.add(secret)
      }),
    )
    if (yield* debug) return showing(client)
    return (yield* verbose) ? telling(client) : client
  }),
)
