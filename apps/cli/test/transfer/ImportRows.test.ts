import type { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  CreateOutcomeUnknown,
  type ServiceFailure,
} from "@odj/core"
import { equalityKey, exampleConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Cause, Effect, Exit, Result } from "effect"
import { ImportStopped, importRows } from "../../src/transfer/ImportRows.ts"
import { type Journal, type JournalEntry, JournalFailed, makeJournal } from "../../src/transfer/Journal.ts"
import {
  damaged,
  equalityKeys,
  type Faults,
  journalOf,
  makeSimulation,
  noFaults,
  randomFrom,
  rowsOf,
  runOnce,
  runToEnd,
  type Simulation,
  stored,
} from "./importSimulation.ts"

const connector = (version: string, id?: string): NewDomainJoinConnector => ({
  ...exampleConnector,
  ...(id !== undefined && { id }),
  version,
})

/** More than one chunk, with equal rows, and some with an id. */
const manyRows = (withIds: boolean) =>
  rowsOf(
    Array.from({ length: 50 }, (_, index) =>
      connector(String(index % 20), withIds && index % 3 === 0 ? `id-${index}` : undefined),
    ),
  )

const faultsOf = (seed: number): Faults => {
  const random = randomFrom(seed)
  return {
    random,
    kills: () => random() < 0.02,
    losesResponse: () => random() < 0.03,
  }
}

/** The connectors after an import that was killed several times, and the expected ones. */
const afterKills = Effect.fnUntraced(function* (
  seed: number,
  simulation: Simulation,
  afterRun?: (database: DatabaseSync) => void,
) {
  const ended = yield* runToEnd(simulation, faultsOf(seed), 6, afterRun)
  return {
    ended,
    found: equalityKeys(yield* stored(simulation)),
    expected: equalityKeys([...existing, ...simulation.rows.map(({ connector }) => connector)]),
  }
})

const isUnreadable = (failure: unknown) =>
  failure instanceof ImportStopped && failure.failure._tag === "ConnectorsUnreadable"

const existing = [connector("1", "existing-1"), connector("1", "existing-2"), connector("99", "existing-3")]

/** Removes, adds, repeats, changes and moves some rows. */
const edit = (rows: ReadonlyArray<NewDomainJoinConnector>, random: () => number, version: string) => {
  const edited = [...rows]
  const place = () => Math.floor(random() * (edited.length + 1))
  const given = () => connector(`${version}-${Math.floor(random() * 3)}`)
  const edits = [
    () => edited.splice(place(), 1),
    () => edited.splice(place(), 1, given()),
    () => edited.splice(place(), 0, given()),
    () =>
      edited.splice(
        place(),
        0,
        ...edited
          .slice(place())
          .slice(0, 1)
          .map(({ id: _, ...repeated }) => repeated),
      ),
    () => edited.splice(place(), 0, ...edited.splice(place(), 3)),
  ]
  // Half of the edits leave every row in the file.
  const first = random() < 0.5 ? 0 : 2
  for (let count = 0; count < 3; count++) edits[first + Math.floor(random() * (edits.length - first))]?.()
  return edited
}

/** Whether rows were only removed or moved. */
const hasNoMoreThan = (
  edited: ReadonlyArray<NewDomainJoinConnector>,
  file: ReadonlyArray<NewDomainJoinConnector>,
) => {
  const rest = equalityKeys(file)
  return equalityKeys(edited).every((key) => rest.includes(key) && rest.splice(rest.indexOf(key), 1))
}

/**
 * The connectors after an import that was killed, whose file was then edited, and so on; and the expected ones: those of
 * the file. A file that the import refuses, or that only lacks rows, is put back as it was.
 */
const afterEdits = Effect.fnUntraced(function* (
  seed: number,
  serviceGeneratesIds: boolean,
  afterEdit: (database: DatabaseSync) => void = () => {},
) {
  const random = randomFrom(seed)
  let file: ReadonlyArray<NewDomainJoinConnector> = manyRows(!serviceGeneratesIds).map(
    ({ connector }) => connector,
  )
  const simulation = yield* makeSimulation(rowsOf(file), serviceGeneratesIds, existing)
  yield* runToEnd(simulation, faultsOf(seed), Math.floor(random() * 3))
  let continued = 0
  for (let version = 0; version < 4; version++) {
    const edited = edit(file, random, `new-${version}`)
    afterEdit(simulation.database)
    const ended = yield* runToEnd({ ...simulation, rows: rowsOf(edited) }, faultsOf(seed + version), 2)
    if (Exit.isFailure(ended) || hasNoMoreThan(edited, file)) continue
    file = edited
    continued++
  }
  const found = equalityKeys(yield* stored(simulation))
  return { found, expected: equalityKeys([...existing, ...file]), continued }
})

