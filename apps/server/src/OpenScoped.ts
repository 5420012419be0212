/** Opens what an effect makes, for programs that use promises. */
import { Effect, Exit, Scope } from "effect"

/**
 * Runs an effect, and keeps its scope open until `close` is called; a second call waits for the first. If the effect fails, its
 * scope closes at once.
 */
export const openScoped = async <A, E>(effect: Effect.Effect<A, E, Scope.Scope>) => {
  const scope = Scope.makeUnsafe()
  let closing: Promise<void> | undefined
  const close = () => (closing ??= Effect.runPromise(Scope.close(scope, Exit.void)))
  const opening = Effect.runPromise(Effect.provideService(effect, Scope.Scope, scope))
  const opened = await opening.catch(async (error) => {
    await close()
    throw error
  })
  return { opened, close }
}
