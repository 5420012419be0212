import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { JournalEntry, JournalFailed, type JournalSubject } from "../../src/transfer/Journal.ts"
import { openJournal } from "../../src/transfer/JournalDatabase.ts"

const subject: JournalSubject = { input: "sha256:é", format: "csv", target: "http://127.0.0.1/beta" }

const open = (database: DatabaseSync, before: Effect.Effect<ReadonlyArray<string>>) =>
  openJournal("a.journal", database, subject, before)

const openAgain = (database: DatabaseSync) => open(database, Effect.die("The journal exists already"))

describe("A journal in a database", () => {
  it.effect.prop(
    "is read as it was written",
    [Schema.Array(Schema.String), Schema.Array(Schema.Array(JournalEntry))],
    ([before, records]) =>
      Effect.gen(function* () {
        const database = new DatabaseSync(":memory:")
        const journal = yield* open(database, Effect.succeed(before))
        for (const entries of records) yield* journal.record(entries)
        const again = yield* openAgain(database)
        assert.deepStrictEqual(again.before, before)
        assert.lengthOf(database.prepare("SELECT * FROM import").all(), 1)
        assert.deepStrictEqual(new Map([...again.states].sort()), new Map([...journal.states].sort()))
        for (const { entry } of again.states.values()) {
          const { state } = entry
          const rows = [...again.states.values()].filter(({ entry }) => entry.state === state)
          assert.deepStrictEqual([again.count(state), journal.count(state)], [rows.length, rows.length])
        }
      }),
  )

  it.effect("keeps the id that a row was sent with, in every state", () =>
    Effect.gen(function* () {
      const database = new DatabaseSync(":memory:")
      const journal = yield* open(database, Effect.succeed([]))
      const last = { row: 1, state: "unknown" } as const
      yield* journal.record([{ row: 1, state: "sending", key: "7" }, last])
      for (const { states } of [journal, yield* openAgain(database)]) {
        assert.deepStrictEqual(states.get(1), { entry: last, key: "7" })
      }
    }),
  )

  it.effect("records all entries or none, and continues when there is space again", () =>
    Effect.gen(function* () {
      const database = new DatabaseSync(":memory:")
      const journal = yield* open(database, Effect.succeed([]))
      const entries = [1, 2].map(
        (row): JournalEntry => ({ row, state: "rejected", reason: "x".repeat(5000) }),
      )
      database.exec("PRAGMA max_page_count = 4")
      assert.deepStrictEqual(
        yield* Effect.flip(journal.record(entries)),
        new JournalFailed({ reason: "database or disk is full" }),
      )
      assert.strictEqual(journal.states.size, 0)
      assert.strictEqual((yield* openAgain(database)).states.size, 0)
      database.exec("PRAGMA max_page_count = 100")
      yield* journal.record(entries)
      assert.strictEqual((yield* openAgain(database)).states.size, 2)
    }),
  )

  const damages = [
    "UPDATE entry SET entry = replace(entry, 'unsent', 'un_ent')",
    "UPDATE entry SET entry = substr(entry, 2)",
    "UPDATE import SET before = '['",
  ]
  for (const damage of damages) {
    it.effect(`is refused as damaged after ${damage}`, () =>
      Effect.gen(function* () {
        const database = new DatabaseSync(":memory:")
        const journal = yield* open(database, Effect.succeed([]))
        yield* journal.record([{ row: 1, state: "unsent" }])
        database.exec(damage)
        const refusal = yield* Effect.flip(openAgain(database))
        assert.include(JSON.stringify(refusal), "a.journal is a damaged journal")
      }),
    )
  }
})
