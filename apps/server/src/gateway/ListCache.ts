/**
 * Caches the pages and counts of lists, so that many callers cost upstream one request.
 *
 * Equal reads in flight share one request. Every write through this store empties the cache, so a caller reads its own writes.
 * Writes that bypass this store are visible when the page expires. A single connector is always read from upstream, because
 * programs read it before they change it, or while they wait for a change.
 */
import { type ConnectorPage, type ConnectorQuery, ConnectorStore, type ListFailure } from "@odj/core"
import { textLength } from "@odj/domain"
import { Clock, Duration, Effect, Exit, Fiber } from "effect"
import { CurrentExchanges, UpstreamExchanges } from "./UpstreamExchanges.ts"

type Store = ConnectorStore["Service"]

export interface CacheSettings {
  /** How long a page is cached, from the time of its request to upstream. */
  readonly duration: Duration.Input
  /** The largest number of cached pages, by default 1,000. The oldest is dropped for a new one. */
  readonly maxPages?: number
  /** The largest length of all cached pages together, in characters; by default 16 Mi. A longer page is not cached. */
  readonly maxLength?: number
}

interface CacheEntry {
  readonly page: ConnectorPage
  readonly exchanges: UpstreamExchanges
  readonly length: number
  /** The time of the request to upstream, in milliseconds. */
  readonly readAt: number
}

/** A read that is in flight. */
interface Reading {
  readonly fiber: Fiber.Fiber<ConnectorPage, ListFailure>
  readonly exchanges: UpstreamExchanges
  waiting: number
}

/** The whole query: two queries have the same key only if they are equal. */
const keyOf = ({ filter, order, skip, limit, maxLength, after, count, ...rest }: ConnectorQuery) => {
  rest satisfies Record<string, never>
  return JSON.stringify([filter, order, skip, limit, maxLength, after, count])
}

const lengthOf = (key: string, { connectors, unreadable = [], next = "" }: ConnectorPage) =>
  connectors.reduce(
    (sum, connector) => sum + textLength(connector),
    key.length + next.length + JSON.stringify(unreadable).length,
  )

/** The cached pages, the oldest first. */
const makePages = (duration: number, maxPages: number, maxLength: number) => {
  const pages = new Map<string, CacheEntry>()
  let totalLength = 0

  const drop = (key: string) => {
    totalLength -= pages.get(key)?.length ?? 0
    pages.delete(key)
  }

  return {
    get: (key: string, now: number): CacheEntry | undefined => {
      const entry = pages.get(key)
      // `now` is before `readAt` if the system's clock was set back.
      const isFresh = entry !== undefined && now >= entry.readAt && now - entry.readAt < duration
      return isFresh ? entry : undefined
    },
    set: (key: string, { page, ...read }: Omit<CacheEntry, "length">) => {
      drop(key)
      const length = lengthOf(key, page)
      if (length > maxLength) return
      for (const oldest of pages.keys()) {
        if (pages.size < maxPages && totalLength + length <= maxLength) break
        drop(oldest)
      }
      pages.set(key, { page, length, ...read })
      totalLength += length
    },
    clear: () => {
      pages.clear()
      totalLength = 0
    },
  }
}

/** The same store with a cache, until the scope closes. Failures are not cached. */
export const cached = Effect.fnUntraced(function* (
  store: Store,
  { duration, maxPages = 1_000, maxLength = 2 ** 24 }: CacheSettings,
) {
  const scope = yield* Effect.scope
  const pages = makePages(Duration.toMillis(duration), maxPages, maxLength)
  const readings = new Map<string, Reading>()

  /** Begins a read in a separate fiber, so that a caller that leaves does not cancel it for the others. */
  const begin = Effect.fnUntraced(function* (key: string, query: ConnectorQuery, readAt: number) {
    const exchanges = new UpstreamExchanges()
    const read = Effect.interruptible(store.list(query)).pipe(
      Effect.provideService(CurrentExchanges, exchanges),
      Effect.onExit((exit) =>
        Effect.sync(() => {
          // A write during the read has taken it out of `readings`, so its page may be outdated.
          if (readings.get(key) !== reading) return
          readings.delete(key)
          if (Exit.isSuccess(exit)) pages.set(key, { page: exit.value, exchanges, readAt })
        }),
      ),
    )
    const fiber = yield* Effect.forkIn(read, scope)
    const reading: Reading = { fiber, exchanges, waiting: 0 }
    readings.set(key, reading)
    return reading
  })

  /** Stops waiting for a read, and cancels it if no other caller waits for it. */
  const leave = (key: string, reading: Reading) =>
    Effect.map(CurrentExchanges, (exchanges) => {
      exchanges?.add(reading.exchanges)
      if (--reading.waiting > 0) return
      if (readings.get(key) === reading) readings.delete(key)
      reading.fiber.interruptUnsafe()
    })

  const list = Effect.fnUntraced(function* (query: ConnectorQuery) {
    const key = keyOf(query)
    const now = yield* Clock.currentTimeMillis
    const entry = pages.get(key, now)
    if (entry !== undefined) {
      const exchanges = yield* CurrentExchanges
      exchanges?.addCached(entry.exchanges, Math.floor((now - entry.readAt) / 1_000))
      return entry.page
    }
    return yield* Effect.acquireUseRelease(
      Effect.tap(
        Effect.suspend(() => {
          const reading = readings.get(key)
          return reading === undefined ? begin(key, query, now) : Effect.succeed(reading)
        }),
        (reading) => Effect.sync(() => reading.waiting++),
      ),
      ({ fiber }) => Fiber.join(fiber),
      (reading) => leave(key, reading),
    )
  })

  const empty = Effect.sync(() => {
    pages.clear()
    readings.clear()
  })

  /** Empties the cache after a write, even a failed one: it may have changed something if its outcome is unknown. */
  const emptying = <A, E>(write: Effect.Effect<A, E>) => Effect.ensuring(write, empty)

  return ConnectorStore.of({
    get: store.get,
    list,
    create: (...args) => emptying(store.create(...args)),
    createMany: (...args) => emptying(store.createMany(...args)),
    update: (...args) => emptying(store.update(...args)),
    delete: (...args) => emptying(store.delete(...args)),
  })
})
