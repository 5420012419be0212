import type { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  CreateOutcomeUnknown,
  type ServiceFailure,
} from "@odj/core"
import { exampleConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Exit, Result } from "effect"
import { ImportStopped, importRows } from "../../src/transfer/ImportRows.ts"
import { type Journal, type JournalEntry, JournalFailed, makeJournal } from "../../src/transfer/Journal.ts"
import {
  type Fate,
  journalOf,
  kind,
  likenesses,
  makeWorld,
  randomFrom,
  rowsOf,
  runOnce,
  runToEnd,
  stored,
  type World,
} from "./importWorld.ts"

const connector = (version: string, id?: string): NewDomainJoinConnector => ({
  ...exampleConnector,
  ...(id !== undefined && { id }),
  version,
})

/** More than one chunk, with equal rows, and some with ids of their own where the service keeps them. */
const manyRows = (withIds: boolean) =>
  rowsOf(
    Array.from({ length: 50 }, (_, index) =>
      connector(String(index % 20), withIds && index % 3 === 0 ? `id-${index}` : undefined),
    ),
  )

const fateOf = (seed: number): Fate => {
  const random = randomFrom(seed)
  return {
    random,
    kills: () => random() < 0.02,
    losesAnswer: () => random() < 0.03,
  }
}

/** What is there after an import that was killed several times, and what should be. */
const afterKills = Effect.fnUntraced(function* (
  seed: number,
  world: World,
  afterRun?: (database: DatabaseSync) => void,
) {
  const ended = yield* runToEnd(world, fateOf(seed), 6, afterRun)
  const there = [connector("1"), connector("1"), connector("99")]
  return {
    ended,
    found: likenesses(yield* stored(world)),
    expected: likenesses([...there, ...world.rows.map(({ connector }) => connector)]),
  }
})

const there = [connector("1", "there-1"), connector("1", "there-2"), connector("99", "there-3")]

const seeds = Array.from({ length: 100 }, (_, index) => index + 1)

