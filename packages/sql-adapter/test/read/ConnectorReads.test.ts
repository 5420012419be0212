import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { type ConnectorQuery, ConnectorStoreUnavailable } from "@odj/core"
import { ConnectorFilter, exampleConnector, OrderBy } from "@odj/domain"
import { Effect, Fiber, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { migrate } from "../../src/database/Migrations.ts"
import * as ConnectorReads from "../../src/read/ConnectorReads.ts"
import * as SqliteClient from "../../src/sqlite/SqliteClient.ts"
import { sqliteMigrations } from "../../src/sqlite/SqliteMigrations.ts"
import { SqliteStatements } from "../../src/sqlite/SqliteStatements.ts"
import * as SqliteWrites from "../../src/sqlite/SqliteWrites.ts"
import { suite } from "./ReadLaws.ts"

const client = Effect.gen(function* () {
  const database = yield* Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync(":memory:")),
    (database) => Effect.sync(() => database.close()),
  )
  const statements = new SqliteStatements(database)
  return yield* SqliteClient.make(() => statements)
})

const database = Layer.effectDiscard(Effect.orDie(migrate(sqliteMigrations))).pipe(
  Layer.provideMerge(Layer.effect(SqlClient.SqlClient, client)),
)

const tenantColumns = Effect.fnUntraced(function* (tenant: string) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`INSERT INTO odj_tenant (name) VALUES (${tenant}) ON CONFLICT DO NOTHING`
  const [row] = yield* sql<{ readonly number: number }>`SELECT number FROM odj_tenant WHERE name = ${tenant}`
  return { tenant_number: row?.number }
})

describe("Over SQLite", () => {
  suite({
    database,
    idIs: (sql) => (id) => sql`id = ${id}`,
    isInProcess: true,
    tenantColumns,
    more: () => ({}),
  })
})

const rows = 20_000

/** The most rows that a slice visits. */
const maxVisits = 8_192

const nextTurn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

/** Reads over many rows, with a count of the rows on which SQLite has evaluated `contains`. */
const observed = Effect.gen(function* () {
  const database = yield* Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync(":memory:")),
    (database) => Effect.sync(() => database.close()),
  )
  const visited = { rows: 0 }
  database.function("instr", { deterministic: true }, (text, part) => {
    visited.rows++
    return String(text).indexOf(String(part)) + 1
  })
  const statements = new SqliteStatements(database)
  const sql = yield* SqliteClient.make(() => statements)
  yield* Effect.provideService(migrate(sqliteMigrations), SqlClient.SqlClient, sql)
  database.exec("BEGIN")
  for (let index = 0; index < rows; index++) {
    const version = String((index * 7_919) % rows)
    SqliteWrites.create(statements, "tenant", { ...exampleConnector, id: String(index), version }, 0)
  }
  database.exec("COMMIT")
  const run = Effect.mapError(() => new ConnectorStoreUnavailable({ report: { message: "no" } }))
  const reads = ConnectorReads.make({
    sql,
    idIs: (id) => sql`id = ${id}`,
    run,
    runLong: run,
    isInProcess: true,
  })
  return { list: (query: ConnectorQuery) => reads.list("tenant", query), visited }
})

describe("A scan over SQLite", () => {
  const none = ConnectorFilter.contains("version", "none")
  const some = ConnectorFilter.contains("version", "1")
  const queries: Record<string, ConnectorQuery> = {
    "without a match": { filter: none, limit: 10 },
    "without a match, ordered by an index": {
      filter: none,
      order: [OrderBy.ascending("displayName")],
      limit: 10,
    },
    "in an order without an index": { filter: some, order: [OrderBy.ascending("version")], limit: 10 },
    "without a match, with a count": { filter: none, limit: 10, count: true },
    "for a count": { filter: some, limit: 0, count: true },
    "that skips more than there are": { filter: some, skip: 2 ** 53, limit: 10 },
  }
  for (const [what, query] of Object.entries(queries)) {
    it.effect(`${what} visits a bounded number of rows per turn of the event loop, and each once`, () =>
      Effect.gen(function* () {
        const { list, visited } = yield* observed
        const fiber = yield* Effect.forkChild(list(query))
        for (let visits = 0; fiber.pollUnsafe() === undefined; visits = visited.rows) {
          yield* nextTurn
          assert.isAtMost(visited.rows - visits, maxVisits)
        }
        yield* Fiber.join(fiber)
        assert.isAtLeast(visited.rows, rows)
        assert.isAtMost(visited.rows, rows + 10)
      }),
    )

    it.effect(`${what} stops when it is interrupted`, () =>
      Effect.gen(function* () {
        const { list, visited } = yield* observed
        const fiber = yield* Effect.forkChild(list(query))
        while (visited.rows === 0) yield* nextTurn
        yield* Fiber.interrupt(fiber)
        const visits = visited.rows
        yield* Effect.replicateEffect(nextTurn, 5, { discard: true })
        assert.isBelow(visits, rows)
        assert.strictEqual(visited.rows, visits)
      }),
    )
  }

  it.effect("shares each turn with other scans", () =>
    Effect.gen(function* () {
      const { list, visited } = yield* observed
      const fibers = yield* Effect.replicateEffect(Effect.forkChild(list({ filter: none, limit: 10 })), 5)
      let visits = 0
      while (fibers.some((fiber) => fiber.pollUnsafe() === undefined)) {
        yield* nextTurn
        assert.isAtMost(visited.rows - visits, maxVisits)
        visits = visited.rows
      }
      assert.strictEqual(visits, 5 * rows)
    }),
  )
})
