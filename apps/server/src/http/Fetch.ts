/**
 * The edge without a socket: connects a function like `fetch` to a function from request to response.
 *
 * A request is handled as if it had come over a connection. What breaks a connection makes `fetch` reject, or ends the body of
 * the response, as it does with the `fetch` of Node.js.
 */
// Not the global ones, which a test may fake.
import { clearInterval, setInterval } from "node:timers"
import { Cause, Clock, Effect, Exit, Fiber, type Scope } from "effect"
import { connectionClosed, connectionRefused, fetchFailed } from "./FetchFailure.ts"
import { RequestUnreadable, readRequest } from "./FetchRequest.ts"
import { writeResponse } from "./FetchResponse.ts"
import type { Handle, HttpRequest, HttpResponse } from "./HttpMessage.ts"

/** Like `fetch`, but a response with a redirect is returned as it is. */
export type Fetch = (request: Request | string | URL, init?: RequestInit) => Promise<Response>

export interface FetchLimits {
  /** The largest body of a request, in bytes. */
  readonly maxBody: number
  /** How long requests may stay in flight when the scope closes, in milliseconds. */
  readonly drainTime: number
}

/** Node.js adds the date to a response over a socket. */
const dated = ({ headers, ...response }: HttpResponse): Effect.Effect<HttpResponse> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    ...response,
    headers: { Date: new Date(now).toUTCString(), ...headers },
  }))

/** The longest interval of a timer, in milliseconds. */
const longestInterval = 2 ** 31 - 1

/** What `fetch` rejects with if a request can't be read, or has no response because of a defect. */
const errorOf = (cause: Cause.Cause<RequestUnreadable>) => {
  const failure = Cause.squash(cause)
  return fetchFailed(failure instanceof RequestUnreadable ? failure.cause : failure)
}

/**
 * Makes a function like `fetch`, until its scope closes.
 *
 * When the scope closes, `isStopping` becomes true, and further requests are refused. After `drainTime`, the requests in
 * flight fail. A handler runs to its end even if its request is cancelled. Only those of its effects that are marked as
 * interruptible are interrupted then.
 */
export const makeFetch = Effect.fnUntraced(function* <R>(
  { maxBody, drainTime }: FetchLimits,
  makeHandle: (isStopping: () => boolean) => Effect.Effect<Handle<R>, never, R | Scope.Scope>,
) {
  const runFork = Effect.runForkWith(yield* Effect.context<R>())
  let isStopping = false
  const running = new Set<Fiber.Fiber<HttpResponse, RequestUnreadable>>()
  /** Ends the fetches that have no response yet. */
  const waiting = new Set<(reason: unknown) => void>()

  const allHandled = Effect.suspend(() => Fiber.awaitAll(running))

  yield* Effect.addFinalizer(() =>
    Effect.gen(function* () {
      isStopping = true
      yield* Effect.timeoutOption(allHandled, drainTime)
      for (const fail of waiting) fail(fetchFailed(connectionClosed()))
      yield* allHandled
    }),
  )

  // Made after the finalizer is added, so that the handler's own finalizers run before that one waits.
  const handle = yield* makeHandle(() => isStopping)

  const handleUntilEnd = (request: HttpRequest) =>
    Effect.uninterruptible(Effect.flatMap(handle(request), dated))

  const fetch: Fetch = (input, init) =>
    new Promise((resolve, reject) => {
      const request = new Request(input, init)
      const { signal } = request
      if (signal.aborted) throw signal.reason
      if (isStopping) throw fetchFailed(connectionRefused())

      const fiber = runFork(Effect.flatMap(readRequest(request, maxBody), handleUntilEnd))
      running.add(fiber)
      // Keeps the process alive, as a connection would.
      const connection = setInterval(() => {}, longestInterval)
      const end = () => {
        clearInterval(connection)
        waiting.delete(fail)
        signal.removeEventListener("abort", cancel)
      }
      const fail = (reason: unknown) => {
        end()
        // First, because the interrupted fiber may end at once.
        reject(reason)
        fiber.interruptUnsafe()
      }
      const cancel = () => fail(signal.reason)
      waiting.add(fail)
      signal.addEventListener("abort", cancel)

      fiber.addObserver((exit) => {
        running.delete(fiber)
        if (Exit.isFailure(exit)) return fail(errorOf(exit.cause))
        if (exit.value.breaks === "noResponse") return
        end()
        try {
          resolve(writeResponse(request, exit.value))
        } catch (error) {
          reject(error)
        }
      })
    })

  return fetch
})
