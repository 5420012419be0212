/** Effects that never wait, so that a caller can run them without a fiber. */
import { Effect, Effectable, type Result } from "effect"

class Synchronous<A, E> extends Effectable.Class<A, E> {
  readonly run: () => Result.Result<A, E>

  constructor(run: () => Result.Result<A, E>) {
    super()
    this.run = run
  }

  override asEffect(): Effect.Effect<A, E> {
    return Effect.fromResult(this.run())
  }
}

/**
 * An effect that calls `run` each time it is run. A store whose operations never wait makes them with it: a server then runs
 * them without a fiber, which takes less time.
 */
export const synchronous = <A, E = never>(run: () => Result.Result<A, E>): Effect.Effect<A, E> =>
  new Synchronous(run)

/**
 * Runs an effect of {@link synchronous}, and returns its `Exit`; a defect is thrown. Returns any other effect as it is, without
 * running it.
 */
export const runIfSynchronous = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  effect instanceof Synchronous ? effect.asEffect() : effect
