/** Lets operations run side by side, and an operation on everything alone. */
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
  const idle = Latch.makeUnsafe(true)
  let running = 0

  const left = Effect.sync(() => {
    if (--running === 0) idle.openUnsafe()
  })
  const shared: Gate["shared"] = (operation) =>
    Effect.suspend(() => {
      if (!open.isOpen()) return Effect.andThen(open.await, shared(operation))
      running++
      idle.closeUnsafe()
      return Effect.ensuring(operation, left)
    })

  return {
    shared,
    alone: (operation) =>
      one
        .withPermit(
          Effect.ensuring(Effect.andThen(open.close, Effect.andThen(idle.await, operation)), open.open),
        )
        .pipe(Effect.uninterruptible),
  }
}