const seeds = Array.from({ length: 60 }, (_, index) => index + 1)

describe("An import", () => {
  for (const serviceGeneratesIds of [false, true]) {
    const who = serviceGeneratesIds ? "the service generates the ids" : "the import generates the ids"
    it.effect(`creates each row once, however often it is killed and responses are lost, if ${who}`, () =>
      Effect.gen(function* () {
        for (const seed of seeds) {
          const simulation = yield* makeSimulation(
            manyRows(!serviceGeneratesIds),
            serviceGeneratesIds,
            existing,
          )
          const { ended, found, expected } = yield* afterKills(seed, simulation)
          assert.isTrue(Exit.isSuccess(ended), `seed ${seed}`)
          assert.deepStrictEqual(found, expected, `seed ${seed}`)
        }
      }),
    )

    it.effect(
      `creates no row twice while some connectors can't be read, and all rows once they can, if ${who}`,
      () =>
        Effect.gen(function* () {
          let stops = 0
          for (const seed of seeds) {
            const rows = manyRows(!serviceGeneratesIds)
            const sound = yield* makeSimulation(rows, serviceGeneratesIds, existing)
            const isDamaged = (id: string) => (id.codePointAt(0) ?? 0) % 8 === seed % 8
            const simulation = { ...sound, store: damaged(sound.store, isDamaged) }
            const faults = faultsOf(seed)
            const wanted = Map.groupBy([...existing, ...rows.map(({ connector }) => connector)], equalityKey)
            for (let run = 0; run < 6; run++) {
              const exit = yield* runOnce(simulation, faults)
              if (Exit.isFailure(exit) && isUnreadable(Cause.squash(exit.cause))) stops++
              const found = Map.groupBy(yield* stored(sound), equalityKey)
              for (const [key, { length }] of found) {
                assert.isAtMost(length, wanted.get(key)?.length ?? 0, `seed ${seed}`)
              }
            }
            assert.isTrue(Exit.isSuccess(yield* runOnce(sound, noFaults)), `seed ${seed}`)
            const expected = equalityKeys([...wanted.values()].flat())
            assert.deepStrictEqual(equalityKeys(yield* stored(sound)), expected, `seed ${seed}`)
          }
          if (serviceGeneratesIds) assert.isAbove(stops, 10)
        }),
    )

    it.effect(`creates duplicates if its journal loses "sending" entries and ${who}`, () =>
      Effect.gen(function* () {
        let duplicates = 0
        for (const seed of seeds) {
          const simulation = yield* makeSimulation(manyRows(false), serviceGeneratesIds, existing)
          const { found, expected } = yield* afterKills(seed, simulation, (database) =>
            database.exec("DELETE FROM entry WHERE entry ->> 'state' = 'sending'"),
          )
          if (found.length > expected.length) duplicates++
        }
        assert.isAbove(duplicates, seeds.length / 2)
      }),
    )

    it.effect(`continues from every entry of its journal, whichever creates were applied, if ${who}`, () =>
      Effect.gen(function* () {
        const rows = rowsOf([
          connector("1"),
          connector("1"),
          connector("2", serviceGeneratesIds ? undefined : "7"),
        ])
        const whole = yield* makeSimulation(rows, serviceGeneratesIds)
        const { states } = yield* yield* runOnce(whole, noFaults)
        const created = yield* stored(whole)
        const entries = [
          ...[...states].map(([row, { key }]) => ({ row, state: "sending" as const, ...(key && { key }) })),
          ...[...states.values()].map(({ entry }) => entry),
        ]
        for (let length = 0; length <= entries.length; length++) {
          const known = Math.max(length - rows.length, 0)
          for (let applied = known; applied <= Math.min(length, rows.length); applied++) {
            const simulation = yield* makeSimulation(rows, serviceGeneratesIds)
            const journal = yield* journalOf(simulation).pipe(
              Effect.provideService(ConnectorStore, simulation.store),
            )
            yield* journal.record(entries.slice(0, length))
            yield* simulation.store.createMany(
              created.slice(0, applied).map((made) => ({ ...made, state: "error" })),
            )
            yield* runOnce(simulation, noFaults)
            const found = yield* stored(simulation)
            assert.deepStrictEqual(
              equalityKeys(found),
              equalityKeys(rows.map(({ connector }) => connector)),
              `${applied} applied, ${length} entries`,
            )
          }
        }
      }),
    )
  }

  for (const serviceGeneratesIds of [false, true]) {
    const who = serviceGeneratesIds ? "the service generates the ids" : "the import generates the ids"
    it.effect(
      `creates what the file has and nothing else, however often it is killed and edited, if ${who}`,
      () =>
        Effect.gen(function* () {
          let continued = 0
          for (const seed of seeds) {
            const { found, expected, ...edits } = yield* afterEdits(seed, serviceGeneratesIds)
            assert.deepStrictEqual(found, expected, `seed ${seed}`)
            continued += edits.continued
          }
          assert.isAbove(continued, seeds.length)
        }),
    )

    it.effect(`creates duplicates if its journal forgets rows when the file is edited and ${who}`, () =>
      Effect.gen(function* () {
        let duplicates = 0
        for (const seed of seeds.slice(0, 20)) {
          const { found, expected } = yield* afterEdits(seed, serviceGeneratesIds, (database) =>
            database.exec("DELETE FROM entry"),
          )
          if (found.length > expected.length) duplicates++
        }
        assert.isAbove(duplicates, 10)
      }),
    )
  }

  it.effect("sends no row that is created or rejected according to its journal", () =>
    Effect.gen(function* () {
      const simulation = yield* makeSimulation(manyRows(true), false)
      const { states } = yield* yield* runOnce(simulation, noFaults)
      const again = yield* yield* runOnce(simulation, { ...noFaults, losesResponse: () => true })
      assert.deepStrictEqual(again.states, states)
    }),
  )

  it.effect("rejects a row whose id is taken, and leaves the existing connector unchanged", () =>
    Effect.gen(function* () {
      const simulation = yield* makeSimulation(rowsOf([connector("1", "a"), connector("2", "b")]), false, [
        connector("3", "a"),
      ])
      const journal = yield* yield* runOnce(simulation, noFaults)
      assert.deepStrictEqual(journal.states.get(1)?.entry, {
        row: 1,
        state: "rejected",
        reason: "The id a is taken by a connector with other values",
      })
      assert.deepStrictEqual(
        equalityKeys(yield* stored(simulation)),
        equalityKeys([connector("2"), connector("3")]),
      )
    }),
  )

  it.effect("rejects an invalid connector with its problems, and sends nothing", () =>
    Effect.gen(function* () {
      const rows = rowsOf([connector("1"), { ...connector("2"), state: "paused" as "active" }])
      const simulation = yield* makeSimulation(rows, false)
      const { states } = yield* yield* runOnce(simulation, noFaults)
      assert.deepInclude(states.get(2)?.entry, {
        state: "rejected",
        reason: 'state: Expected "active" | "error" | "inactive"',
      })
      assert.deepStrictEqual(equalityKeys(yield* stored(simulation)), equalityKeys([connector("1")]))
    }),
  )

  const failing = (failures: ReadonlyArray<ServiceFailure | undefined>) =>
    Effect.gen(function* () {
      const { store } = yield* makeSimulation([], false)
      const rows = rowsOf(failures.map((_, index) => connector(String(index), String(index))))
      const journal = makeJournal("journal")
      const ended = yield* importRows({
        rows,
        journal,
        serviceGeneratesIds: false,
        isStopping: () => false,
      }).pipe(
        Effect.provideService(ConnectorStore, {
          ...store,
          createMany: (connectors) =>
            Effect.forEach(connectors, (connector) => {
              const failure = failures[Number(connector.id)]
              return Effect.result(failure === undefined ? store.create(connector) : failure)
            }),
        }),
        Effect.result,
      )
      return { ended, states: rows.map(({ row }) => journal.states.get(row)?.entry.state) }
    })

  const refused = new ConnectorStoreRefused({ report: { message: "No such version" } })
  const forbidden = new ConnectorStoreRefused({ report: { message: "No" }, reason: "PermissionMissing" })
  const throttled = new ConnectorStoreThrottled({ report: { message: "Slow down" } })
  const stops: ReadonlyArray<
    readonly [
      title: string,
      failures: ReadonlyArray<ServiceFailure | undefined>,
      stop: ServiceFailure | undefined,
      states: ReadonlyArray<JournalEntry["state"]>,
    ]
  > = [
    ["rejects a row that is refused", [undefined, refused], undefined, ["created", "rejected"]],
    ["stops if every row is refused for the same reason", [refused, refused], refused, ["unsent", "unsent"]],
    ["stops if the permission is missing", [undefined, forbidden], forbidden, ["created", "unsent"]],
    ["stops if the service is too busy", [throttled, undefined], throttled, ["unsent", "created"]],
  ]
  for (const [title, failures, stop, states] of stops) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const { ended, ...found } = yield* failing(failures)
        const failure = Result.isFailure(ended) ? ended.failure : undefined
        assert.strictEqual(failure instanceof ImportStopped ? failure.failure : failure, stop)
        assert.deepStrictEqual(found.states, [...states])
      }),
    )
  }

  it.effect("stops after the first chunk if the service does not keep the given ids", () =>
    Effect.gen(function* () {
      const { store } = yield* makeSimulation([], false)
      const rows = manyRows(false)
      const journal = makeJournal("journal")
      const unknown = new CreateOutcomeUnknown({ report: { message: "Another id than the one given" } })
      const ended = yield* importRows({
        rows,
        journal,
        serviceGeneratesIds: false,
        isStopping: () => false,
      }).pipe(
        Effect.provideService(ConnectorStore, {
          ...store,
          createMany: (connectors) =>
            Effect.as(
              store.createMany(connectors.map(({ id: _, ...connector }) => connector)),
              connectors.map(() => Result.fail(unknown)),
            ),
        }),
        Effect.flip,
      )
      assert.strictEqual(ended._tag === "ImportStopped" && ended.failure._tag, "CreateOutcomeUnknown")
      assert.strictEqual((yield* stored({ store })).length, 20)
    }),
  )

  /** Imports with a journal whose nth write fails, and returns what is recorded and sent after it. */
  const afterFailedWrite = Effect.fnUntraced(function* (
    nth: number,
    treat: (write: Effect.Effect<void, JournalFailed>) => Effect.Effect<void, JournalFailed>,
  ) {
    const rows = rowsOf(Array.from({ length: 200 }, (_, index) => connector(String(index))))
    const { store } = yield* makeSimulation(rows, false)
    const journal = makeJournal("journal")
    const after: Array<string> = []
    let writes = 0
    const record: Journal["record"] = (entries) =>
      Effect.suspend(() => {
        if (++writes === nth)
          return new JournalFailed({ path: "journal", reason: "database or disk is full" })
        if (writes > nth) after.push("recorded")
        return journal.record(entries)
      })
    const createMany: ConnectorStore["Service"]["createMany"] = (connectors) =>
      Effect.suspend(() => {
        if (writes >= nth) after.push("sent")
        return Effect.andThen(Effect.yieldNow, store.createMany(connectors))
      })
    const ended = yield* importRows({
      rows,
      journal: { ...journal, record: (entries) => treat(record(entries)) },
      serviceGeneratesIds: false,
      isStopping: () => false,
    }).pipe(Effect.provideService(ConnectorStore, { ...store, createMany }), Effect.result)
    return { after, failure: Result.isFailure(ended) ? ended.failure._tag : undefined }
  })

  const writes = Array.from({ length: 20 }, (_, index) => index + 1)

  it.effect("records and sends nothing more after a failed write of the journal", () =>
    Effect.gen(function* () {
      for (const nth of writes) {
        const found = yield* afterFailedWrite(nth, (write) => write)
        assert.deepStrictEqual(found, { after: [], failure: "JournalFailed" }, `write ${nth}`)
      }
    }),
  )

  it.effect("is detected to record or send more if a failed write is ignored", () =>
    Effect.gen(function* () {
      for (const nth of writes.slice(0, -1)) {
        const { after } = yield* afterFailedWrite(nth, Effect.ignore)
        assert.include(after, "recorded", `write ${nth}`)
      }
      assert.include((yield* afterFailedWrite(1, Effect.ignore)).after, "sent")
    }),
  )

  it.effect("sends nothing when it is asked to stop", () =>
    Effect.gen(function* () {
      const { store } = yield* makeSimulation([], false)
      const journal = makeJournal("journal")
      yield* importRows({
        rows: manyRows(false),
        journal,
        serviceGeneratesIds: false,
        isStopping: () => true,
      }).pipe(Effect.provideService(ConnectorStore, store))
      assert.strictEqual(journal.states.size, 0)
    }),
  )
})
