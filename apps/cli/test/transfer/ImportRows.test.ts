import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  CreateOutcomeUnknown,
  type ServiceFailure,
} from "@odj/core"
import { DateTimeOffset, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Exit, Result, Schema } from "effect"
import { ImportStopped, importRows } from "../../src/transfer/ImportRows.ts"
import { type JournalEntry, readJournal } from "../../src/transfer/Journal.ts"
import { openJournal } from "../../src/transfer/OpenJournal.ts"
import {
  type Fate,
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

const at = Schema.decodeSync(DateTimeOffset)("2016-12-31T23:58:36.6670033-08:00")

const connector = (version: string, id?: string): NewDomainJoinConnector => ({
  ...(id !== undefined && { id }),
  displayName: null,
  lastConnectionDateTime: at,
  state: "active",
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
const afterKills = Effect.fnUntraced(function* (seed: number, world: World) {
  const ended = yield* runToEnd(world, fateOf(seed), 6)
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

    it.effect(`makes rows twice, and is found out, where its journal keeps no "sending" and ${who}`, () =>
      Effect.gen(function* () {
        let duplicates = 0
        for (const seed of seeds) {
          const world = yield* makeWorld(manyRows(false), serviceMakesIds, there)
          const forgetful = { ...world, keeps: (line: string) => !line.includes('"sending"') }
          const { found, expected } = yield* afterKills(seed, forgetful)
          if (found.length > expected.length) duplicates++
        }
        assert.isAbove(duplicates, seeds.length / 2)
      }),
    )

    it.effect(`goes on from every byte of its journal, whatever of it was carried out, where ${who}`, () =>
      Effect.gen(function* () {
        const rows = rowsOf([
          connector("1"),
          connector("1"),
          connector("2", serviceMakesIds ? undefined : "7"),
        ])
        const whole = yield* makeWorld(rows, serviceMakesIds)
        yield* runOnce(whole, kind)
        const created = yield* stored(whole)
        const { bytes } = whole.disk
        for (let length = 0; length <= bytes.length; length++) {
          const cut = bytes.slice(0, length)
          const entries = Result.getOrThrow(readJournal(cut))?.entries ?? []
          const sent = entries.filter(({ state }) => state === "sending").length
          const known = entries.filter(({ state }) => state === "created").length
          for (let carriedOut = known; carriedOut <= sent; carriedOut++) {
            const world = yield* makeWorld(rows, serviceMakesIds)
            yield* world.store.createMany(
              created.slice(0, carriedOut).map((made) => ({ ...made, state: "active" })),
            )
            yield* runOnce({ ...world, disk: { bytes: cut } }, kind)
            const found = yield* stored(world)
            assert.deepStrictEqual(
              likenesses(found),
              likenesses(rows.map(({ connector }) => connector)),
              `${carriedOut} carried out, cut at ${length}`,
            )
          }
        }
      }),
    )
  }

  it.effect("sends nothing that its journal says is done", () =>
    Effect.gen(function* () {
      const world = yield* makeWorld(manyRows(true), false)
      yield* runOnce(world, kind)
      const { bytes } = world.disk
      yield* runOnce(world, { ...kind, losesAnswer: () => true })
      assert.deepStrictEqual(world.disk.bytes, bytes)
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

  const failing = (failures: ReadonlyArray<ServiceFailure | undefined>) =>
    Effect.gen(function* () {
      const { store } = yield* makeWorld([], false)
      const rows = rowsOf(failures.map((_, index) => connector(String(index), String(index))))
      const journal = openJournal([], [], () => Effect.void)
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

  const refused = new ConnectorStoreRefused({ message: "No such version" })
  const forbidden = new ConnectorStoreRefused({ message: "No", reason: "PermissionMissing" })
  const throttled = new ConnectorStoreThrottled({ message: "Slow down" })
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
      const journal = openJournal([], [], () => Effect.void)
      const unknown = new CreateOutcomeUnknown({ message: "Another id than the one given" })
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

  it.effect("begins nothing any more once it is to stop", () =>
    Effect.gen(function* () {
      const { store } = yield* makeWorld([], false)
      const journal = openJournal([], [], () => Effect.void)
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
