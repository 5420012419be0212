/** What a test does with the connectors of a server: it adds some, copies all, and replaces all. */
import { ConnectorStore, type CreateOutcomeUnknown, type ServiceFailure, streamConnectors } from "@odj/core"
import {
  type DomainJoinConnector,
  isGuid,
  type NewDomainJoinConnector,
  type Problem,
  type UnreadableConnector,
} from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { Clock, Effect, Array as EffectArray, Result, Stream } from "effect"
import type { Tenants } from "../graph/Tenants.ts"
import type { ReplaceableTenants } from "./ReplaceableTenants.ts"
import { chunkSize, readSeed, type SeedInput, SeedInvalid, type SeedRow } from "./Seed.ts"
import { readSnapshot, type Snapshot, type SnapshotInvalid } from "./Snapshot.ts"

type Store = ConnectorStore["Service"]

/** How the store fails; only a SQLite file can, for example because the disk is full. */
export type StoreFailure = ServiceFailure | CreateOutcomeUnknown

export interface Contents {
  /** Adds connectors to a tenant: all of them, or none if one is invalid. */
  readonly seed: (
    connectors: SeedInput,
    tenant: string | undefined,
  ) => Effect.Effect<void, SeedInvalid | StoreFailure>
  /**
   * Deletes all connectors that a tenant has now, as their clients could: other requests run meanwhile, and a reset or restore
   * ends it with a failure. Its idempotency keys stay.
   */
  readonly deleteAll: (tenant: string | undefined) => Effect.Effect<void, SeedInvalid | StoreFailure>
  readonly snapshot: Effect.Effect<Snapshot, StoreFailure>
  /**
   * Replaces all connectors by those of a snapshot, and forgets all idempotency keys. `alsoRestore` runs at the same point,
   * while no request runs. It gets the time of the snapshot in milliseconds since 1970.
   */
  readonly restore: (
    snapshot: Snapshot,
    alsoRestore: (time: number) => void,
  ) => Effect.Effect<void, SnapshotInvalid | StoreFailure>
  /** Replaces all connectors by those of the start, with the same ids, as `restore` does. */
  readonly reset: (alsoReset: () => void) => Effect.Effect<void, StoreFailure>
}

/**
 * Splits connectors into one chunk for each turn of the event loop. If some have an id and some don't, there is one chunk:
 * the store has to know all given ids before it makes new ones.
 */
const chunksOf = (connectors: ReadonlyArray<NewDomainJoinConnector>) => {
  const withId = connectors.filter(({ id }) => id !== undefined).length
  return withId > 0 && withId < connectors.length ? [connectors] : EffectArray.chunksOf(connectors, chunkSize)
}

/** Creates connectors. Their ids are free, and there are no idempotency keys. */
const createAll = (
  store: Store,
  connectors: ReadonlyArray<NewDomainJoinConnector>,
): Effect.Effect<ReadonlyArray<DomainJoinConnector>, StoreFailure> =>
  Effect.forEach(chunksOf(connectors), (chunk) =>
    store.createMany(chunk).pipe(
      Effect.flatMap((results) => Effect.fromResult(Result.all(results))),
      Effect.tap(Effect.yieldNow),
    ),
  ).pipe(
    Effect.map(EffectArray.flatten),
    Effect.catchTags({
      ConnectorAlreadyExists: Effect.die,
      IdempotencyKeyReused: Effect.die,
      CreateInProgress: Effect.die,
    }),
  )

const connectorsOf = (rows: ReadonlyArray<SeedRow>) => rows.map(({ connector }) => connector)

/** The problems of the rows whose ids a store has already. */
const takenIds = Effect.fnUntraced(function* (store: Store, rows: ReadonlyArray<SeedRow>) {
  const problems: Array<Problem> = []
  for (const { path, connector } of rows) {
    if (connector.id === undefined) continue
    const isFree = yield* store.get(connector.id).pipe(
      Effect.as(false),
      Effect.catchTags({
        ConnectorNotFound: () => Effect.succeed(true),
        ConnectorsUnreadable: () => Effect.succeed(false),
      }),
    )
    if (!isFree)
      problems.push({
        path: [...path, "id"],
        message: `The store has a connector with the id ${connector.id} already`,
      })
  }
  return problems
})

/** Reads all connectors of a store. */
const readAll = Effect.fnUntraced(
  function* (store: Store) {
    const unreadable: Array<UnreadableConnector> = []
    const onUnreadable = (found: ReadonlyArray<UnreadableConnector>) =>
      Effect.sync(() => unreadable.push(...found))
    const connectors = yield* streamConnectors({ limit: pageSize }, { onUnreadable }).pipe(
      Stream.runCollect,
      Effect.provideService(ConnectorStore, store),
    )
    return { connectors, unreadable }
  },
  Effect.catchTag("PageTokenInvalid", Effect.die),
)

