/**
 * Tenants whose connectors fall silent as in Intune: when the clock passes an hour, five days or thirty days after the last
 * contact of a connector, its state becomes `error`, then `inactive`, and then it is deleted.
 *
 * A write stands until the clock passes the next of these instants. So a connector is stored with the state that is sent,
 * however old its last contact is, and a `PATCH` is applied as sent. A connector without any contact (`0001-01-01T00:00:00Z`)
 * or with a last contact of more than thirty days ago does not change.
 *
 * The connectors in the store really change, so that lists, counts and filters agree. That happens when the tenant's next
 * request comes. Which instant is the next one is known, so other requests cost a comparison.
 */
import { ConnectorStore, type CreateResult, streamConnectors } from "@odj/core"
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  type DomainJoinConnectorState,
  heartbeat,
  silenceLimits,
} from "@odj/domain"
import { type Clock, Duration, Effect, Result, Semaphore, Stream } from "effect"
import { onClear, type Tenants } from "../graph/Tenants.ts"

type Store = ConnectorStore["Service"]

/** Milliseconds since 1970. */
type Time = number

/** The next instants of a tenant. */
interface Watch {
  /** Instants up to this time have had their effect. */
  since: Time
  /** The first instant after `since`, or an earlier time. */
  dueAt: Time
  /** The first instant of the connectors that were written since the last sweep began. */
  written: Time
}

const limits = [silenceLimits.error, silenceLimits.inactive, silenceLimits.removal]

/** How many connectors a sweep reads at once. */
const pageSize = 1_000

const heartbeatAt = ({ lastConnectionDateTime }: DomainJoinConnector, time: Time) =>
  heartbeat({ lastConnectionDateTime }, new Date(time).toISOString() as DateTimeOffset)

/** What a connector becomes by its silence alone. */
const stageAt = (connector: DomainJoinConnector, time: Time): DomainJoinConnectorState | "removed" => {
  const { age, expected } = heartbeatAt(connector, time)
  return age !== undefined && Duration.isGreaterThanOrEqualTo(age, silenceLimits.removal)
    ? "removed"
    : expected
}

/** The millisecond in which the next limit is reached. */
const nextAfter = (connector: DomainJoinConnector, time: Time): Time => {
  const { age } = heartbeatAt(connector, time)
  const limit = age && limits.find((limit) => Duration.isGreaterThan(limit, age))
  if (age === undefined || limit === undefined) return Number.POSITIVE_INFINITY
  return time + Number((Duration.toNanosUnsafe(limit) - Duration.toNanosUnsafe(age)) / 1_000_000n)
}

export const withHeartbeats = (tenants: Tenants["Service"], clock: Clock.Clock): Tenants["Service"] => {
  const now = () => clock.currentTimeMillisUnsafe()
  const startedAt = now()
  const watches = new Map<string, Watch>()
  const sweeping = Semaphore.makeUnsafe(1)

  const watchOf = (tenantId: string): Watch => {
    let watch = watches.get(tenantId)
    if (watch === undefined) {
      watch = { since: startedAt, dueAt: Number.NEGATIVE_INFINITY, written: Number.POSITIVE_INFINITY }
      watches.set(tenantId, watch)
    }
    // The clock went back, so the instants after this time are passed again.
    if (now() < watch.since) {
      watch.since = now()
      watch.dueAt = Number.NEGATIVE_INFINITY
    }
    return watch
  }

  const isDue = ({ dueAt }: Watch) => now() >= dueAt

  /** Applies the instants that the clock has passed. */
  const sweep = Effect.fnUntraced(function* (store: Store, watch: Watch) {
    const time = now()
    let dueAt = Number.POSITIVE_INFINITY
    watch.written = Number.POSITIVE_INFINITY
    const apply = (connector: DomainJoinConnector) => {
      dueAt = Math.min(dueAt, nextAfter(connector, time))
      const stage = stageAt(connector, time)
      if (stage === stageAt(connector, watch.since)) return Effect.void
      const change =
        stage === "removed" ? store.delete(connector.id) : store.update(connector.id, { state: stage })
      return Effect.catchTag(change, "ConnectorNotFound", () => Effect.void)
    }
    yield* streamConnectors({ limit: pageSize }, { onUnreadable: () => Effect.void }).pipe(
      Stream.runForEach(apply),
      Effect.provideService(ConnectorStore, store),
    )
    watch.since = time
    watch.dueAt = Math.min(dueAt, watch.written)
  })

  /** A write counts as after all instants up to now. */
  const noteWrite = (tenantId: string, connectors: ReadonlyArray<DomainJoinConnector>) => {
    const watch = watchOf(tenantId)
    const time = now()
    if (!isDue(watch)) watch.since = time
    for (const connector of connectors) {
      watch.written = Math.min(watch.written, nextAfter(connector, time))
      watch.dueAt = Math.min(watch.dueAt, watch.written)
    }
  }

  const noting = (tenantId: string, store: Store): Store => {
    const note = (connector: DomainJoinConnector) => Effect.sync(() => noteWrite(tenantId, [connector]))
    return ConnectorStore.of({
      ...store,
      create: (...args) => Effect.tap(store.create(...args), note),
      createMany: (connectors) =>
        Effect.tap(store.createMany(connectors), (results: ReadonlyArray<CreateResult>) =>
          Effect.sync(() =>
            noteWrite(
              tenantId,
              results.filter(Result.isSuccess).map(({ success }) => success),
            ),
          ),
        ),
      update: (...args) => Effect.tap(store.update(...args), note),
    })
  }

  /** If the store fails, the next request tries again. This one finds out by itself whether the store still fails. */
  const sweepIfDue = (tenantId: string, store: Store) =>
    sweeping.withPermit(
      Effect.suspend(() => {
        const watch = watchOf(tenantId)
        return isDue(watch) ? Effect.ignore(sweep(store, watch)) : Effect.void
      }),
    )

  return {
    ...onClear(tenants, () => watches.clear()),
    storeOf: (tenantId) =>
      Effect.flatMap(tenants.storeOf(tenantId), (store) => {
        const noted = noting(tenantId, store)
        return isDue(watchOf(tenantId))
          ? Effect.as(sweepIfDue(tenantId, store), noted)
          : Effect.succeed(noted)
      }),
  }
}
