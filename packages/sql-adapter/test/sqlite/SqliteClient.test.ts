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
  it.effect("returns the rows of one statement as objects, as arrays and as a stream", () =>
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

  it.effect("prepares a text once, and again after it was dropped from the cache", () =>
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

  it.effect("rolls back a failed transaction and commits a successful one, also when nested", () =>
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
    ["a duplicate value", "INSERT INTO thing (name) VALUES ('a'), ('a')", "UniqueViolation"],
    ["a violated constraint", "INSERT INTO thing (name) VALUES (NULL)", "ConstraintError"],
    ["invalid SQL", "SELEC", "UnknownError"],
  ] as const)("classifies a failure: %s", ([, text, reason]) =>
    Effect.gen(function* () {
      const { sql } = yield* client
      assert.strictEqual((yield* Effect.flip(sql.unsafe(text))).reason._tag, reason)
    }),
  )

  it.effect("fails, and does not die, if the database is not available", () =>
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
