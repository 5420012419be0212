/** Exports traces and metrics by OTLP, configured by OpenTelemetry's usual environment variables. */
import { Config, ConfigProvider, Effect, Layer, Logger, LogLevel, Option, References, Schema } from "effect"
import type { OtlpMetrics as Metrics, OtlpTracer as Tracer } from "effect/observability"
import { conventionalMetrics, conventionalTraces } from "./OtlpConventions.ts"

const endpoints = [
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
].map((name) => Config.option(Config.URL(name)))

/** What counts behind the environment. Effect reads `OTEL_SERVICE_NAME` before the attributes, so their name is left alone. */
const defaultsFor = (attributes: Readonly<Record<string, string>>, version: string) => ({
  // OpenTelemetry's own defaults.
  OTEL_TRACES_EXPORTER: "otlp",
  OTEL_METRICS_EXPORTER: "otlp",
  ...(attributes["service.name"] === undefined && { OTEL_SERVICE_NAME: "odj-server" }),
  ...(attributes["service.version"] === undefined && { OTEL_SERVICE_VERSION: version }),
})

/**
 * Effect's exporters log only for debugging, and only that they have failed and pause for a minute. An operator should know,
 * so this makes warnings of it.
 */
const failuresAsWarnings = Layer.mergeAll(
  Layer.succeed(References.MinimumLogLevel, "Debug"),
  Layer.effect(
    Logger.CurrentLoggers,
    Effect.map(Effect.all([Logger.CurrentLoggers, References.MinimumLogLevel]), ([loggers, level]) => {
      const asWarning = (logger: Logger.Logger<unknown, unknown>) =>
        Logger.make((entry) =>
          logger.log({
            ...entry,
            logLevel: "Warn",
            message: "Can't export telemetry, and retry in a minute",
          }),
        )
      return LogLevel.isGreaterThan(level, "Warn") ? new Set() : new Set([...loggers].map(asWarning))
    }),
  ),
)

/**
 * Starts the exporters, and returns what provides them; `undefined` if the environment names no endpoint. When the scope
 * closes, they export the rest. They are imported only when used, since they are a third of the program.
 */
export const telemetry = Effect.fnUntraced(function* (version: string) {
  const isDisabled = yield* Config.withDefault(Config.Boolean("OTEL_SDK_DISABLED"), false)
  if (isDisabled || (yield* Effect.all(endpoints)).every(Option.isNone)) return undefined
  const protocol = yield* Config.withDefault(
    Config.Literals(["http/json", "http/protobuf"], "OTEL_EXPORTER_OTLP_PROTOCOL"),
    "http/json",
  )
  const attributes = yield* Config.withDefault(
    Config.Record(Schema.StringFromUriComponent, Schema.StringFromUriComponent, "OTEL_RESOURCE_ATTRIBUTES", {
      trim: true,
    }),
    {},
  )
  const { OtlpMetrics, OtlpSerialization, OtlpTracer } = yield* Effect.promise(
    () => import("effect/observability"),
  )
  const { layerNodeHttp } = yield* Effect.promise(() => import("@effect/platform-node/NodeHttpClient"))
  const serialization = Effect.map(OtlpSerialization.OtlpSerialization, (plain) => ({
    ...plain,
    traces: (data: Tracer.TraceData) => plain.traces(conventionalTraces(data)),
    metrics: (data: Metrics.MetricsData) => plain.metrics(conventionalMetrics(data)),
  }))
  const exporters = Layer.mergeAll(OtlpTracer.layerFromConfig(), OtlpMetrics.layerFromConfig()).pipe(
    Layer.provide([
      Layer.effect(OtlpSerialization.OtlpSerialization, serialization).pipe(
        Layer.provide(
          protocol === "http/json" ? OtlpSerialization.layerJson : OtlpSerialization.layerProtobuf,
        ),
      ),
      layerNodeHttp,
      failuresAsWarnings,
      ConfigProvider.layerAdd(ConfigProvider.fromEnv({ env: defaultsFor(attributes, version) })),
    ]),
  )
  // Effect treats an invalid variable as a defect.
  return yield* Effect.catchDefect(Layer.build(exporters), (defect) =>
    defect instanceof Config.ConfigError ? Effect.fail(defect) : Effect.die(defect),
  )
})
