/** Runs the handler of each request to its end. */
import type { EventEmitter } from "node:events"
import { Effect, Exit, type Fiber } from "effect"
import type { Handle, HttpRequest, HttpResponse } from "./HttpMessage.ts"

type Outcome = Exit.Exit<HttpResponse>

const isOutcome = <R>(
  handling: Effect.Effect<HttpResponse, never, R>,
): handling is Outcome & typeof handling => Exit.isExit(handling)

/**
 * Makes the function that runs handlers. Most handlers respond at once, and need no fiber. One that has to wait gets a fiber that
 * can't be interrupted: only those of its effects that are marked as interruptible are, when the client disconnects.
 */
export const makeHandlerRuns = <R>(
  handle: Handle<R>,
  runFork: (
    handling: Effect.Effect<HttpResponse, never, R>,
    options: { readonly uninterruptible: true },
  ) => Fiber.Fiber<HttpResponse>,
) => {
  let running = 0
  let onAllHandled = () => {}

  const begin = (request: HttpRequest) => {
    try {
      return handle(request)
    } catch (defect) {
      return Exit.die(defect)
    }
  }

  return {
    /** Handles a request. `client` emits `close` when it disconnects, and `end` gets the outcome. */
    run: (request: HttpRequest, client: EventEmitter, end: (outcome: Outcome) => void) => {
      const handling = begin(request)
      if (isOutcome(handling)) return end(handling)
      running++
      const fiber = runFork(handling, { uninterruptible: true })
      if (fiber.pollUnsafe() === undefined) client.once("close", () => fiber.interruptUnsafe())
      fiber.addObserver((outcome) => {
        if (--running === 0) onAllHandled()
        end(outcome)
      })
    },

    /** Waits until no handler is running, even for clients that have disconnected. */
    allHandled: Effect.callback<void>((resume) => {
      onAllHandled = () => resume(Effect.void)
      if (running === 0) onAllHandled()
    }),
  }
}