const pageSize = 1_000

/** Deletes connectors, unless they are gone already. A database commits those of a chunk together. */
const deleteEach = (store: Store, ids: ReadonlyArray<string>): Effect.Effect<void, StoreFailure> =>
  Effect.forEach(
    EffectArray.chunksOf(ids, chunkSize),
    (chunk) =>
      Effect.forEach(
        chunk,
        (id) => Effect.catchTag(store.delete(id), "ConnectorNotFound", () => Effect.void),
        {
          concurrency: "unbounded",
          discard: true,
        },
      ).pipe(Effect.andThen(Effect.yieldNow)),
    { discard: true },
  ).pipe(Effect.catchTag("ConnectorsUnreadable", Effect.die))

const foreign = Effect.die(new Error("The database belongs to other servers too"))

/**
 * The contents of stores, with the connectors that the default tenant has at the start. A database that has connectors
 * already keeps them until the first reset.
 */
export const makeContents = Effect.fnUntraced(function* (
  tenants: Tenants["Service"],
  { alone, replacing, tenants: shared }: Pick<ReplaceableTenants, "alone" | "replacing" | "tenants">,
  connectors: SeedInput | undefined,
): Effect.fn.Return<Contents, SeedInvalid | StoreFailure> {
  const stored = tenants.contents ?? { tenants: foreign, clear: foreign }
  const createIn = (tenant: string, connectors: ReadonlyArray<NewDomainJoinConnector>) =>
    Effect.flatMap(tenants.storeOf(tenant), (store) => createAll(store, connectors))

  const storeOf = (tenant = defaultTenant, among = tenants) =>
    isGuid(tenant)
      ? among.storeOf(tenant.toLowerCase())
      : new SeedInvalid({ problems: [{ path: ["tenant"], message: `Expected a GUID, not ${tenant}` }] })

  let initial: ReadonlyArray<NewDomainJoinConnector> =
    connectors === undefined ? [] : connectorsOf(yield* readSeed(connectors))
  const createInitial = Effect.suspend(() =>
    Effect.map(createIn(defaultTenant, initial), (created) => {
      // Those without an id have one from now on.
      initial = EffectArray.zipWith(initial, created, (connector, { id }) => ({ ...connector, id }))
    }),
  )

  if (initial.length > 0 && (yield* stored.tenants).length === 0) yield* createInitial

  return {
    seed: Effect.fnUntraced(function* (connectors, tenant) {
      const store = yield* storeOf(tenant)
      const rows = yield* readSeed(connectors)
      yield* alone(
        Effect.gen(function* () {
          const problems = yield* takenIds(store, rows)
          if (problems.length > 0) return yield* new SeedInvalid({ problems })
          yield* createAll(store, connectorsOf(rows))
        }),
      )
    }),

    deleteAll: Effect.fnUntraced(function* (tenant) {
      const store = yield* storeOf(tenant, shared)
      const { connectors, unreadable } = yield* readAll(store)
      // The store can't address a connector whose id is invalid.
      const ids = [...connectors, ...unreadable].flatMap(({ id }) => id ?? [])
      yield* deleteEach(store, ids)
    }),

    snapshot: alone(
      Effect.gen(function* () {
        const time = new Date(yield* Clock.currentTimeMillis).toISOString()
        const found: Record<string, ReadonlyArray<DomainJoinConnector>> = {}
        const unreadable: Record<string, ReadonlyArray<UnreadableConnector>> = {}
        for (const tenant of yield* stored.tenants) {
          const all = yield* Effect.flatMap(tenants.storeOf(tenant), readAll)
          if (all.connectors.length > 0) found[tenant] = all.connectors
          if (all.unreadable.length > 0) unreadable[tenant] = all.unreadable
        }
        return { time, tenants: found, ...(Object.keys(unreadable).length > 0 && { unreadable }) }
      }),
    ),

    restore: Effect.fnUntraced(function* (snapshot, alsoRestore) {
      const { time, tenants } = yield* readSnapshot(snapshot)
      yield* replacing(
        Effect.gen(function* () {
          yield* stored.clear
          alsoRestore(time)
          for (const [tenant, rows] of tenants) yield* createIn(tenant, connectorsOf(rows))
        }),
      )
    }),

    reset: (alsoReset) =>
      replacing(
        Effect.gen(function* () {
          yield* stored.clear
          alsoReset()
          yield* createInitial
        }),
      ),
  }
})
