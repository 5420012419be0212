import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import {
  HttpBody,
  HttpClient,
  type HttpClientError,
  HttpClientRequest,
  HttpClientResponse,
} from "effect/http"
import { TestConsole } from "effect/testing"
import { debug, verbose } from "../../src/flags/GlobalFlags.ts"
import * as RequestLog from "../../src/requests/RequestLog.ts"

const token = "abc.DEF-ghi~123"

type Read = (
  response: HttpClientResponse.HttpClientResponse,
) => Effect.Effect<string, HttpClientError.HttpClientError>

const asStream: Read = ({ stream }) => Stream.mkString(Stream.decodeText(stream))

/** The ways to read a body. */
const readings: Readonly<Record<string, Read>> = {
  stream: asStream,
  arrayBuffer: ({ arrayBuffer }) => Effect.map(arrayBuffer, (bytes) => new TextDecoder().decode(bytes)),
  text: ({ text }) => text,
}

/** Sends one request, and returns its log and its response. */
const logOf = (
  flags: { readonly debug: boolean; readonly verbose: boolean },
  responseBody: string,
  read: Read = asStream,
) =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const response = yield* client.execute(
      HttpClientRequest.post("http://127.0.0.1/beta/things", {
        headers: { authorization: `Bearer ${token}` },
        body: HttpBody.text('{"a":1}', "application/json"),
      }),
    )
    const body = yield* read(response)
    return { status: response.status, body, lines: (yield* TestConsole.errorLines).join("\n") }
  }).pipe(
    Effect.provide(
      RequestLog.layer.pipe(
        Layer.provide(
          Layer.succeed(
            HttpClient.HttpClient,
            HttpClient.make((request) =>
              Effect.succeed(
                HttpClientResponse.fromWeb(
                  request,
                  new Response(responseBody, {
                    status: 201,
                    headers: { "set-cookie": "s=secret123", "request-id": "r" },
                  }),
                ),
              ),
            ),
          ),
        ),
        Layer.provide([Layer.succeed(debug, flags.debug), Layer.succeed(verbose, flags.verbose)]),
        Layer.merge(Layer.fresh(TestConsole.layer)),
      ),
    ),
  )

describe("--debug", () => {
  it.effect("logs request and response without token and cookie, and leaves the body readable", () =>
    Effect.gen(function* () {
      const sent = `{"echo":"${token}","cookie":"secret123"}\u001b[31m`
      const { status, body, lines } = yield* logOf({ debug: true, verbose: false }, sent)
      assert.strictEqual(status, 201)
      assert.strictEqual(body, sent)
      assert.include(lines, "> POST http://127.0.0.1/beta/things")
      assert.include(lines, "> authorization: Bearer ***")
      assert.include(lines, '> {"a":1}')
      assert.include(lines, "< HTTP 201")
      assert.include(lines, "< request-id: r")
      assert.include(lines, '< {"echo":"***","cookie":"***"}\\u{1b}[31m')
      assert.notInclude(lines, token)
      assert.notInclude(lines, "secret123")
    }),
  )

  for (const [name, read] of Object.entries(readings)) {
    it.effect(`logs a response that is read as ${name}`, () =>
      Effect.gen(function* () {
        const { body, lines } = yield* logOf({ debug: true, verbose: false }, '{"a":2}', read)
        assert.strictEqual(body, '{"a":2}')
        assert.match(lines, /^< HTTP 201$/m)
        assert.match(lines, /^< \{"a":2\}$/m)
      }),
    )
  }

  it.effect("truncates a long body, and logs its length", () =>
    Effect.gen(function* () {
      const { body, lines } = yield* logOf({ debug: true, verbose: false }, "x".repeat(5000))
      assert.strictEqual(body.length, 5000)
      assert.include(lines, `< ${"x".repeat(4096)}… (5000 characters)`)
    }),
  )
})

describe("--verbose", () => {
  it.effect("logs each request in one line", () =>
    Effect.gen(function* () {
      const { lines } = yield* logOf({ debug: false, verbose: true }, token)
      assert.strictEqual(lines, "POST http://127.0.0.1/beta/things: 201 after 0 ms")
    }),
  )
})

describe("Without either", () => {
  it.effect("nothing is logged", () =>
    Effect.gen(function* () {
      const { lines } = yield* logOf({ debug: false, verbose: false }, "")
      assert.strictEqual(lines, "")
    }),
  )
})
