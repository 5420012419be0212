/** Permits to use a connection: as many as the database gives, which is found out when it gives no more. */
import { Clock, Duration, Effect, Semaphore } from "effect"

/** How long it takes until one more connection is tried. */
const patience = Duration.toMillis("10 seconds")

export interface ConnectionPermits {
  /** Runs an effect once a permit is free. After a while without a refusal, there is one permit more. */
  readonly withPermit: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** The database refused a connection to the holder of a permit. There is one permit less, but always one. */
  readonly refused: Effect.Effect<void>
}

export const connectionPermits = (most: number): ConnectionPermits => {
  const semaphore = Semaphore.makeUnsafe(most)
  let permits = most
  let changedAt = 0
  const resize = (to: number, now: number) => {
    permits = to
    changedAt = now
    return semaphore.resize(to)
  }
  const grow = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    now - changedAt < patience ? Effect.void : resize(permits + 1, now),
  )
  return {
    withPermit: (effect) =>
      permits === most ? semaphore.withPermit(effect) : Effect.andThen(grow, semaphore.withPermit(effect)),
    refused: Effect.flatMap(Clock.currentTimeMillis, (now) => resize(Math.max(1, permits - 1), now)),
  }
}
