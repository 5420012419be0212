/** Runs the reads that may visit every connector, within limits. */
import { Effect, Semaphore } from "effect"
import type { ReadLimits } from "./ReadLimits.ts"
import { ReadTimedOut } from "./RequestFailure.ts"
import type { Responding } from "./Responder.ts"
import { untilClientLeft } from "./UntilClientLeft.ts"

/**
 * Makes the function through which all reads run. A read ends when its time is over or its client has left. The time
 * includes the wait for its turn.
 */
export const makeReader = ({ readTime, maxReads }: Pick<ReadLimits, "readTime" | "maxReads">) => {
  const turns = Semaphore.makeUnsafe(maxReads)
  return (reading: Responding): Responding =>
    turns.withPermit(reading).pipe(
      Effect.timeoutOrElse({
        duration: readTime,
        orElse: () => Effect.fail(new ReadTimedOut({ milliseconds: readTime })),
      }),
      untilClientLeft,
    )
}

export type Reader = ReturnType<typeof makeReader>
