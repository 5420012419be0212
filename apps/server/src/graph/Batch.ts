/** Answers the requests of a batch: together as far as they do not depend on one another. */
import { type ReceivedBatchRequest, type BatchResponse, encodeBatchResponses } from "@odj/graph-wire"
import { Effect, Fiber } from "effect"
import type { HttpAnswer } from "../http/HttpListener.ts"

/**
 * Answers each request by `answer`, and in place of one whose dependency has failed by `refuse`. A batch succeeds as a
 * whole, whatever becomes of its requests.
 */
export const answerBatch = <R>(
  requests: ReadonlyArray<ReceivedBatchRequest>,
  answer: (request: ReceivedBatchRequest) => Effect.Effect<HttpAnswer, never, R>,
  refuse: (dependency: string) => Effect.Effect<HttpAnswer>,
): Effect.Effect<string, never, R> =>
  Effect.gen(function* () {
    const running = new Map<string, Fiber.Fiber<BatchResponse>>()
    for (const request of requests) {
      const dependencies = request.dependsOn.flatMap((id) => running.get(id.toLowerCase()) ?? [])
      const response = Effect.gen(function* () {
        const failed = (yield* Effect.forEach(dependencies, Fiber.join)).find(({ status }) => status >= 400)
        return { id: request.id, ...(yield* failed ? refuse(failed.id) : answer(request)) }
      })
      running.set(request.id.toLowerCase(), yield* Effect.forkChild(response))
    }
    return encodeBatchResponses(yield* Effect.forEach(running.values(), Fiber.join))
  })
