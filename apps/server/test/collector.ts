/** A collector of OTLP/HTTP JSON on loopback, and what it has received. */
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect } from "effect"

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

interface Span {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: ReadonlyArray<Attribute>
  readonly status: { readonly code: number }
}

interface Metric {
  readonly name: string
  readonly unit: string
  readonly sum?: { readonly isMonotonic: boolean; readonly dataPoints: ReadonlyArray<Point> }
  readonly histogram?: { readonly dataPoints: ReadonlyArray<Point> }
}

interface Point {
  readonly attributes: ReadonlyArray<Attribute>
  readonly asInt?: number
}

/** The values of attributes, as OTLP writes them: `{ intValue: 200 }`. */
export const valuesOf = (attributes: ReadonlyArray<Attribute>) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value]))

/** Collects until the scope closes. */
export const collect = Effect.gen(function* () {
  const bodies: Array<{ readonly path: string; readonly text: string }> = []
  const server = createServer((request, response) => {
    let text = ""
    request.setEncoding("utf8").on("data", (chunk) => {
      text += chunk
    })
    request.on("end", () => {
      bodies.push({ path: request.url ?? "", text })
      response.end("{}")
    })
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
    () => Effect.sync(() => server.close()),
  )
  const parsed = (path: string) =>
    bodies.filter((body) => body.path === path).map(({ text }) => JSON.parse(text))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Everything, as it was sent. */
    text: () => bodies.map(({ text }) => text).join("\n"),
    paths: () => [...new Set(bodies.map(({ path }) => path))].sort(),
    spans: (): ReadonlyArray<Span> =>
      parsed("/v1/traces").flatMap(({ resourceSpans }) => resourceSpans[0].scopeSpans[0].spans),
    /** The metrics of the last export. */
    metrics: (): ReadonlyArray<Metric> =>
      parsed("/v1/metrics").at(-1)?.resourceMetrics[0].scopeMetrics[0].metrics ?? [],
    resources: () => [
      ...parsed("/v1/traces").map(({ resourceSpans }) => valuesOf(resourceSpans[0].resource.attributes)),
      ...parsed("/v1/metrics").map(({ resourceMetrics }) => valuesOf(resourceMetrics[0].resource.attributes)),
    ],
  }
})
