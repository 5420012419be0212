/**
 * A simulation of an import that is killed again and again: a service, the database of a journal, and faults at any step,
 * drawn from a seed.
 */
import { DatabaseSync } from "node:sqlite"
import type { ValidRow } from "@odj/command-line/rows"
import {
  ConnectorStore,
  ConnectorStoreUnavailable,
  ConnectorsUnreadable,
  CreateOutcomeUnknown,
} from "@odj/core"
import {
  type DomainJoinConnector,
  equalityKey,
  isGuid,
  type NewDomainJoinConnector,
  readConnector,
} from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Cause, Effect, Exit, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import { importRows } from "../../src/transfer/ImportRows.ts"
import type { Journal } from "../../src/transfer/Journal.ts"
import { openJournal } from "../../src/transfer/JournalDatabase.ts"
import { equalIds } from "../../src/transfer/ReconcileByList.ts"

export const rowsOf = (connectors: ReadonlyArray<NewDomainJoinConnector>): ReadonlyArray<ValidRow> =>
  connectors.map((connector, index) => ({ row: index + 1, connector }))

/** Pseudo-random numbers from 0 to below 1. */
export const randomFrom = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const killed = "killed"

export interface Faults {
  /** Whether the process is killed at this step. */
  readonly kills: () => boolean
  /** Whether a response is lost at this step. */
  readonly losesResponse: () => boolean
  readonly random: () => number
}

/** No faults. */
export const noFaults: Faults = { kills: () => false, losesResponse: () => false, random: () => 0 }

/** The store with faults. It ignores given ids if the service generates the ids. */
const withFaults = (
  store: ConnectorStore["Service"],
  { kills, losesResponse }: Faults,
  serviceGeneratesIds: boolean,
): ConnectorStore["Service"] => {
  const createOne = Effect.fnUntraced(function* ({ id, ...connector }: NewDomainJoinConnector) {
    if (losesResponse())
      return yield* new CreateOutcomeUnknown({ report: { message: "Lost before it was applied" } })
    if (losesResponse()) return yield* new ConnectorStoreUnavailable({ report: { message: "Not reached" } })
    const created = yield* store.create(
      serviceGeneratesIds || id === undefined ? connector : { id, ...connector },
    )
    if (losesResponse())
      return yield* new CreateOutcomeUnknown({ report: { message: "Lost after it was applied" } })
    return created
  })
  return ConnectorStore.of({
    ...store,
    createMany: Effect.fnUntraced(function* (connectors) {
      const results = []
      for (const connector of connectors) {
        if (kills()) return yield* Effect.die(killed)
        yield* Effect.yieldNow
        results.push(yield* Effect.result(createOne(connector)))
      }
      if (kills()) return yield* Effect.die(killed)
      return results
    }),
  })
}

export interface Simulation {
  readonly rows: ReadonlyArray<ValidRow>
  readonly serviceGeneratesIds: boolean
  readonly store: ConnectorStore["Service"]
  /** The database of the journal. */
  readonly database: DatabaseSync
}

/** The journal of a simulation. If the service generates the ids, the list is read for rows that are new to the journal. */
export const journalOf = ({ database, rows, serviceGeneratesIds }: Simulation) =>
  openJournal("journal", database, { target: "", rows }, serviceGeneratesIds ? equalIds : undefined)

/** The journal of a process that may be killed before or after it records something. */
const killable = (journal: Journal, { kills, random }: Faults): Journal => ({
  ...journal,
  record: Effect.fnUntraced(function* (entries) {
    const isKilled = kills()
    if (!isKilled || random() < 0.5) yield* journal.record(entries)
    if (isKilled) return yield* Effect.die(killed)
  }),
})

/** Runs the import once with the current journal, and returns its exit. */
export const runOnce = Effect.fnUntraced(function* (simulation: Simulation, faults: Faults) {
  const { rows, serviceGeneratesIds, store } = simulation
  const run = Effect.gen(function* () {
    const journal = killable(yield* journalOf(simulation), faults)
    yield* importRows({ rows, journal, serviceGeneratesIds, isStopping: () => false })
    return journal
  }).pipe(Effect.provideService(ConnectorStore, withFaults(store, faults, serviceGeneratesIds)))
  const fiber = yield* Effect.forkChild(run)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("1 second")
  const exit = yield* Fiber.await(fiber)
  if (Exit.isFailure(exit) && Cause.squash(exit.cause) !== killed && Cause.hasDies(exit.cause)) {
    return yield* Effect.failCause(exit.cause)
  }
  return exit
})

/** Runs the import several times with faults, and then once without faults. `afterRun` may damage the journal. */
export const runToEnd = Effect.fnUntraced(function* (
  simulation: Simulation,
  faults: Faults,
  runs: number,
  afterRun: (database: DatabaseSync) => void = () => {},
) {
  for (let run = 0; run < runs; run++) {
    yield* runOnce(simulation, faults)
    afterRun(simulation.database)
  }
  return yield* runOnce(simulation, noFaults)
})

/** A simulation before the import, with existing connectors that the import did not create. */
export const makeSimulation = Effect.fnUntraced(function* (
  rows: ReadonlyArray<ValidRow>,
  serviceGeneratesIds: boolean,
  existing: ReadonlyArray<NewDomainJoinConnector> = [],
) {
  const store = yield* MemoryConnectorStore.make
  yield* store.createMany(existing)
  const simulation: Simulation = { rows, serviceGeneratesIds, store, database: new DatabaseSync(":memory:") }
  return simulation
})

/** What the store has of a connector that can't be read. Every other new one has no id. */
const damage = (connector: DomainJoinConnector) => {
  const hasId = !isGuid(connector.id) || (connector.id.codePointAt(1) ?? 0) % 2 === 1
  const values = { ...connector, state: null, id: hasId ? connector.id : null }
  return Result.getOrThrow(Result.flip(readConnector(values)))
}

/** The store, but the connectors with these ids can't be read. */
export const damaged = (
  store: ConnectorStore["Service"],
  isDamaged: (id: string) => boolean,
): ConnectorStore["Service"] => ({
  ...store,
  get: (id) =>
    Effect.filterOrElse(
      store.get(id),
      () => !isDamaged(id),
      (connector) => new ConnectorsUnreadable({ connectors: [{ ...damage(connector), id }] }),
    ),
  list: (query) =>
    Effect.map(store.list(query), ({ connectors, ...page }) => ({
      ...page,
      connectors: connectors.filter(({ id }) => !isDamaged(id)),
      unreadable: connectors.filter(({ id }) => isDamaged(id)).map(damage),
    })),
})

/** All connectors of the store. */
export const stored = ({
  store,
}: Pick<Simulation, "store">): Effect.Effect<ReadonlyArray<DomainJoinConnector>> =>
  Effect.map(Effect.orDie(store.list({ limit: 10_000 })), ({ connectors }) => connectors)

/** The equality keys of the connectors, sorted, with duplicates. */
export const equalityKeys = (connectors: ReadonlyArray<NewDomainJoinConnector | DomainJoinConnector>) =>
  connectors.map(equalityKey).sort()
