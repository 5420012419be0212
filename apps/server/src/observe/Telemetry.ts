/** Exports traces and metrics by OTLP, where the environment says so in OpenTelemetry's usual names. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Config, ConfigProvider, Effect, Layer, Option } from "effect"

/**
 * The exporters, or nothing without `OTEL_EXPORTER_OTLP_ENDPOINT`. They are loaded only then: they are a third of the
 * program.
 */
export const telemetry = Effect.gen(function* () {
  const endpoint = yield* Config.option(Config.URL("OTEL_EXPORTER_OTLP_ENDPOINT"))
  if (Option.isNone(endpoint)) return undefined
  const { OtlpMetrics, OtlpSerialization, OtlpTracer } = yield* Effect.promise(
    () => import("effect/observability"),
  )
  // OpenTelemetry's own default for both, which stands behind whatever the environment says.
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
