/**
 * Replaces the application of a server by its successor, over the same stores, when a request first needs the successor.
 *
 * Until then a request costs what it costs without a successor. Nothing is left of the first application afterwards.
 */
import { Effect, Exit, Semaphore } from "effect"
import type { Handle, HttpRequest } from "../http/HttpMessage.ts"

/** What replaces an application. */
export interface Successor<A, E> {
  /** Whether this request needs it. */
  readonly isNeededBy: (request: HttpRequest) => boolean
  readonly make: Effect.Effect<A, E>
}

/**
 * Returns an application for the time until the successor is there. `use` makes the successor handle the requests from now on.
 *
 * A request that needs the successor waits until it is made, and until the requests that the first application has begun have
 * ended. So whatever the successor does to the stores, no earlier request changes them after it. Other requests don't wait. If
 * the successor can't be made, the first application responds to the request, and the next one tries again.
 */
export const withSuccessor = <A extends { readonly handle: Handle }, E>(
  first: A,
  { isNeededBy, make }: Successor<A, E>,
  use: (application: A) => void,
): A => {
  const one = Semaphore.makeUnsafe(1)
  let successor: A | undefined
  let inFlight = 0
  let onIdle = () => {}

  const end = Effect.sync(() => {
    if (--inFlight === 0) onIdle()
  })

  const idle = Effect.callback<void>((resume) => {
    onIdle = () => resume(Effect.void)
    if (inFlight === 0) onIdle()
  })

  const succeed = Effect.gen(function* () {
    if (successor !== undefined) return successor
    const made = yield* make
    const waiting: A = {
      ...made,
      handle: (request) => (isNeededBy(request) ? handle(request) : made.handle(request)),
    }
    use(waiting)
    yield* idle
    use(made)
    successor = made
    return made
  }).pipe(one.withPermit)

  const begin: Handle = (request) => {
    const handling = first.handle(request)
    if (Exit.isExit(handling)) return handling
    inFlight++
    return Effect.ensuring(handling, end)
  }

  const handle: Handle = (request) =>
    isNeededBy(request)
      ? Effect.matchCauseEffect(succeed, {
          onFailure: () => begin(request),
          onSuccess: (application) => application.handle(request),
        })
      : begin(request)

  return { ...first, handle }
}
