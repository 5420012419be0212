/** Runs the reads that may visit every connector, within limits. */
import { Effect, Semaphore } from "effect"
import type { ReadLimits } from "./ReadLimits.ts"
import { ReadTimedOut } from "./RequestFailure.ts"
import type { Responding } from "./Responder.ts"
import { untilClientLeft } from "./UntilClientLeft.ts"

/**
 * Makes the function through which all reads run. A read ends when its time is over or its client has left. The time
 * includes the wait for its turn. Each turn of the event loop starts at most one read, so that reads that are short enough
 * for one turn do not add up.
 */
export const makeReader = ({ readTime, maxReads }: Pick<ReadLimits, "readTime" | "maxReads">) => {
  const turns = Semaphore.makeUnsafe(maxReads)
  const start = Semaphore.makeUnsafe(1).withPermit(Effect.yieldNow)
  return <R>(reading: Responding<R>): Responding<R> =>
    turns.withPermit(Effect.andThen(start, reading)).pipe(
      Effect.timeoutOrElse({
        duration: readTime,
        orElse: () => new ReadTimedOut({ milliseconds: readTime }),
      }),
      untilClientLeft,
    )
}

export type Reader = ReturnType<typeof makeReader>
