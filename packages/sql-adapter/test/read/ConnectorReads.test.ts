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
    "without a match, backwards over equal keys": {
      filter: none,
      order: [OrderBy.descending("displayName")],
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

/** Lists connectors that differ in their names only, and returns how SQLite has executed each statement. */
const plansOfLists = Effect.gen(function* () {
  const database = yield* Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync(":memory:")),
    (database) => Effect.sync(() => database.close()),
  )
  const statements = new SqliteStatements(database)
  const executed: Array<string> = []
  const sql = yield* SqliteClient.make(() =>
    Object.assign(new SqliteStatements(database), {
      get: (text: string) => {
        executed.push(text)
        return statements.get(text)
      },
    }),
  )
  yield* Effect.provideService(migrate(sqliteMigrations), SqlClient.SqlClient, sql)
  for (let index = 0; index < 500; index++) {
    const displayName = String(index)
    SqliteWrites.create(statements, "tenant", { ...exampleConnector, id: displayName, displayName }, 0)
  }
  const run = Effect.mapError(() => new ConnectorStoreUnavailable({ report: { message: "no" } }))
  const idIs = (id: string) => sql`id = ${id}`
  const { list } = ConnectorReads.make({ sql, idIs, run, runLong: run, isInProcess: true })
  const planOf = (text: string) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${text}`)
      .all()
      .map(({ detail }) => String(detail))
      .filter((detail) => !detail.includes("odj_tenant") && detail !== "SCALAR SUBQUERY 1")
  return Effect.fnUntraced(function* (query: ConnectorQuery) {
    executed.length = 0
    const { next } = yield* list("tenant", query)
    return { plans: executed.map(planOf), next }
  })
})

const indexes = {
  displayName: ["odj_connector_by_display_name", "<expr>"],
  lastConnectionDateTime: ["odj_connector_by_last_connection", "last_connection_sort_key"],
} as const

type Indexed = keyof typeof indexes

/** Rows of the tenant whose keys, or numbers, are within these bounds: such as `key>?`. */
const search = (property: Indexed, covering: "" | "COVERING ", ...bounds: ReadonlyArray<string>) => {
  const [index, key] = indexes[property]
  const terms = ["tenant_number=?", ...bounds.map((bound) => bound.replace("key", key))]
  return `SEARCH odj_connector USING ${covering}INDEX ${index} (${terms.join(" AND ")})`
}

const sortOfEqual = "USE TEMP B-TREE FOR LAST TERM OF ORDER BY"

describe("A page in the order of an index of SQLite", () => {
  const names = "displayName"
  const times = "lastConnectionDateTime"
  const equal = ["key=?", "rowid>?"]
  for (const [what, order, first, following] of [
    [
      "ascending",
      OrderBy.ascending(names),
      [[search(names, "")]],
      [[search(names, "", ...equal)], [search(names, "", "key>?")]],
    ],
    [
      "ascending among equal keys",
      OrderBy.ascending(times),
      [[search(times, "")]],
      [[search(times, "", ...equal)]],
    ],
    [
      "descending",
      OrderBy.descending(names),
      [[search(names, "COVERING ")], [search(names, "", "key>?"), sortOfEqual]],
      [
        [search(names, "COVERING ", ...equal)],
        [search(names, "COVERING ", "key<?")],
        [search(names, "", "key>?", "key<?"), sortOfEqual],
      ],
    ],
    [
      "descending among equal keys",
      OrderBy.descending(times),
      [
        [search(times, "COVERING ")],
        [search(times, "", "key>?"), sortOfEqual],
        [search(times, "COVERING ", ...equal)],
        [search(times, "COVERING ", ...equal)],
        [search(times, "", ...equal, "rowid<?")],
      ],
      [
        [search(times, "COVERING ", ...equal)],
        [search(times, "COVERING ", ...equal)],
        [search(times, "", ...equal, "rowid<?")],
      ],
    ],
  ] as const) {
    it.effect(`visits no other rows, ${what}`, () =>
      Effect.gen(function* () {
        const plansOf = yield* plansOfLists
        const query = { order: [order], limit: 100 }
        const { plans, next } = yield* plansOf(query)
        assert.deepStrictEqual<unknown>(plans, first)
        assert.deepStrictEqual<unknown>((yield* plansOf({ ...query, after: next })).plans, following)
      }),
    )
  }
})
