/**
 * Keeps writes below the limit that Microsoft publishes for domain join connectors: 100 in 20 seconds for an application
 * in a tenant.
 *
 * What is let through is counted here, what reaches the service there, and on the way some of it comes closer together:
 * so the window is a second longer than the published one.
 *
 * Source: Graph's documentation of Intune's throttling limits.
 */
import { cloudAt } from "@odj/graph-wire"
import { Clock, Effect, Semaphore } from "effect"

const most = 100
const span = 21_000

/** Whole milliseconds since some moment; a clock that is set does not change them. */
const monotonicMillis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** Waits until that many writes may be sent, of which there are at most 100; those who wait come in turn. */
export type WriteWindow = (writes: number) => Effect.Effect<void>

export const make = (): WriteWindow => {
  const turn = Semaphore.makeUnsafe(1)
  let sent: ReadonlyArray<{ readonly at: number; readonly writes: number }> = []
  return Effect.fnUntraced(function* (writes) {
    for (;;) {
      const now = yield* monotonicMillis
      sent = sent.filter(({ at }) => at + span > now)
      const [first] = sent
      const recent = sent.reduce((sum, { writes }) => sum + writes, 0)
      if (first === undefined || recent + writes <= most) break
      yield* Effect.sleep(first.at + span - now)
    }
    sent = [...sent, { at: yield* monotonicMillis, writes }]
  }, turn.withPermit)
}

const unlimited: WriteWindow = () => Effect.void

/** The window of the service at the address: that of a Microsoft cloud, or else none. */
export const windowOf = (baseUrl: URL): WriteWindow => (cloudAt(baseUrl) === undefined ? unlimited : make())
