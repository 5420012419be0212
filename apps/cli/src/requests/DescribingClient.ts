/**
 * The `HttpClient` of a dry run, in place of the real one: it sends nothing.
 *
 * Whatever token the store's credential gives is shown as `Bearer ***`, so that nobody need be asked for one.
 */
import { Effect, Layer } from "effect"
import { HttpClient } from "effect/http"
import { describeRequest } from "./DescribeRequest.ts"
import { RequestDescribed } from "./DryRun.ts"

export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request) => Effect.die(new RequestDescribed({ request: describeRequest(request) }))),
)
