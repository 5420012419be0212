/**
 * What a command waits for: its requests that have no response yet. On a terminal, a line shows this after two seconds.
 */
import { Clock, Context, Effect, Fiber, Stdio, Stream, Terminal } from "effect"
import type { HttpClientRequest } from "effect/http"
import { oneLine } from "../text/OneLine.ts"

/** The attempts of a request that can't create anything twice: in the sign-in library and in the Graph adapter. */
const maxAttempts = 4

/** After this time without a response, in milliseconds, the line appears. */
const patience = 2_000

/** A call: one request and its retries. */
interface Call {
  readonly host: string
  readonly isCreate: boolean
  /** When it began, in milliseconds since 1970. */
  readonly since: number
  attempts: number
}

export interface Waiting {
  /** Runs a request, and records it until its response has {@link Waiting.ended}. */
  readonly during: <A, E, R>(
    request: HttpClientRequest.HttpClientRequest,
    response: Effect.Effect<A, E, R>,
  ) => Effect.Effect<A, E, R>
  /** Records that a request has a connection, so that it may arrive. */
  readonly sent: (request: HttpClientRequest.HttpClientRequest) => void
  /** Records that the response to a request is complete. */
  readonly ended: (request: HttpClientRequest.HttpClientRequest) => void
  /** What has no complete response yet: `graph.microsoft.com (attempt 2 of 4)`. */
  readonly awaited: () => string | undefined
  /** Whether there were requests, and none that was sent can have changed anything in the service. */
  readonly hasOnlyRead: () => boolean
  /** Shows the line, from now on. Without this, it is not shown. */
  readonly show: () => void
  /** Hides the line while the effect runs, which writes to the same line. */
  readonly hiddenDuring: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const describe = ({ host, isCreate, attempts }: Call) =>
  `${host} (attempt ${attempts}${isCreate ? "" : ` of ${maxAttempts}`})`

/** What all attempts of a call have in common. */
const callId = ({ headers, url }: HttpClientRequest.HttpClientRequest) =>
  headers["client-request-id"] ?? headers["x-ms-client-request-id"] ?? url

/** Whether a request is one to the service, and not one of a sign-in. */
const isServiceRequest = ({ headers }: HttpClientRequest.HttpClientRequest) =>
  headers["client-request-id"] !== undefined

/** What removes the line on which the cursor is. */
export const eraseLine = "\r\u001b[K"

/** Makes the record of a run; `write` writes the line. */
const waitingWith = (write: (text: string) => Effect.Effect<void>): Waiting => {
  const calls = new Map<string, Call>()
  let isShown = false
  let requests = 0
  let writes = 0

  /** Shows the line when it is time. It stays until the returned effect is interrupted. */
  const line = Effect.fnUntraced(function* (call: Call) {
    yield* Effect.sleep(Math.max(0, call.since + patience - (yield* Clock.currentTimeMillis)))
    if (!isShown) return
    const show = write(`${eraseLine}Waiting for ${oneLine(describe(call))}`)
    return yield* Effect.onInterrupt(Effect.andThen(show, Effect.never), () => write(eraseLine))
  })

  return {
    during: (request, response) =>
      Effect.gen(function* () {
        const id = callId(request)
        const known = calls.get(id)
        const isCreate = isServiceRequest(request) && request.method === "POST"
        const { host } = new URL(request.url)
        const call = known ?? { host, isCreate, since: yield* Clock.currentTimeMillis, attempts: 0 }
        call.attempts++
        requests++
        calls.set(id, call)
        const showing = isShown ? yield* Effect.forkChild(line(call)) : undefined
        return yield* showing ? Effect.ensuring(response, Fiber.interrupt(showing)) : response
      }),
    sent: (request) => {
      if (isServiceRequest(request) && request.method !== "GET") writes++
    },
    ended: (request) => {
      calls.delete(callId(request))
    },
    awaited: () => {
      const call = Array.from(calls.values()).at(-1)
      return call && describe(call)
    },
    hasOnlyRead: () => requests > 0 && writes === 0,
    show: () => {
      isShown = true
    },
    hiddenDuring: (self) =>
      Effect.suspend(() => {
        const before = isShown
        isShown = false
        return Effect.ensuring(
          self,
          Effect.sync(() => {
            isShown = before
          }),
        )
      }),
  }
}

/** The record of this run. By default nothing is shown. */
export const Waiting = Context.Reference<Waiting>("@odj/cli/Waiting", {
  defaultValue: () => waitingWith(() => Effect.void),
})

/** Makes the record of a run whose line is on standard error, in the width of the terminal. */
export const makeWaiting = Effect.gen(function* () {
  const { stderr } = yield* Stdio.Stdio
  const { columns } = yield* Terminal.Terminal
  return waitingWith((text) =>
    Effect.flatMap(columns, (width) => {
      const shown =
        width > 0 ? text.slice(0, width - 1 + (text.startsWith(eraseLine) ? eraseLine.length : 0)) : text
      return Effect.ignore(Stream.run(Stream.make(shown), stderr()))
    }),
  )
})
