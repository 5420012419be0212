import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import type { ValidRow } from "@odj/command-line/rows"
import { exampleConnector } from "@odj/domain"
import { Effect, Schema } from "effect"
import { JournalEntry, JournalFailed } from "../../src/transfer/Journal.ts"
import { type FindEqual, openJournal } from "../../src/transfer/JournalDatabase.ts"

const rows = Array.from(
  { length: 10 },
  (_, index): ValidRow => ({
    row: index + 1,
    connector: { ...exampleConnector, version: String(index % 7) },
  }),
)

const open = (database: DatabaseSync, of: ReadonlyArray<ValidRow> = rows, find?: FindEqual<never, never>) =>
  openJournal("a.journal", database, { target: "http://127.0.0.1/é", rows: of }, find)

describe("A journal in a database", () => {
  it.effect.prop("is read as it was written", [Schema.Array(Schema.Array(JournalEntry))], ([records]) =>
    Effect.gen(function* () {
      const database = new DatabaseSync(":memory:")
      const journal = yield* open(database)
      for (const entries of records) {
        yield* journal.record(entries.map((entry) => ({ ...entry, row: 1 + (entry.row % rows.length) })))
      }
      const again = yield* open(database)
      assert.lengthOf(database.prepare("SELECT * FROM import").all(), 1)
      assert.deepStrictEqual(new Map([...again.states].sort()), new Map([...journal.states].sort()))
      for (const { entry } of again.states.values()) {
        const { state } = entry
        const same = [...again.states.values()].filter(({ entry }) => entry.state === state)
        assert.deepStrictEqual([again.count(state), journal.count(state)], [same.length, same.length])
      }
    }),
  )

  it.effect("looks for equal connectors once for each value of the rows", () =>
    Effect.gen(function* () {
      const database = new DatabaseSync(":memory:")
      const looked: Array<ReadonlyArray<number>> = []
      const find = (rows: ReadonlyArray<ValidRow>) =>
        Effect.sync(() => {
          looked.push(rows.map(({ row }) => row))
          return rows.map(({ connector }) => `id-${connector.version}`)
        })
      const [first, second, third] = [
        rows.slice(0, 2),
        rows.slice(0, 3),
        [...rows.slice(0, 3), { connector: { ...exampleConnector, version: "0" }, row: 4 }],
      ]
      const before = []
      for (const of of [first, first, second, third]) before.push((yield* open(database, of, find)).before)
      assert.deepStrictEqual(looked, [[1, 2], [3]])
      assert.deepStrictEqual(before, [
        ["id-0", "id-1"],
        ["id-0", "id-1"],
        ["id-0", "id-1", "id-2"],
        ["id-0", "id-1", "id-2"],
      ])
    }),
  )

  it.effect("keeps the id that a row was sent with, in every state", () =>
    Effect.gen(function* () {
      const database = new DatabaseSync(":memory:")
      const journal = yield* open(database)
      const last = { row: 1, state: "unknown" } as const
      yield* journal.record([{ row: 1, state: "sending", key: "7" }, last])
      for (const { states } of [journal, yield* open(database)]) {
        assert.deepStrictEqual(states.get(1), { entry: last, key: "7" })
      }
    }),
  )

  it.effect("records all entries or none, and continues when there is space again", () =>
    Effect.gen(function* () {
      const database = new DatabaseSync(":memory:")
      const journal = yield* open(database)
      const entries = [1, 2].map(
        (row): JournalEntry => ({ row, state: "rejected", reason: "x".repeat(5000) }),
      )
      database.exec("PRAGMA max_page_count = 4")
      assert.deepStrictEqual(
        yield* Effect.flip(journal.record(entries)),
        new JournalFailed({ path: "a.journal", reason: "database or disk is full" }),
      )
      assert.strictEqual(journal.states.size, 0)
      assert.strictEqual((yield* open(database)).states.size, 0)
      database.exec("PRAGMA max_page_count = 100")
      yield* journal.record(entries)
      assert.strictEqual((yield* open(database)).states.size, 2)
    }),
  )

  const damages = [
    "UPDATE entry SET entry = replace(entry, 'unsent', 'un_ent')",
    "UPDATE entry SET entry = substr(entry, 2)",
    "UPDATE import SET target = NULL",
  ]
  for (const damage of damages) {
    it.effect(`is refused as damaged after ${damage}`, () =>
      Effect.gen(function* () {
        const database = new DatabaseSync(":memory:")
        const journal = yield* open(database)
        yield* journal.record([{ row: 1, state: "unsent" }])
        database.exec(damage)
        const refusal = yield* Effect.flip(open(database))
        assert.include(JSON.stringify(refusal), "a.journal is a damaged journal")
      }),
    )
  }
})
