/**
 * The events of a control: what happens to a server, for programs that listen.
 *
 * A request costs nothing for them: while a program listens, a timer looks every 100 ms at what is new.
 */
// Not the global ones, which a test may fake.
import { clearInterval, setInterval } from "node:timers"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { makeEventFeed, type Watched } from "./EventFeed.ts"

/** How many programs can listen at once. */
export const maxListeners = 16

/** How often events are sent, in milliseconds. */
const interval = 100

/** After how many intervals a comment shows that the connection is alive: 15 seconds. */
const commentAfter = 150

/** Runs a function in every interval, until the function that it returns is called. */
const repeated = (run: () => void) => {
  const timer = setInterval(run, interval)
  return () => clearInterval(timer)
}

export const makeEvents = (watched: Watched, repeat = repeated) => {
  const feed = makeEventFeed(watched)
  let stop: (() => void) | undefined
  let ticks = 0

  const tick = () => {
    feed.send()
    if (++ticks % commentAfter === 0) feed.comment()
  }

  return {
    isFull: () => feed.size() >= maxListeners,

    /** Streams the events after the one with this id, or all. */
    streamAfter:
      (lastId: string | undefined): HttpResponse["stream"] =>
      (sink) => {
        const remove = feed.add(sink, lastId)
        stop ??= repeat(tick)
        return () => {
          remove()
          if (feed.size() > 0) return
          stop?.()
          stop = undefined
        }
      },
  }
}
