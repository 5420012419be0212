/** What the control's events say: the latest requests, the faults in force, and the clock. */
import { batch, signal } from "@preact/signals"
import { clockOffset } from "../api/Now.ts"
import { noteChange } from "./Changes.ts"
import type { ArmedFault, ControlState } from "./ControlState.ts"
import { type LiveEvent, noUpdate, requestsAfter, withEvent } from "./LiveUpdates.ts"
import type { RequestSummary } from "./RequestSummary.ts"
import type { ServerSentEvent } from "./ServerSentEvents.ts"

/** The latest requests, the newest first: at most 200. */
export const requests = signal<ReadonlyArray<RequestSummary>>([])

export const armed = signal<ReadonlyArray<ArmedFault>>([])

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
  if (counted !== undefined && count !== counted) noteChange()
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

/** Shows an event in the next frame, together with those that arrive until then. */
export const showEvent = (received: ServerSentEvent): void => {
  const event = eventOf(received)
  if (event === undefined) return
  update = withEvent(update, event)
  // The state follows, and shows both: the list would be empty in between.
  if (event.type === "reset" || isScheduled) return
  requestAnimationFrame(show)
  isScheduled = true
}
