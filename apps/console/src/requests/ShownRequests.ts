/** Which requests the section works on: the live ones, or those that were there when it was paused. */
import { computed, signal } from "@preact/signals"
import { requests } from "../live/Live.ts"
import { route } from "../route/Route.ts"
import { type RequestFilter, rowsOf } from "./RequestFilter.ts"

/** The requests as they were; `undefined` unless the list is paused. */
const paused = signal<typeof requests.value | undefined>(undefined)

export const isPaused = computed(() => paused.value !== undefined)

export const filter = computed<RequestFilter>(() => route.value.query)

/** The rows of the list. */
export const rows = computed(() => rowsOf(filter.value, paused.value ?? requests.value))

/** How many rows have come since the list was paused. It is at most what the page keeps. */
export const missed = computed(() => {
  const last = paused.value?.[0]?.number ?? 0
  if (!isPaused.value) return 0
  const newer = requests.value.filter(({ number }) => number > last)
  return rowsOf(filter.value, newer).length
})

export const pause = (): void => {
  paused.value = requests.value
}

export const resume = (): void => {
  paused.value = undefined
}

/** The latest that is known of a request: also of one that was dropped from the live ones while the list is paused. */
export const summaryOf = (number: number) =>
  requests.value.find((request) => request.number === number) ??
  paused.value?.find((request) => request.number === number)
