import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Stream } from "effect"
import * as SqliteClient from "../../src/sqlite/SqliteClient.ts"
import { SqliteStatements } from "../../src/sqlite/SqliteStatements.ts"

const client = Effect.gen(function* () {
  const statements = new SqliteStatements(new DatabaseSync(":memory:"))
  const sql = yield* SqliteClient.make(() => statements)
  yield* sql`CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT`
  return { statements, sql }
})

const plain = (rows: ReadonlyArray<object>) => rows.map((row) => ({ ...row }))

describe("SqliteClient", () => {
  it.effect("answers rows as objects, as arrays and as a stream, of one statement in turn", () =>
    Effect.gen(function* () {
      const { sql } = yield* client
      yield* sql`INSERT INTO thing ${sql.insert([{ name: "a" }, { name: "b😀" }])}`
      const things = sql`SELECT id, name FROM thing ORDER BY id`
      const rows = [
        { id: 1, name: "a" },
        { id: 2, name: "b😀" },
      ]
      assert.deepStrictEqual(plain(yield* things), rows)
      assert.deepStrictEqual(yield* things.values, [
        [1, "a"],
        [2, "b😀"],
      ])
      assert.deepStrictEqual(plain(yield* Stream.runCollect(sql`SELECT id, name FROM thing`.stream)), rows)
      assert.deepStrictEqual(plain(yield* things), rows)
    }),
  )

  it.effect("prepares a text once, and prepares again what it had to forget", () =>
    Effect.gen(function* () {
      const { statements } = yield* client
      const statement = statements.get("SELECT 0")
      assert.strictEqual(statements.get("SELECT 0"), statement)
      for (let n = 1; n < 256; n++) statements.get(`SELECT ${n}`)
      assert.strictEqual(statements.get("SELECT 0"), statement)
      statements.get("SELECT 256")
      assert.strictEqual(statements.get("SELECT 0"), statement)
      for (let n = 300; n < 556; n++) statements.get(`SELECT ${n}`)
      assert.notStrictEqual(statements.get("SELECT 0"), statement)
      assert.deepStrictEqual({ ...statement.get() }, { 0: 0 })
    }),
  )

  it.effect("undoes a transaction that fails, and keeps one that succeeds, the inner one apart", () =>
    Effect.gen(function* () {
      const { sql, statements } = yield* client
      const add = (name: string) => sql`INSERT INTO thing ${sql.insert({ name })}`
      yield* Effect.exit(sql.withTransaction(Effect.andThen(add("undone"), Effect.fail("no"))))
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* add("kept")
          yield* Effect.exit(sql.withTransaction(Effect.andThen(add("undone"), Effect.fail("no"))))
          yield* sql.withTransaction(add("kept too"))
        }),
      )
      assert.deepStrictEqual(yield* sql`SELECT name FROM thing ORDER BY id`.values, [["kept"], ["kept too"]])
      assert.isFalse(statements.database.isTransaction)
    }),
  )

  it.effect.each([
    ["what is not unique", "INSERT INTO thing (name) VALUES ('a'), ('a')", "UniqueViolation"],
    ["what breaks a constraint", "INSERT INTO thing (name) VALUES (NULL)", "ConstraintError"],
    ["what is no SQL", "SELEC", "UnknownError"],
  ] as const)("tells a failure by its kind: %s", ([, text, reason]) =>
    Effect.gen(function* () {
      const { sql } = yield* client
      assert.strictEqual((yield* Effect.flip(sql.unsafe(text))).reason._tag, reason)
    }),
  )

  it.effect("fails, and dies not, where the database can't be had", () =>
    Effect.gen(function* () {
      const closed = new Error("closed")
      const sql = yield* SqliteClient.make(() => {
        throw closed
      })
      const failure = yield* Effect.flip(sql`SELECT 1`)
      assert.strictEqual(failure.reason.cause, closed)
      assert.isTrue(Exit.isFailure(yield* Effect.exit(sql.withTransaction(sql`SELECT 1`))))
    }),
  )
})
