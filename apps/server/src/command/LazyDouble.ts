/** Makes the server a test double when the first request for its control arrives, and not before. */
import { Cause, Effect, identity } from "effect"
import { makeLazyControl } from "../control/LazyControl.ts"
import type { Becoming, ServeOptions } from "../server/Server.ts"

/** `make` makes the test double. */
export const lazyDouble = (make: Becoming["make"]): Pick<ServeOptions, "between" | "becomes"> => {
  let reason = ""
  const control = makeLazyControl(() => reason)
  const noted = Effect.tapCause(make, (cause) => {
    const failure = Cause.squash(cause)
    reason = failure instanceof Error ? failure.message : String(failure)
    return Effect.logError("Can't become a test double", cause)
  })
  return {
    between: { around: () => identity, control },
    becomes: { isNeededBy: control.isOpenTo, make: noted },
  }
}
