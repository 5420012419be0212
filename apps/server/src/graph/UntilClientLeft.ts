/** Ends work when its client has left. The HTTP edge interrupts only what is marked here. */
import { Cause, Effect, Exit } from "effect"
import { ClientLeft } from "./RequestFailure.ts"

/** Interrupts the effect if the client leaves, and fails then. The client gets no response; logs and traces do. */
export const untilClientLeft = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
): Effect.Effect<A, E | ClientLeft, R> =>
  Exit.isExit(effect)
    ? effect
    : Effect.catchCauseIf(Effect.interruptible(effect), Cause.hasInterruptsOnly, () =>
        Effect.fail(new ClientLeft()),
      )
