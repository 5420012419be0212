/**
 * The events of a control: what happens to a server, for programs that watch it.
 *
 * A request costs nothing for them. While a program listens, a timer looks every 100 ms at what is new. A program that reads
 * slowly misses what is no longer among the latest requests, and nothing waits for it in memory.
 */
// Not the global ones, which a test may fake.
import { clearInterval, setInterval } from "node:timers"
import type { TestDouble } from "../double/TestDouble.ts"
import type { StreamSink } from "../http/HttpMessage.ts"
import { followLatest } from "../ledger/LatestRequests.ts"

/** How many programs can listen at once. */
export const maxStreams = 16

/** How often events are sent, in milliseconds. */
const interval = 100

/** After how many intervals a comment shows that the connection is alive: 15 seconds. */
const commentAfter = 150

/** A program that listens. */
interface Listener {
  readonly sink: StreamSink
  /** The epoch and the revision of the requests that it has. */
  epoch: string | undefined
  revision: number
  /** The state that it has, as JSON without its time. */
  state: string | undefined
}

const eventText = (type: string, data: string, id?: string) =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`

export const makeEvents = ({
  controls,
  ledger,
  changes,
}: Pick<TestDouble, "controls" | "ledger" | "changes">) => {
  const requests = followLatest(ledger.latest)
  const listeners = new Set<Listener>()
  let timer: NodeJS.Timeout | undefined
  let ticks = 0

  /** What changes with requests and by the control, besides the requests themselves. */
  const readState = () => {
    const { epoch, since, dropped } = ledger.recording()
    const offset = controls.clock.offset()
    const state = {
      faults: controls.faults(),
      recordingSince: new Date(since).toISOString(),
      dropped,
      changes: changes(),
    }
    const clock = { time: controls.clock.now().toISOString(), offset }
    return { epoch, text: JSON.stringify([offset, state]), data: () => JSON.stringify({ clock, ...state }) }
  }

  const send = (
    listener: Listener,
    revision: number,
    { epoch, text, data }: ReturnType<typeof readState>,
  ) => {
    const isOther = listener.epoch !== epoch
    const found = requests.since(isOther ? 0 : listener.revision)
    const hasNews = text !== listener.state
    Object.assign(listener, { epoch, revision, state: text })
    const events = [
      ...(isOther ? [eventText("reset", "{}")] : []),
      ...(found.length > 0 ? [eventText("requests", `[${found.join(",")}]`, `${epoch}.${revision}`)] : []),
      ...(hasNews ? [eventText("state", data())] : []),
    ]
    if (events.length > 0) listener.sink.send(events.join(""))
  }

  /** Sends what is new to those of the listeners that have received all before. */
  const sendTo = (among: Iterable<Listener>) => {
    const revision = requests.look()
    const state = readState()
    for (const listener of among) if (listener.sink.isReady()) send(listener, revision, state)
  }

  const tick = () => {
    sendTo(listeners)
    ticks++
    if (ticks % commentAfter === 0) for (const { sink } of listeners) if (sink.isReady()) sink.send(":\n\n")
  }

  return {
    isFull: () => listeners.size >= maxStreams,

    /**
     * Sends the events that follow those with the last id, or all. A stream that does not continue another begins with the event
     * `reset`. Returns what ends it.
     */
    listen: (lastId: string | undefined) => (sink: StreamSink) => {
      const [, epoch, revision] = /^([\w-]{36})\.(\d{1,15})$/.exec(lastId ?? "") ?? []
      const listener: Listener = { sink, epoch, revision: Number(revision ?? 0), state: undefined }
      listeners.add(listener)
      timer ??= setInterval(tick, interval)
      sendTo([listener])
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}
