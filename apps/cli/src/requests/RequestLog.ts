/**
 * `--verbose` and `--debug`: logs requests and responses to standard error, without tokens, secrets and cookies.
 */
import { Clock, Console, Effect, Exit, Layer, Stream } from "effect"
import { HttpClient, type HttpClientRequest, type HttpClientResponse } from "effect/http"
import { debug, verbose } from "../flags/GlobalFlags.ts"
import { KnownSecrets } from "../secrets/KnownSecrets.ts"
import { redactText, secretsOf } from "../secrets/Redaction.ts"
import { oneLine } from "../text/OneLine.ts"
import { describeRequest, headersText } from "./DescribeRequest.ts"
import { messageText } from "./RequestText.ts"

/** How many characters of a body are logged. */
const loggedLength = 4096

/** How many characters of a body are kept. It is more, since a body is redacted before it is truncated. */
const keptLength = 64 * 1024

const truncate = (text: string) =>
  text.length <= loggedLength ? text : `${text.slice(0, loggedLength)}… (${text.length} characters)`

const logLines = (mark: string, text: string) =>
  Console.error(
    text
      .split("\n")
      .map((line) => `${mark} ${oneLine(line)}`)
      .join("\n"),
  )

const logRequest = (request: HttpClientRequest.HttpClientRequest) => {
  const { method, url, headers, body } = describeRequest(request)
  return logLines(">", `${method} ${url}\n${messageText(headers, truncate(body))}`)
}

/** Returns the response; it is logged when its body has been read, or when reading stops. */
const logResponse = (
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
  const log = Effect.suspend(() => {
    const message = messageText(headersText(response.headers, secrets), truncate(redactText(body, secrets)))
    return logLines("<", `HTTP ${response.status}\n${message}`)
  })
  const stream = response.stream.pipe(Stream.tap(keep), Stream.ensuring(log))
  const arrayBuffer = Effect.suspend(() => response.arrayBuffer).pipe(
    Effect.tap((bytes) => keep(new Uint8Array(bytes))),
    Effect.ensuring(log),
  )
  const text = Effect.map(arrayBuffer, (bytes) => new TextDecoder().decode(bytes))
  return Object.create(response, {
    stream: { value: stream },
    arrayBuffer: { value: arrayBuffer },
    text: { value: text },
  })
}

const withFullLog = (client: HttpClient.HttpClient) =>
  HttpClient.transform(client, (response, request) =>
    Effect.andThen(logRequest(request), response).pipe(
      Effect.map((received) => logResponse(request, received)),
      Effect.tapError((error) => logLines("<", redactText(error.message, secretsOf(request.headers)))),
    ),
  )

const withBriefLog = (client: HttpClient.HttpClient) =>
  HttpClient.transform(client, (response, request) =>
    Effect.gen(function* () {
      const { method, url } = describeRequest(request)
      const start = yield* Clock.currentTimeMillis
      return yield* Effect.onExit(response, (exit) =>
        Effect.flatMap(Clock.currentTimeMillis, (end) =>
          Console.error(
            oneLine(
              `${method} ${url}: ${Exit.isSuccess(exit) ? exit.value.status : "no response"} after ${end - start} ms`,
            ),
          ),
        ),
      )
    }),
  )

/** Adds the log that the flags ask for to the `HttpClient`, and collects the secrets that requests send. */
export const layer = Layer.effect(
  HttpClient.HttpClient,
  Effect.gen(function* () {
    const known = yield* KnownSecrets
    const client = HttpClient.tapRequest(yield* HttpClient.HttpClient, ({ headers }) =>
      Effect.sync(() => {
        for (const secret of secretsOf(headers)) known.add(secret)
      }),
    )
    if (yield* debug) return withFullLog(client)
    return (yield* verbose) ? withBriefLog(client) : client
  }),
)
