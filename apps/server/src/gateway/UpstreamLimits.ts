/**
 * Limits the load that callers put on upstream: how many operations are in flight, how many wait in the queue, and how long a
 * get takes. The time of a list is limited by the operation that runs it.
 */
import { type ConnectorStore, ConnectorStoreThrottled, ConnectorStoreUnavailable } from "@odj/core"
import { Cause, Duration, Effect, Semaphore } from "effect"

type Store = ConnectorStore["Service"]

export interface UpstreamLimits {
  /** How long a get may take, in milliseconds. */
  readonly readTime: number
  /** How many reads are in flight at the same time; by default 32. */
  readonly maxReads?: number
  /** How many writes are in flight at the same time; by default 16. Slow writes don't delay reads. */
  readonly maxWrites?: number
  /** How many reads can wait in the queue, and how many writes; by default 256 each. */
  readonly maxWaiting?: number
}

const busy = () =>
  new ConnectorStoreThrottled({
    report: { message: "Too many requests to the service behind this server are in flight. Retry later." },
    retryAfter: Duration.seconds(1),
  })

const timedOut = (milliseconds: number) =>
  new ConnectorStoreUnavailable({
    report: { message: `The service took longer than ${milliseconds / 1_000} seconds` },
    reason: "TimedOut",
  })

type Turns = <A, E>(operation: Effect.Effect<A, E>) => Effect.Effect<A, E | ConnectorStoreThrottled>

const makeTurns = (maxInFlight: number, maxWaiting: number): Turns => {
  const turns = Semaphore.makeUnsafe(maxInFlight)
  let admitted = 0
  return <A, E>(operation: Effect.Effect<A, E>) =>
    Effect.suspend((): Effect.Effect<A, E | ConnectorStoreThrottled> => {
      if (admitted >= maxInFlight + maxWaiting) return busy()
      admitted++
      return Effect.ensuring(
        turns.withPermit(operation),
        Effect.sync(() => admitted--),
      )
    })
}

/** Fails if the client disconnected while the operation waited, so that nothing is sent. */
const ifClientStays = Effect.catchCauseIf(Effect.interruptible(Effect.void), Cause.hasInterruptsOnly, busy)

/** The same store with these limits. An operation beyond them fails with `ConnectorStoreThrottled`, and changes nothing. */
export const limited = (
  store: Store,
  { readTime, maxReads = 32, maxWrites = 16, maxWaiting = 256 }: UpstreamLimits,
): Store => {
  const read = makeTurns(maxReads, maxWaiting)
  const turnToWrite = makeTurns(maxWrites, maxWaiting)
  const write: Turns = (operation) => turnToWrite(Effect.andThen(ifClientStays, operation))
  return {
    get: (id) =>
      Effect.suspend(() => {
        let hasBegun = false
        const get = Effect.suspend(() => {
          hasBegun = true
          return store.get(id)
        })
        return Effect.timeoutOrElse(read(get), {
          duration: readTime,
          orElse: () => Effect.fail(hasBegun ? timedOut(readTime) : busy()),
        })
      }),
    list: (query) => read(store.list(query)),
    create: (...args) => write(store.create(...args)),
    // Not used by the server: a batch is several creates.
    createMany: store.createMany,
    update: (...args) => write(store.update(...args)),
    delete: (...args) => write(store.delete(...args)),
  }
}
