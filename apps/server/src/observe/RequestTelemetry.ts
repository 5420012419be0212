/** A span for each request and each request of a batch, and metrics of the requests, by OpenTelemetry's HTTP conventions. */
import { Clock, Effect, Metric, Option, Result } from "effect"
import { Headers, HttpTraceContext } from "effect/http"
import { resourceAt, routeOf } from "../graph/Resource.ts"
import type { HttpRequest, HttpResponse, Observe } from "../http/HttpMessage.ts"
import { isProbe, pathOf, receivedOf } from "./ObservedRequest.ts"

/** Effect exports the attribute `unit` of a metric as its unit. In seconds, with the boundaries of the conventions. */
const duration = Metric.histogram("http.server.request.duration", {
  description: "Duration of HTTP server requests.",
  attributes: { unit: "s" },
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
})

const active = Metric.counter("http.server.active_requests", {
  description: "Number of active HTTP server requests.",
  attributes: { unit: "{request}" },
  bigint: true,
})

const methods = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"])

const other = "_OTHER"

/** The span of the caller, if the request names it. */
const callerOf = ({ headers: { traceparent, tracestate, b3 } }: HttpRequest) => {
  const sent = Object.entries({ traceparent, tracestate, b3 }).filter(([, value]) => value !== undefined)
  return sent.length === 0
    ? undefined
    : Option.getOrUndefined(HttpTraceContext.fromHeaders(Headers.fromInput(Object.fromEntries(sent))))
}

/** The server as the client addressed it. */
const serverOf = ({ scheme, headers: { host = "" } }: HttpRequest) => {
  const url = URL.parse(`${scheme}://${host}`)
  return url === null
    ? {}
    : { "server.address": url.hostname, "server.port": Number(url.port || (scheme === "https" ? 443 : 80)) }
}

/** The attributes that have few different values, so that metrics can have them too. */
const commonAttributes = (request: HttpRequest) => {
  const route = Result.getOrUndefined(Result.map(resourceAt(pathOf(request)), routeOf))
  const version = request.connection?.httpVersion
  return {
    "http.request.method": methods.has(request.method) ? request.method : other,
    "url.scheme": request.scheme,
    ...(route !== undefined && { "http.route": route }),
    ...(version !== undefined && { "network.protocol.version": version }),
  }
}

const outcomeOf = (request: HttpRequest, response: HttpResponse) => {
  const { broken, status } = receivedOf(request, response)
  const error = broken ?? (response.status >= 500 ? String(status) : undefined)
  return {
    ...(status !== undefined && { "http.response.status_code": status }),
    ...(error !== undefined && { "error.type": error }),
  }
}

const exported = ["operation", "tenant", "items"]

const measured: Observe = (handle) => (request) => {
  const common = commonAttributes(request)
  const inFlight = Metric.withAttributes(active, {
    "http.request.method": common["http.request.method"],
    "url.scheme": common["url.scheme"],
  })
  return Effect.gen(function* () {
    const startedAt = yield* Clock.currentTimeNanos
    yield* Metric.update(inFlight, 1n)
    const response = yield* Effect.ensuring(handle(request), Metric.update(inFlight, -1n))
    const { "http.response.status_code": status, ...outcome } = outcomeOf(request, response)
    yield* Metric.update(
      Metric.withAttributes(duration, {
        ...common,
        ...outcome,
        // Texts are the only attributes of Effect's metrics. The export makes it a number.
        ...(status !== undefined && { "http.response.status_code": String(status) }),
      }),
      Number((yield* Clock.currentTimeNanos) - startedAt) / 1e9,
    )
    return response
  })
}

const traced: Observe = (handle) => (request) => {
  const { connection, facts } = request
  const common = commonAttributes(request)
  const { "http.request.method": method, "http.route": route } = common
  const options = {
    // A request of a batch is a child of the batch's span.
    ...(connection === undefined ? {} : { kind: "server" as const, parent: callerOf(request) }),
    attributes: {
      ...common,
      "url.path": pathOf(request),
      ...(connection !== undefined && {
        ...serverOf(request),
        "client.address": connection.address,
      }),
    },
  }
  const name = method === other ? "HTTP" : method
  return Effect.useSpan(route === undefined ? name : `${name} ${route}`, options, (span) =>
    Effect.map(Effect.withParentSpan(handle(request), span), (response) => {
      for (const [name, value] of Object.entries(outcomeOf(request, response))) span.attribute(name, value)
      for (const name of exported) {
        if (facts[name] !== undefined) span.attribute(`odj.${name}`, facts[name])
      }
      return response
    }),
  )
}

/** For the tracer and the metrics exporter in the context. Health probes are left out. */
export const instrumented: Observe = (handle) => {
  const inSpan = traced(handle)
  const inMetrics = measured(inSpan)
  return (request) => {
    if (isProbe(request)) return Effect.withTracerEnabled(handle(request), false)
    return request.part === undefined ? inMetrics(request) : inSpan(request)
  }
}
