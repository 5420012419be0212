/**
 * The `HttpClient` of a dry run: it describes each request instead of sending it.
 *
 * A token is shown as `Bearer ***`, so a dry run needs no sign-in.
 */
import { Effect, Layer } from "effect"
import { HttpClient } from "effect/http"
import { describeRequest } from "./DescribeRequest.ts"
import { RequestDescribed } from "./DryRun.ts"

export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request) => Effect.die(new RequestDescribed({ request: describeRequest(request) }))),
)
