/** Corrects what Effect exports, by OpenTelemetry's conventions, and leaves out the messages of errors. */
import type { OtlpMetrics, OtlpTracer } from "effect/observability"

type Metrics = OtlpMetrics.MetricsData
type Traces = OtlpTracer.TraceData
type Span = Traces["resourceSpans"][number]["scopeSpans"][number]["spans"][number]
type Attributes = Span["attributes"]

const statusCode = "http.response.status_code"

/** The unit belongs to the metric, not to its points, and a status code is a number. */
const pointAttributes = (attributes: Attributes = []): Attributes =>
  attributes
    .filter(({ key }) => key !== "unit")
    .map(({ key, value }) =>
      key === statusCode ? { key, value: { intValue: Number(value.stringValue) } } : { key, value },
    )

const withPoints = <
  Data extends { readonly dataPoints: ReadonlyArray<{ readonly attributes?: Attributes }> },
>(
  data: Data | undefined,
) =>
  data && {
    ...data,
    dataPoints: data.dataPoints.map((point) => ({ ...point, attributes: pointAttributes(point.attributes) })),
  }

/** The metrics of requests, corrected. */
export const conventionalMetrics = ({ resourceMetrics }: Metrics): Metrics => ({
  resourceMetrics: resourceMetrics.map((resource) => ({
    ...resource,
    scopeMetrics: resource.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map(
        ({ sum, histogram, ...metric }) =>
          ({
            ...metric,
            ...(sum && { sum: withPoints(sum) }),
            ...(histogram && { histogram: withPoints(histogram) }),
          }) as typeof metric,
      ),
    })),
  })),
})

const unset = 0
const failed = 2

/**
 * A status is an error or unset, and the response of a server is an error from 500 on. An error is exported with its type
 * only: its message may contain what a client has sent. The log has the message.
 */
const conventionalSpan = (span: Span): Span => ({
  ...span,
  status: {
    code:
      span.status.code === failed || span.attributes.some(({ key }) => key === "error.type") ? failed : unset,
  },
  events: span.events.map((event) => ({
    ...event,
    attributes: event.attributes.filter(
      ({ key }) => key !== "exception.message" && key !== "exception.stacktrace",
    ),
  })),
})

/** The spans, corrected. */
export const conventionalTraces = ({ resourceSpans }: Traces): Traces => ({
  resourceSpans: resourceSpans.map((resource) => ({
    ...resource,
    scopeSpans: resource.scopeSpans.map((scope) => ({ ...scope, spans: scope.spans.map(conventionalSpan) })),
  })),
})
