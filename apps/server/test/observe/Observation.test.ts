import { assert, describe, it } from "@effect/vitest"
import { Effect, Metric, Option, Tracer } from "effect"
import { TestConsole } from "effect/testing"
import type { HttpRequest } from "../../src/http/HttpMessage.ts"
import { logged, traced } from "../../src/observe/Observation.ts"

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

const request: HttpRequest = {
  method: "POST",
  target: "/beta/deviceManagement/domainJoinConnectors?access_token=secret",
  scheme: "https",
  headers: { authorization: "Bearer secret", traceparent },
  body: Buffer.from("secret"),
}

const responding = (status: number) => () =>
  Effect.succeed({ status, headers: { "request-id": "7", "client-request-id": "8" }, body: "secret" })

describe("The access log", () => {
  it.effect("has a line of JSON for each request, with no field that could contain a token", () =>
    Effect.gen(function* () {
      const response = yield* logged(responding(201))(request)
      const lines = yield* TestConsole.errorLines
      assert.strictEqual(response.status, 201)
      assert.lengthOf(lines, 1)
      const { milliseconds, ...line } = JSON.parse(String(lines[0]))
      assert.isNumber(milliseconds)
      assert.deepStrictEqual(line, {
        time: "1970-01-01T00:00:00.000Z",
        method: "POST",
        path: "/beta/deviceManagement/domainJoinConnectors",
        status: 201,
        requestId: "7",
        clientRequestId: "8",
      })
    }),
  )
})

describe("Tracing", () => {
  const spansOf = (status: number, sent: HttpRequest) =>
    Effect.gen(function* () {
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        },
      })
      const handle = traced(responding(status))
      yield* Effect.withTracer(handle(sent), tracer)
      return spans
    })

  it.effect("makes a span for a request by the HTTP conventions, as a child of the caller's", () =>
    Effect.gen(function* () {
      const [span, ...others] = yield* spansOf(201, {
        ...request,
        target: "/beta/deviceManagement/domainJoinConnectors/7?secret",
      })
      assert.lengthOf(others, 0)
      assert.strictEqual(span?.name, "POST /deviceManagement/domainJoinConnectors/{id}")
      assert.strictEqual(span?.kind, "server")
      assert.strictEqual(Option.getOrThrow(span?.parent ?? Option.none()).spanId, "00f067aa0ba902b7")
      assert.deepStrictEqual(Object.fromEntries(span?.attributes ?? []), {
        "http.request.method": "POST",
        "url.scheme": "https",
        "http.route": "/deviceManagement/domainJoinConnectors/{id}",
        "url.path": "/beta/deviceManagement/domainJoinConnectors/7",
        "http.response.status_code": 201,
      })
    }),
  )

  it.effect("uses low-cardinality names for methods and routes, and marks failures", () =>
    Effect.gen(function* () {
      const [span] = yield* spansOf(503, { ...request, method: "BREW", target: "/x", headers: {} })
      assert.strictEqual(span?.name, "_OTHER")
      assert.isTrue(Option.isNone(span?.parent ?? Option.some(undefined)))
      assert.strictEqual(span?.attributes.get("error.type"), "503")
      assert.notInclude(JSON.stringify(Object.fromEntries(span?.attributes ?? [])), "secret")
    }),
  )

  it.effect("measures the duration of requests in seconds", () =>
    Effect.gen(function* () {
      yield* spansOf(201, request)
      const metrics = yield* Metric.snapshot
      const durations = metrics.filter(({ id }) => id === "http.server.request.duration")
      const { attributes } = durations.at(-1) ?? {}
      assert.strictEqual(attributes?.unit, "s")
      assert.strictEqual(attributes?.["http.request.method"], "POST")
      assert.strictEqual(attributes?.["http.response.status_code"], "201")
    }),
  )
})
