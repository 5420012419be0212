import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Metric } from "effect"
import { HttpBody, HttpClient, HttpClientResponse } from "effect/http"
import { OtlpMetrics, OtlpSerialization, OtlpTracer } from "effect/observability"
import { conventionalMetrics, conventionalTraces } from "../../src/observe/OtlpConventions.ts"

/** What Effect exports for a program, before and after the correction. */
const exported = Effect.fnUntraced(function* (program: Effect.Effect<void>) {
  const traces: Array<OtlpTracer.TraceData> = []
  const metrics: Array<OtlpMetrics.MetricsData> = []
  const exporters = Layer.mergeAll(
    OtlpTracer.layer({ url: "http://collector.test", resource: { serviceName: "a" } }),
    OtlpMetrics.layer({ url: "http://collector.test", resource: { serviceName: "a" } }),
  ).pipe(
    Layer.provide([
      Layer.succeed(OtlpSerialization.OtlpSerialization, {
        traces: (data) => {
          traces.push(data)
          return HttpBody.empty
        },
        metrics: (data) => {
          metrics.push(data)
          return HttpBody.empty
        },
        logs: () => HttpBody.empty,
      }),
      Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response()))),
      ),
    ]),
  )
  yield* Effect.provide(program, exporters)
  return {
    traces,
    metrics,
    spans: traces.flatMap((data) => conventionalTraces(data).resourceSpans[0]?.scopeSpans[0]?.spans ?? []),
    corrected: metrics.flatMap(
      (data) => conventionalMetrics(data).resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [],
    ),
  }
})

describe("An exported span", () => {
  it.live("has no message of an error, since that may contain what a client has sent", () =>
    Effect.gen(function* () {
      const failing = Effect.ignoreCause(Effect.withSpan(Effect.die(new TypeError("S3cr3t")), "failing"))
      const { traces, spans } = yield* exported(failing)
      assert.include(JSON.stringify(traces), "S3cr3t")
      assert.notInclude(JSON.stringify(spans), "S3cr3t")
      const [span] = spans
      assert.strictEqual(span?.status.code, 2)
      assert.deepStrictEqual(span?.events[0]?.attributes, [
        { key: "exception.type", value: { stringValue: "TypeError" } },
      ])
    }),
  )

  it.live("has the status error for a response that is one, and else none", () =>
    Effect.gen(function* () {
      const span = (name: string, attributes: Record<string, unknown>) =>
        Effect.withSpan(Effect.void, name, { attributes })
      const { spans } = yield* exported(
        Effect.andThen(span("ok", {}), span("failed", { "error.type": "503" })),
      )
      assert.deepStrictEqual(
        spans.map(({ name, status }) => [name, status]),
        [
          ["ok", { code: 0 }],
          ["failed", { code: 2 }],
        ],
      )
    }),
  )
})

describe("An exported metric", () => {
  it.live("has its unit itself, and points whose status codes are numbers", () =>
    Effect.gen(function* () {
      const attributes = { unit: "s", "http.response.status_code": "201", text: "201" }
      const program = Effect.andThen(
        Metric.update(Metric.histogram("test.histogram", { attributes, boundaries: [1] }), 0.5),
        Metric.update(Metric.counter("test.counter", { attributes }), 1),
      )
      const { corrected } = yield* exported(program)
      for (const name of ["test.histogram", "test.counter"]) {
        const metric = corrected.find((metric) => metric.name === name)
        assert.strictEqual(metric?.unit, "s")
        const [point] = (metric?.histogram ?? metric?.sum)?.dataPoints ?? []
        assert.deepStrictEqual(point?.attributes, [
          { key: "http.response.status_code", value: { intValue: 201 } },
          { key: "text", value: { stringValue: "201" } },
        ])
      }
    }),
  )
})
