/** What the control's events say: the latest requests, the faults in force, and the clock. */
import { batch, effect, signal } from "@preact/signals"
import { base } from "./Base.ts"
import { controlAccess, controlToken, isControlRefused } from "./ControlAccess.ts"
import type { ArmedFault, ControlState } from "./ControlState.ts"
import { openEventStream } from "./EventStream.ts"
import { checkLink, reloads } from "./Link.ts"
import { type LiveEvent, noUpdate, requestsAfter, withEvent } from "./LiveUpdates.ts"
import type { RequestSummary } from "./RequestSummary.ts"
import type { ServerSentEvent } from "./ServerSentEvents.ts"
import { shareStream } from "./SharedStream.ts"

export type { ArmedFault } from "./ControlState.ts"
export type { RequestSummary } from "./RequestSummary.ts"

/** The latest requests, the newest first: at most 200. */
export const requests = signal<ReadonlyArray<RequestSummary>>([])

export const armed = signal<ReadonlyArray<ArmedFault>>([])

/** How far the server's clock is ahead of this computer's, in milliseconds. */
export const clockOffset = signal(0)

/** Counts the changes of connectors that the server has seen, so that views of connectors know when to load again. */
export const changes = signal(0)

/** Since when the server has recorded requests; `undefined` if it records none. */
export const recordingSince = signal<string | undefined>(undefined)

/** How many recorded requests the server no longer has. */
export const dropped = signal(0)

/** Smaller differences of the two clocks are the time that the event took to arrive, in milliseconds. */
const clockTolerance = 1_000

/** What differs after a change of connectors. A server that has restarted begins to count again. */
let counted: string | undefined

const showState = (state: ControlState) => {
  armed.value = state.faults
  const count = `${state.changes} since ${state.recordingSince}`
  if (counted !== undefined && count !== counted) changes.value++
  counted = count
  recordingSince.value = state.recordingSince
  dropped.value = state.dropped
  const offset = Date.parse(state.clock.time) - Date.now()
  if (Math.abs(offset - clockOffset.peek()) > clockTolerance) clockOffset.value = offset
}

let update = noUpdate
let isScheduled = false

const show = () => {
  const shown = update
  update = noUpdate
  isScheduled = false
  batch(() => {
    requests.value = requestsAfter(requests.peek(), shown)
    if (shown.state !== undefined) showState(shown.state)
  })
}

const eventOf = ({ type, data }: ServerSentEvent): LiveEvent | undefined => {
  if (type === "reset") return { type }
  if (type === "requests") return { type, requests: JSON.parse(data) as ReadonlyArray<RequestSummary> }
  return type === "state" ? { type, state: JSON.parse(data) as ControlState } : undefined
}

const onEvent = (received: ServerSentEvent) => {
  const event = eventOf(received)
  if (event === undefined) return
  update = withEvent(update, event)
  // The state follows, and shows both: the list would be empty in between.
  if (event.type === "reset" || isScheduled) return
  requestAnimationFrame(show)
  isScheduled = true
}

const isVisible = signal(document.visibilityState === "visible")
document.addEventListener("visibilitychange", () => {
  isVisible.value = document.visibilityState === "visible"
})

/** Windows share the events of a server only if they have the same token for it. The name has no secret. */
const sharedName = async (token: string | undefined): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))
  return `odj.events ${base.pathname} ${token === undefined ? "" : new Uint8Array(digest)}`
}

/** Opens the stream, again when the server is back, until the function that it returns is called. */
const openEvents = (token: string | undefined, receive: (message: ServerSentEvent | "lost") => void) =>
  effect(() => {
    void reloads.value
    return openEventStream({
      url: new URL("_odj/events", base),
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      onEvent: receive,
      onRefused: () => {
        isControlRefused.value = true
      },
      onLost: () => receive("lost"),
    })
  })

// A window that is hidden needs no events, and leaves the stream to others.
effect(() => {
  if (!isVisible.value || controlAccess.value !== "ready") return
  const token = controlToken.value
  const controller = new AbortController()
  const { signal } = controller
  void sharedName(token).then((name) => {
    if (signal.aborted) return
    shareStream<ServerSentEvent | "lost">({
      name,
      open: (receive) => openEvents(token, receive),
      onMessage: (message) => {
        if (message === "lost") void checkLink()
        else onEvent(message)
      },
      signal,
    })
  })
  return () => controller.abort()
})
