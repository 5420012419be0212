/**
 * Runs the requests of a batch: writes at once, so that they share a commit, and then reads one after another, so that a
 * batch costs other clients no more than a single read.
 */
import { type BatchResponse, encodeBatchResponses, type ReceivedBatchRequest } from "@odj/graph-wire"
import { Effect, Fiber, Semaphore } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import type { ReadLimits } from "./ReadLimits.ts"
import { BatchFull, DependencyFailed, type RequestFailure } from "./RequestFailure.ts"
import { untilClientLeft } from "./UntilClientLeft.ts"

/** How the requests of a batch are responded to. */
interface BatchSteps {
  readonly respond: (request: ReceivedBatchRequest) => Effect.Effect<HttpResponse>
  readonly refuse: (failure: RequestFailure) => Effect.Effect<HttpResponse>
}

const isRead = ({ method }: ReceivedBatchRequest) => ["GET", "HEAD"].includes(method.toUpperCase())

/** Makes the function that runs batches. All batches in flight share the room for their responses. */
export const makeBatches = ({ maxBatch, maxBatches }: Pick<ReadLimits, "maxBatch" | "maxBatches">) => {
  let heldByAll = 0

  /**
   * Runs the requests, and returns the body of the response to the batch, which succeeds even if its requests fail. A request
   * is refused if one of its dependencies has failed. A read is refused if its response makes the batch's too long, unless it
   * is the first one. If the client leaves, reads stop and no further request starts; writes that have started complete.
   */
  return (requests: ReadonlyArray<ReceivedBatchRequest>, { respond, refuse }: BatchSteps) =>
    Effect.suspend(() => {
      const running = new Map<string, Fiber.Fiber<BatchResponse>>()
      const turn = Semaphore.makeUnsafe(1)
      let held = 0
      let isFull = false
      let hasRead = false

      const hold = ({ body = "" }: HttpResponse) => {
        held += body.length
        heldByAll += body.length
      }

      // No generators here: V8 keeps what one captures, such as responses, until its next full collection.
      const read = (request: ReceivedBatchRequest) =>
        Effect.suspend(() => (isFull ? refuse(new BatchFull()) : Effect.flatMap(respond(request), keep)))

      const keep = (response: HttpResponse) => {
        const length = response.body?.length ?? 0
        isFull = (hasRead && held + length > maxBatch) || heldByAll + length > maxBatches
        if (isFull) return refuse(new BatchFull())
        hasRead = true
        hold(response)
        return Effect.succeed(response)
      }

      const write = (request: ReceivedBatchRequest) =>
        Effect.uninterruptible(Effect.tap(respond(request), (response) => Effect.sync(() => hold(response))))

      const responseTo = (request: ReceivedBatchRequest) => {
        const dependencies = request.dependsOn.flatMap((id) => running.get(id.toLowerCase()) ?? [])
        return Effect.forEach(dependencies, Fiber.join).pipe(
          Effect.flatMap((responses) => {
            const failed = responses.find(({ status }) => status >= 400)
            if (failed !== undefined) return refuse(new DependencyFailed({ id: failed.id }))
            return isRead(request) ? turn.withPermit(read(request)) : write(request)
          }),
          Effect.map((response): BatchResponse => ({ id: request.id, ...response })),
        )
      }

      const start = (request: ReceivedBatchRequest) =>
        Effect.map(Effect.forkChild(responseTo(request)), (fiber) => {
          running.set(request.id.toLowerCase(), fiber)
          return fiber
        })

      // The first read begins once every write that depends on no other request has begun. So the order does not depend on
      // how long a read takes, and neither do the faults of a test.
      return Effect.andThen(turn.take(1), Effect.forEach(requests, start)).pipe(
        Effect.tap(() => Effect.andThen(Effect.yieldNow, turn.release(1))),
        Effect.flatMap((fibers) => Effect.forEach(fibers, Fiber.join)),
        Effect.map(encodeBatchResponses),
        Effect.ensuring(Effect.sync(() => (heldByAll -= held))),
        untilClientLeft,
      )
    })
}
