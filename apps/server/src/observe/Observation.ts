/**
 * Observes requests: traces and metrics by OpenTelemetry's HTTP conventions, and an access log.
 *
 * Traces, metrics and the log each wrap the function from request to response, but only if they are switched on. Otherwise
 * they cost nothing. None of them records a query, a header or a body, because it could contain a token.
 */
import { Clock, Console, DateTime, Effect, Metric, Option, Result } from "effect"
import { Headers, HttpTraceContext } from "effect/http"
import { resourceAt, routeOf } from "../graph/Resource.ts"
import type { Handle, HttpRequest } from "../http/HttpMessage.ts"

const pathOf = ({ target }: HttpRequest) => target.split("?", 1)[0] ?? ""

/** In seconds, with the boundaries that the conventions recommend. */
const duration = Metric.histogram("http.server.request.duration", {
  description: "Duration of HTTP server requests.",
  attributes: { unit: "s" },
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
})

const methods = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"])

const textHeaders = (headers: HttpRequest["headers"]) =>
  Headers.fromRecordUnsafe(
    Object.fromEntries(Object.entries(headers).filter(([, value]) => typeof value === "string")) as Record<
      string,
      string
    >,
  )

/** Adds a span and a duration for each request, for the tracer and metrics exporter in the context. */
export const traced =
  (handle: Handle): Handle =>
  (request) => {
    const path = pathOf(request)
    const route = Result.getOrUndefined(Result.map(resourceAt(path), routeOf))
    const method = methods.has(request.method) ? request.method : "_OTHER"
    const attributes = {
      "http.request.method": method,
      "url.scheme": request.scheme,
      ...(route !== undefined && { "http.route": route }),
    }
    return Effect.useSpan(
      route === undefined ? method : `${method} ${route}`,
      {
        kind: "server",
        attributes: { ...attributes, "url.path": path },
        parent: Option.getOrUndefined(HttpTraceContext.fromHeaders(textHeaders(request.headers))),
      },
      (span) =>
        Effect.gen(function* () {
          const startedAt = yield* Clock.currentTimeNanos
          const response = yield* Effect.withParentSpan(handle(request), span)
          const { status } = response
          const outcome = {
            "http.response.status_code": status,
            ...(status >= 500 && { "error.type": String(status) }),
          }
          for (const [name, value] of Object.entries(outcome)) span.attribute(name, value)
          const seconds = Number((yield* Clock.currentTimeNanos) - startedAt) / 1e9
          yield* Metric.update(
            Metric.withAttributes(duration, {
              ...attributes,
              ...outcome,
              "http.response.status_code": String(status),
            }),
            seconds,
          )
          return response
        }),
    )
  }

/** Logs each request to standard error as a line of JSON, once its response is ready. */
export const logged =
  (handle: Handle): Handle =>
  (request) =>
    Effect.gen(function* () {
      const startedAt = yield* Clock.currentTimeNanos
      const response = yield* handle(request)
      const endedAt = yield* Clock.currentTimeNanos
      yield* Console.error(
        JSON.stringify({
          time: DateTime.formatIso(yield* DateTime.now),
          method: request.method,
          path: pathOf(request),
          status: response.status,
          milliseconds: Number(endedAt - startedAt) / 1e6,
          requestId: response.headers["request-id"],
          clientRequestId: response.headers["client-request-id"],
        }),
      )
      return response
    })
