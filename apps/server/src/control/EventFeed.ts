/**
 * What each listener of a control gets: the requests that are new or changed, and the state of the server.
 *
 * A listener that reads slowly misses what is no longer among the latest requests, and nothing waits for it in memory.
 */
import type { DoubleControls, TestDouble } from "../double/TestDouble.ts"
import type { StreamSink } from "../http/HttpMessage.ts"
import { followLatest } from "../ledger/LatestRequests.ts"
import type { Ledger } from "../ledger/Ledger.ts"

/** What the events are about. */
export interface Watched extends Pick<TestDouble, "changes"> {
  readonly controls: {
    readonly clock: Pick<DoubleControls["clock"], "now" | "offset">
    readonly faults: DoubleControls["faults"]
  }
  readonly ledger: Pick<Ledger, "latest" | "recording">
}

/** The state of a server, as listeners get it: what requests and the control change, besides the requests themselves. */
export const stateOf = ({ controls, ledger, changes }: Watched) => {
  const { since, dropped } = ledger.recording()
  return {
    clock: { time: controls.clock.now().toISOString(), offset: controls.clock.offset() },
    faults: controls.faults(),
    recordingSince: new Date(since).toISOString(),
    dropped,
    changes: changes(),
  }
}

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

/** The id of an event, as `EPOCH.REVISION`. */
const idPattern = /^([\w-]{36})\.(\d{1,15})$/

export const makeEventFeed = (watched: Watched) => {
  const requests = followLatest(watched.ledger.latest)
  const listeners = new Set<Listener>()

  const readState = () => {
    const { clock, ...rest } = stateOf(watched)
    return {
      epoch: watched.ledger.recording().epoch,
      text: JSON.stringify([clock.offset, rest]),
      data: () => JSON.stringify({ clock, ...rest }),
    }
  }

  const send = (
    listener: Listener,
    revision: number,
    { epoch, text, data }: ReturnType<typeof readState>,
  ) => {
    const isOther = listener.epoch !== epoch
    const found = requests.since(isOther ? 0 : listener.revision)
    const hasNews = isOther || text !== listener.state
    Object.assign(listener, { epoch, revision, state: text })
    const events = [
      ...(isOther ? [eventText("reset", "{}")] : []),
      ...(found.length > 0 ? [eventText("requests", `[${found.join(",")}]`, `${epoch}.${revision}`)] : []),
      ...(hasNews ? [eventText("state", data())] : []),
    ]
    if (events.length > 0) listener.sink.send(events.join(""))
  }

  /** Sends what is new to those that have received all before. */
  const sendTo = (among: Iterable<Listener>) => {
    const revision = requests.look()
    const state = readState()
    for (const listener of among) if (listener.sink.isReady()) send(listener, revision, state)
  }

  return {
    /** How many listeners there are. */
    size: () => listeners.size,

    /**
     * Adds a listener, and sends it the events after the one with this id, or everything. Then the first event is `reset`.
     * Returns what removes it.
     */
    add: (sink: StreamSink, lastId: string | undefined) => {
      const [, epoch, revision] = idPattern.exec(lastId ?? "") ?? []
      const listener: Listener = { sink, epoch, revision: Number(revision ?? 0), state: undefined }
      listeners.add(listener)
      sendTo([listener])
      return () => void listeners.delete(listener)
    },

    /** Sends all listeners what is new. */
    send: () => sendTo(listeners),

    /** Sends all listeners a comment, which is no event. */
    comment: () => {
      for (const { sink } of listeners) if (sink.isReady()) sink.send(":\n\n")
    },
  }
}
