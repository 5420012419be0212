/**
 * A world in which an import is killed again and again: a service, the database of a journal, and a fate that strikes at
 * any step, drawn from a seed.
 */
import { DatabaseSync } from "node:sqlite"
import { ConnectorStore, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { type DomainJoinConnector, equalityKey, type NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Cause, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import type { ValidRow } from "../../src/transfer/CheckRows.ts"
import { importRows } from "../../src/transfer/ImportRows.ts"
import type { Journal, JournalSubject } from "../../src/transfer/Journal.ts"
import { openJournal } from "../../src/transfer/JournalDatabase.ts"
import { equalIds } from "../../src/transfer/SettleByList.ts"

export const rowsOf = (connectors: ReadonlyArray<NewDomainJoinConnector>): ReadonlyArray<ValidRow> =>
  connectors.map((connector, index) => ({ row: index + 1, connector }))

/** Numbers from 0 to below 1, the same for the same seed. */
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

export interface Fate {
  /** Whether the process is killed here. */
  readonly kills: () => boolean
  /** Whether an answer is lost here. */
  readonly losesAnswer: () => boolean
  readonly random: () => number
}

/** A fate that lets everything pass. */
export const kind: Fate = { kills: () => false, losesAnswer: () => false, random: () => 0 }

/** The store, as fate lets it be reached; it makes the ids itself where that is the service's way. */
const fated = (
  store: ConnectorStore["Service"],
  { kills, losesAnswer }: Fate,
  serviceMakesIds: boolean,
): ConnectorStore["Service"] => {
  const createOne = Effect.fnUntraced(function* ({ id, ...connector }: NewDomainJoinConnector) {
    if (losesAnswer())
      return yield* new CreateOutcomeUnknown({ report: { message: "Lost before it was carried out" } })
    if (losesAnswer()) return yield* new ConnectorStoreUnavailable({ report: { message: "Not reached" } })
    const created = yield* store.create(
      serviceMakesIds || id === undefined ? connector : { id, ...connector },
    )
    if (losesAnswer())
      return yield* new CreateOutcomeUnknown({ report: { message: "Lost after it was carried out" } })
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

export interface World {
  readonly rows: ReadonlyArray<ValidRow>
  readonly serviceMakesIds: boolean
  readonly store: ConnectorStore["Service"]
  /** The journal's. */
  readonly database: DatabaseSync
}

const subject: JournalSubject = { input: "", format: "json", target: "" }

/** The journal of a world, which lists what is there before if it is new and the service makes the ids. */
export const journalOf = ({ database, rows, serviceMakesIds }: World) =>
  openJournal("journal", database, subject, serviceMakesIds ? equalIds(rows) : Effect.succeed([]))

/** The journal of a process that is killed before it records something, or after. */
const killable = (journal: Journal, { kills, random }: Fate): Journal => ({
  ...journal,
  record: Effect.fnUntraced(function* (entries) {
    const isKilled = kills()
    if (!isKilled || random() < 0.5) yield* journal.record(entries)
    if (isKilled) return yield* Effect.die(killed)
  }),
})

/** Runs the import once, on the journal as it is. Returns whether it came to its end by itself. */
export const runOnce = Effect.fnUntraced(function* (world: World, fate: Fate) {
  const { rows, serviceMakesIds, store } = world
  const run = Effect.gen(function* () {
    const journal = killable(yield* journalOf(world), fate)
    yield* importRows({ rows, journal, serviceMakesIds, isStopping: () => false })
    return journal
  }).pipe(Effect.provideService(ConnectorStore, fated(store, fate, serviceMakesIds)))
  const fiber = yield* Effect.forkChild(run)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("1 second")
  const exit = yield* Fiber.await(fiber)
  if (Exit.isFailure(exit) && Cause.squash(exit.cause) !== killed && Cause.hasDies(exit.cause)) {
    return yield* Effect.failCause(exit.cause)
  }
  return exit
})

/** Runs the import until nothing is left, at last without any fate. Something may be done to the journal after each run. */
export const runToEnd = Effect.fnUntraced(function* (
  world: World,
  fate: Fate,
  runs: number,
  afterRun: (database: DatabaseSync) => void = () => {},
) {
  for (let run = 0; run < runs; run++) {
    yield* runOnce(world, fate)
    afterRun(world.database)
  }
  return yield* runOnce(world, kind)
})

/** A world before the import: the connectors are there already, and are none of its own. */
export const makeWorld = Effect.fnUntraced(function* (
  rows: ReadonlyArray<ValidRow>,
  serviceMakesIds: boolean,
  there: ReadonlyArray<NewDomainJoinConnector> = [],
) {
  const store = yield* MemoryConnectorStore.make
  yield* store.createMany(there)
  const world: World = { rows, serviceMakesIds, store, database: new DatabaseSync(":memory:") }
  return world
})

/** Everything that the store holds. */
export const stored = ({ store }: Pick<World, "store">): Effect.Effect<ReadonlyArray<DomainJoinConnector>> =>
  Effect.map(Effect.orDie(store.list({ limit: 10_000 })), ({ connectors }) => connectors)

/** What the connectors are like, each as often as it is there. */
export const likenesses = (connectors: ReadonlyArray<NewDomainJoinConnector | DomainJoinConnector>) =>
  connectors.map(equalityKey).sort()
