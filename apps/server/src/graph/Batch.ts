/** Runs the requests of a batch concurrently, except those that depend on others. */
import { type BatchResponse, encodeBatchResponses, type ReceivedBatchRequest } from "@odj/graph-wire"
import { Effect, Fiber } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"

/**
 * Responds to each request with `respond`, or with `refuse` if one of its dependencies has failed. Returns the body of the
 * response to the batch, which succeeds even if its requests fail.
 */
export const respondToBatch = <R>(
  requests: ReadonlyArray<ReceivedBatchRequest>,
  respond: (request: ReceivedBatchRequest) => Effect.Effect<HttpResponse, never, R>,
  refuse: (dependency: string) => Effect.Effect<HttpResponse>,
): Effect.Effect<string, never, R> =>
  Effect.gen(function* () {
    const running = new Map<string, Fiber.Fiber<BatchResponse>>()
    for (const request of requests) {
      const dependencies = request.dependsOn.flatMap((id) => running.get(id.toLowerCase()) ?? [])
      const response = Effect.gen(function* () {
        const failed = (yield* Effect.forEach(dependencies, Fiber.join)).find(({ status }) => status >= 400)
        return { id: request.id, ...(yield* failed ? refuse(failed.id) : respond(request)) }
      })
      running.set(request.id.toLowerCase(), yield* Effect.forkChild(response))
    }
    return encodeBatchResponses(yield* Effect.forEach(running.values(), Fiber.join))
  })
