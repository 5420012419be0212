/** A readers–writer lock: shared operations run at the same time, and an exclusive one runs alone. */
import { Effect, Latch, Semaphore } from "effect"

export interface Gate {
  /** Waits while an operation runs alone, then runs this one. */
  readonly shared: <A, E>(operation: Effect.Effect<A, E>) => Effect.Effect<A, E>
  /** Waits for the operations that run, then runs this one. Later ones wait for it. It can't be interrupted. */
  readonly alone: <A, E>(operation: Effect.Effect<A, E>) => Effect.Effect<A, E>
}

export const makeGate = (): Gate => {
  const one = Semaphore.makeUnsafe(1)
  const open = Latch.makeUnsafe(true)
  const running = Semaphore.makeUnsafe(Number.MAX_SAFE_INTEGER)

  return {
    shared: (operation) => open.whenOpen(running.withPermit(operation)),
    // Without the latch, shared operations that never pause would keep this one waiting.
    alone: (operation) =>
      one
        .withPermit(
          Effect.ensuring(
            Effect.andThen(open.close, running.withPermits(Number.MAX_SAFE_INTEGER)(operation)),
            open.open,
          ),
        )
        .pipe(Effect.uninterruptible),
  }
}
