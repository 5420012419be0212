/** Opens something that an effect makes in a scope, for programs with promises. */
import { type Effect, Exit, Scope } from "effect"
import { runUnfaked } from "./clock/UnfakedScheduler.ts"

/** A second call of `close` waits for the first. What is left of a failed opening is closed. */
export const opened = async <A, E>(make: Effect.Effect<A, E, Scope.Scope>) => {
  const scope = Scope.makeUnsafe()
  let closing: Promise<void> | undefined
  const close = () => (closing ??= runUnfaked(Scope.close(scope, Exit.void)))
  try {
    return { made: await runUnfaked(Scope.provide(make, scope)), close }
  } catch (error) {
    await close()
    throw error
  }
}
