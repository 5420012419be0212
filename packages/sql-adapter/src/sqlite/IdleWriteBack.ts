/**
 * Writes SQLite's log into the database once there were no writes for a second, so that a plain copy of the file is
 * complete then. A single timer serves any number of writes.
 */
import { Effect, Latch, type Scope } from "effect"

/**
 * Starts to wait for writes, and returns what to call after each one. `writeBack` runs again a second later if it returns
 * false.
 */
export const make = (writeBack: () => boolean): Effect.Effect<() => void, never, Scope.Scope> => {
  const written = Latch.makeUnsafe()
  const untilIdle = Effect.gen(function* () {
    yield* written.await
    do {
      yield* written.close
      yield* Effect.sleep("1 second")
    } while (written.isOpen() || !writeBack())
  })
  return Effect.as(Effect.forkScoped(Effect.forever(untilIdle)), () => {
    written.openUnsafe()
  })
}
