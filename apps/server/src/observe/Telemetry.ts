/** Exports traces and metrics by OTLP, configured by OpenTelemetry's usual environment variables. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Config, ConfigProvider, Effect, Layer, Option } from "effect"

/**
 * The exporters, or `undefined` without `OTEL_EXPORTER_OTLP_ENDPOINT`. They are imported only when used, since they are a
 * third of the program.
 */
export const telemetry = Effect.gen(function* () {
  const endpoint = yield* Config.option(Config.URL("OTEL_EXPORTER_OTLP_ENDPOINT"))
  if (Option.isNone(endpoint)) return undefined
  const { OtlpMetrics, OtlpSerialization, OtlpTracer } = yield* Effect.promise(
    () => import("effect/observability"),
  )
  // OpenTelemetry's own defaults; the environment overrides them.
  const defaults = ConfigProvider.fromEnv({
    env: { OTEL_TRACES_EXPORTER: "otlp", OTEL_METRICS_EXPORTER: "otlp" },
  })
  const options = { resource: { serviceName: "odj-server" } }
  return Layer.mergeAll(OtlpTracer.layerFromConfig(options), OtlpMetrics.layerFromConfig(options)).pipe(
    Layer.provide([
      OtlpSerialization.layerJson,
      NodeHttpClient.layerNodeHttp,
      ConfigProvider.layerAdd(defaults),
    ]),
  )
})
