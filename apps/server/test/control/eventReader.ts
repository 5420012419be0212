/** A program that reads the events of a control, and keeps what they say. */
import type { RequestSummary } from "../../src/ledger/RecordedRequest.ts"

export interface ReadEvent {
  readonly type: string
  readonly id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: JSON
  readonly data: any
}

/** Reads whole events; comments are left out. */
export const eventsIn = (text: string): ReadonlyArray<ReadEvent> =>
  text.split("\n\n").flatMap((block) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1]
    const type = field("event")
    return type === undefined ? [] : [{ type, id: field("id"), data: JSON.parse(field("data") ?? "") }]
  })

export const eventReader = () => {
  let requests = new Map<number, RequestSummary>()
  let state: ReadEvent["data"]
  let lastId: string | undefined
  return {
    read: (text: string) => {
      for (const { type, id, data } of eventsIn(text)) {
        lastId = id ?? lastId
        if (type === "reset") requests = new Map()
        if (type === "requests") for (const request of data) requests.set(request.number, request)
        if (type === "state") state = data
      }
    },
    lastId: () => lastId,
    state: () => state,
    /** The last 200 requests that are still recorded. */
    requests: () =>
      [...requests.values()]
        .filter(({ number }) => number > state.dropped)
        .sort((one, other) => one.number - other.number)
        .slice(-200),
  }
}