describe("An import", () => {
  for (const serviceMakesIds of [false, true]) {
    const who = serviceMakesIds ? "the service makes the ids" : "it gives the ids"
    it.effect(`makes each row once, however often it is killed and answers are lost, where ${who}`, () =>
      Effect.gen(function* () {
        for (const seed of seeds) {
          const world = yield* makeWorld(manyRows(!serviceMakesIds), serviceMakesIds, there)
          const { ended, found, expected } = yield* afterKills(seed, world)
          assert.isTrue(Exit.isSuccess(ended), `seed ${seed}`)
          assert.deepStrictEqual(found, expected, `seed ${seed}`)
        }
      }),
    )

    it.effect(`makes rows twice, and is found out, where its journal loses "sending" and ${who}`, () =>
      Effect.gen(function* () {
        let duplicates = 0
        for (const seed of seeds) {
          const world = yield* makeWorld(manyRows(false), serviceMakesIds, there)
          const { found, expected } = yield* afterKills(seed, world, (database) =>
            database.exec("DELETE FROM entry WHERE entry ->> 'state' = 'sending'"),
          )
          if (found.length > expected.length) duplicates++
        }
        assert.isAbove(duplicates, seeds.length / 2)
      }),
    )

    it.effect(`goes on from every entry of its journal, whatever of it was carried out, where ${who}`, () =>
      Effect.gen(function* () {
        const rows = rowsOf([
          connector("1"),
          connector("1"),
          connector("2", serviceMakesIds ? undefined : "7"),
        ])
        const whole = yield* makeWorld(rows, serviceMakesIds)
        const { states } = yield* yield* runOnce(whole, kind)
        const created = yield* stored(whole)
        const entries = [
          ...[...states].map(([row, { key }]) => ({ row, state: "sending" as const, ...(key && { key }) })),
          ...[...states.values()].map(({ entry }) => entry),
        ]
        for (let length = 0; length <= entries.length; length++) {
          const known = Math.max(length - rows.length, 0)
          for (let carriedOut = known; carriedOut <= Math.min(length, rows.length); carriedOut++) {
            const world = yield* makeWorld(rows, serviceMakesIds)
            const journal = yield* journalOf(world).pipe(Effect.provideService(ConnectorStore, world.store))
            yield* journal.record(entries.slice(0, length))
            yield* world.store.createMany(
              created.slice(0, carriedOut).map((made) => ({ ...made, state: "error" })),
            )
            yield* runOnce(world, kind)
            const found = yield* stored(world)
            assert.deepStrictEqual(
              likenesses(found),
              likenesses(rows.map(({ connector }) => connector)),
              `${carriedOut} carried out, ${length} entries`,
            )
          }
        }
      }),
    )
  }

  it.effect("sends nothing that its journal says is done", () =>
    Effect.gen(function* () {
      const world = yield* makeWorld(manyRows(true), false)
      const { states } = yield* yield* runOnce(world, kind)
      const again = yield* yield* runOnce(world, { ...kind, losesAnswer: () => true })
      assert.deepStrictEqual(again.states, states)
    }),
  )

  it.effect("says that a row's own id is taken, and leaves what is there", () =>
    Effect.gen(function* () {
      const world = yield* makeWorld(rowsOf([connector("1", "a"), connector("2", "b")]), false, [
        connector("3", "a"),
      ])
      const journal = yield* yield* runOnce(world, kind)
      assert.deepStrictEqual(journal.states.get(1)?.entry, {
        row: 1,
        state: "rejected",
        reason: "id: a is taken",
      })
      assert.deepStrictEqual(likenesses(yield* stored(world)), likenesses([connector("2"), connector("3")]))
    }),
  )

  it.effect("sends nothing that is no connector, and says what is wrong with it", () =>
    Effect.gen(function* () {
      const rows = rowsOf([connector("1"), { ...connector("2"), state: "paused" as "active" }])
      const world = yield* makeWorld(rows, false)
      const { states } = yield* yield* runOnce(world, kind)
      assert.deepInclude(states.get(2)?.entry, {
        state: "rejected",
        reason: 'state: Expected "active" | "error" | "inactive"',
      })
      assert.deepStrictEqual(likenesses(yield* stored(world)), likenesses([connector("1")]))
    }),
  )

  const failing = (failures: ReadonlyArray<ServiceFailure | undefined>) =>
    Effect.gen(function* () {
      const { store } = yield* makeWorld([], false)
      const rows = rowsOf(failures.map((_, index) => connector(String(index), String(index))))
      const journal = makeJournal([], [], () => {})
      const ended = yield* importRows({
        rows,
        journal,
        serviceMakesIds: false,
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
  const endings: ReadonlyArray<
    readonly [
      title: string,
      failures: ReadonlyArray<ServiceFailure | undefined>,
      stop: ServiceFailure | undefined,
      states: ReadonlyArray<JournalEntry["state"]>,
    ]
  > = [
    ["rejects a row that is refused", [undefined, refused], undefined, ["created", "rejected"]],
    ["stops where everything is refused alike", [refused, refused], refused, ["unsent", "unsent"]],
    ["stops where nobody may write", [undefined, forbidden], forbidden, ["created", "unsent"]],
    ["stops where the service is too busy", [throttled, undefined], throttled, ["unsent", "created"]],
  ]
  for (const [title, failures, stop, states] of endings) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const { ended, ...found } = yield* failing(failures)
        const failure = Result.isFailure(ended) ? ended.failure : undefined
        assert.strictEqual(failure instanceof ImportStopped ? failure.failure : failure, stop)
        assert.deepStrictEqual(found.states, [...states])
      }),
    )
  }

  it.effect("stops after its first chunk where the service does not keep the ids that it is given", () =>
    Effect.gen(function* () {
      const { store } = yield* makeWorld([], false)
      const rows = manyRows(false)
      const journal = makeJournal([], [], () => {})
      const unknown = new CreateOutcomeUnknown({ report: { message: "Another id than the one given" } })
      const ended = yield* importRows({
        rows,
        journal,
        serviceMakesIds: false,
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

  /** Imports where the nth write of the journal fails; what is recorded and sent after it. */
  const afterFailedWrite = Effect.fnUntraced(function* (
    nth: number,
    treat: (write: Effect.Effect<void, JournalFailed>) => Effect.Effect<void, JournalFailed>,
  ) {
    const rows = rowsOf(Array.from({ length: 200 }, (_, index) => connector(String(index))))
    const { store } = yield* makeWorld(rows, false)
    const journal = makeJournal([], [], () => {})
    const after: Array<string> = []
    let writes = 0
    const record: Journal["record"] = (entries) =>
      Effect.suspend(() => {
        if (++writes === nth) return new JournalFailed({ reason: "database or disk is full" })
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
      serviceMakesIds: false,
      isStopping: () => false,
    }).pipe(Effect.provideService(ConnectorStore, { ...store, createMany }), Effect.result)
    return { after, failure: Result.isFailure(ended) ? ended.failure._tag : undefined }
  })

  const writes = Array.from({ length: 20 }, (_, index) => index + 1)

  it.effect("records and sends nothing more after a write that failed, though there is room again", () =>
    Effect.gen(function* () {
      for (const nth of writes) {
        const found = yield* afterFailedWrite(nth, (write) => write)
        assert.deepStrictEqual(found, { after: [], failure: "JournalFailed" }, `write ${nth}`)
      }
    }),
  )

  it.effect("is found out where it goes on after a write that failed", () =>
    Effect.gen(function* () {
      for (const nth of writes.slice(0, -1)) {
        const { after } = yield* afterFailedWrite(nth, Effect.ignore)
        assert.include(after, "recorded", `write ${nth}`)
      }
      assert.include((yield* afterFailedWrite(1, Effect.ignore)).after, "sent")
    }),
  )

  it.effect("begins nothing any more once it is to stop", () =>
    Effect.gen(function* () {
      const { store } = yield* makeWorld([], false)
      const journal = makeJournal([], [], () => {})
      yield* importRows({
        rows: manyRows(false),
        journal,
        serviceMakesIds: false,
        isStopping: () => true,
      }).pipe(Effect.provideService(ConnectorStore, store))
      assert.strictEqual(journal.states.size, 0)
    }),
  )
})
