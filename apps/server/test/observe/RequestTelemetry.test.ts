import { assert, describe, it } from "@effect/vitest"
import { Effect, Metric, Option, Tracer } from "effect"
import type { HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"
import { instrumented } from "../../src/observe/RequestTelemetry.ts"

const request: HttpRequest = {
  method: "POST",
  target: "/beta/deviceManagement/domainJoinConnectors?access_token=secret",
  scheme: "https",
  headers: {
    authorization: "Bearer secret",
    host: "graph.example.test",
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  },
  body: Buffer.from("secret"),
  connection: { address: "192.0.2.7", httpVersion: "1.1", hasEnded: () => false },
  facts: {},
}

const responding = (status: number, breaks?: HttpResponse["breaks"]) => (): Effect.Effect<HttpResponse> =>
  Effect.succeed({ status, headers: {}, body: "secret", breaks })

/** Handles a request, and returns the spans. */
const spansOf = Effect.fnUntraced(function* (
  status: number,
  sent: HttpRequest,
  breaks?: HttpResponse["breaks"],
) {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    },
  })
  yield* Effect.withTracer(instrumented(responding(status, breaks))(sent), tracer)
  return spans
})

/** The points of a metric with a method that only one test uses. */
const pointsOf = (name: string, method: string) =>
  Effect.map(Metric.snapshot, (metrics) =>
    metrics.filter(({ id, attributes }) => id === name && attributes?.["http.request.method"] === method),
  )

describe("A span", () => {
  it.effect("follows the HTTP conventions, as a child of the caller's", () =>
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
        "server.address": "graph.example.test",
        "server.port": 443,
        "client.address": "192.0.2.7",
        "network.protocol.version": "1.1",
      })
    }),
  )

  it.effect("has a name with few different values, no route that is unknown, and the type of a failure", () =>
    Effect.gen(function* () {
      const [span] = yield* spansOf(503, { ...request, method: "BREW", target: "/x", headers: {} })
      assert.strictEqual(span?.name, "HTTP")
      assert.isTrue(Option.isNone(span?.parent ?? Option.some(undefined)))
      assert.strictEqual(span?.attributes.get("http.request.method"), "_OTHER")
      assert.strictEqual(span?.attributes.get("error.type"), "503")
      assert.isFalse(span?.attributes.has("http.route"))
      assert.isFalse(span?.attributes.has("server.address"))
      assert.notInclude(JSON.stringify(Object.fromEntries(span?.attributes ?? [])), "secret")
    }),
  )

  it.effect("has the break of a connection as its error, and a status only if the client got one", () =>
    Effect.gen(function* () {
      const outcomeOf = Effect.fnUntraced(function* (breaks: HttpResponse["breaks"]) {
        const [span] = yield* spansOf(201, request, breaks)
        return [span?.attributes.get("error.type"), span?.attributes.get("http.response.status_code")]
      })
      assert.deepStrictEqual(yield* outcomeOf("reset"), ["reset", undefined])
      assert.deepStrictEqual(yield* outcomeOf("cutBody"), ["cutBody", 201])
    }),
  )

  it.effect("is not made for a health probe, nor by what the probe runs", () =>
    Effect.gen(function* () {
      const spans: Array<string> = []
      const tracer = Tracer.make({
        span: (options) => {
          spans.push(options.name)
          return new Tracer.NativeSpan(options)
        },
      })
      const handle = instrumented(() => Effect.withSpan(responding(200)(), "query"))
      const send = (target: string) => Effect.withTracer(handle({ ...request, target }), tracer)
      yield* send("/livez")
      yield* send("/readyz?x")
      assert.deepStrictEqual(spans, [])
      yield* send("/docs")
      assert.deepStrictEqual(spans, ["POST", "query"])
    }),
  )
})

describe("The metrics of requests", () => {
  it.effect("are the duration in seconds and the number of active requests", () =>
    Effect.gen(function* () {
      const sent = { ...request, method: "TRACE" }
      const handle = instrumented(() =>
        Effect.andThen(
          Effect.map(pointsOf("http.server.active_requests", "TRACE"), ([point]) =>
            assert.deepStrictEqual(point?.state, { count: 1n, incremental: false }),
          ),
          responding(201)(),
        ),
      )
      yield* handle(sent)
      const [active, ...noOther] = yield* pointsOf("http.server.active_requests", "TRACE")
      assert.lengthOf(noOther, 0)
      assert.deepStrictEqual(active?.state, { count: 0n, incremental: false })
      const [duration] = yield* pointsOf("http.server.request.duration", "TRACE")
      assert.deepStrictEqual(duration?.attributes, {
        unit: "s",
        "http.request.method": "TRACE",
        "url.scheme": "https",
        "http.route": "/deviceManagement/domainJoinConnectors",
        "network.protocol.version": "1.1",
        "http.response.status_code": "201",
      })
    }),
  )

  it.effect("have the break of a connection as the error, without a status that the client never got", () =>
    Effect.gen(function* () {
      yield* instrumented(responding(503, "close"))({ ...request, method: "PUT" })
      const [duration] = yield* pointsOf("http.server.request.duration", "PUT")
      assert.include(duration?.attributes, { "error.type": "close" })
      assert.notProperty(duration?.attributes, "http.response.status_code")
    }),
  )

  it.effect("count no longer a request whose handler was interrupted", () =>
    Effect.gen(function* () {
      const handle = instrumented(() => Effect.interrupt)
      yield* Effect.exit(handle({ ...request, method: "CONNECT" }))
      const [active] = yield* pointsOf("http.server.active_requests", "CONNECT")
      assert.deepStrictEqual(active?.state, { count: 0n, incremental: false })
    }),
  )

  it.effect("leave out probes and the requests of a batch", () =>
    Effect.gen(function* () {
      const handle = instrumented(responding(200))
      yield* handle({ ...request, method: "OPTIONS", target: "/readyz" })
      yield* handle({
        ...request,
        method: "OPTIONS",
        connection: undefined,
        part: { of: "7", json: undefined },
      })
      assert.deepStrictEqual(yield* pointsOf("http.server.request.duration", "OPTIONS"), [])
    }),
  )
})
