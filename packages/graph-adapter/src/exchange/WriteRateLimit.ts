/**
 * Keeps writes below the limit that Microsoft publishes for domain join connectors: 100 in 20 seconds for each
 * application in a tenant.
 *
 * Requests can arrive at the service closer together than they were sent, so the window here is one second longer.
 *
 * Source: Graph's documentation of Intune's throttling limits.
 */
import { cloudAt } from "@odj/graph-wire"
import { Clock, Effect, Semaphore } from "effect"

const maxWrites = 100
const windowMillis = 21_000

/** Whole milliseconds since some moment, independent of changes to the system's clock. */
const monotonicMillis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** Waits until that many writes may be sent, at most 100. Callers wait in turn. */
export type WriteRateLimit = (writes: number) => Effect.Effect<void>

export const make = (): WriteRateLimit => {
  const turn = Semaphore.makeUnsafe(1)
  let sent: ReadonlyArray<{ readonly at: number; readonly writes: number }> = []
  return Effect.fnUntraced(function* (writes) {
    for (;;) {
      const now = yield* monotonicMillis
      sent = sent.filter(({ at }) => at + windowMillis > now)
      const [first] = sent
      const recent = sent.reduce((sum, { writes }) => sum + writes, 0)
      if (first === undefined || recent + writes <= maxWrites) break
      yield* Effect.sleep(first.at + windowMillis - now)
    }
    sent = [...sent, { at: yield* monotonicMillis, writes }]
  }, turn.withPermit)
}

const unlimited: WriteRateLimit = () => Effect.void

/** The rate limit of the service at the address. Only Microsoft's clouds have one. */
export const writeRateLimitOf = (baseUrl: URL): WriteRateLimit =>
  cloudAt(baseUrl) === undefined ? unlimited : make()
