/** Measures a page of 100 connectors from the middle of a million, in SQLite and in PostgreSQL. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type ConnectorQuery, ConnectorStore, validate } from "@odj/core"
import { type ConnectorOrder, DomainJoinConnectorState, exampleConnector, OrderBy } from "@odj/domain"
import { PostgresConnectorStore, SqliteConnectorStore } from "@odj/sql-adapter"
import { startPostgres } from "@odj/throwaway-postgres"
import { Effect, Redacted, Result } from "effect"
import { median, printTable } from "./Table.ts"

const size = 1_000_000
const batchSize = 1_000

/** Connectors whose order by creation differs from their orders by instant and by name. */
const connectorAt = (index: number) => {
  const shuffled = (index * 7_919) % size
  const second = new Date(Date.UTC(2026, 0, 1) + shuffled * 1_000).toISOString().slice(0, 19)
  return Result.getOrThrow(
    validate({
      ...exampleConnector,
      displayName: `Connector ${shuffled}`,
      lastConnectionDateTime: `${second}.6670033Z`,
      state: DomainJoinConnectorState.literals[index % 3] ?? "active",
      version: "6.2504.2001.8",
    }),
  )
}

const fill = Effect.flatMap(ConnectorStore, (store) =>
  Effect.forEach(
    Array.from({ length: size / batchSize }, (_, batch) => batch * batchSize),
    (first) => store.createMany(Array.from({ length: batchSize }, (_, index) => connectorAt(first + index))),
    { discard: true },
  ),
)

const orders: Record<string, ConnectorOrder> = {
  "by creation": [],
  "latest connection first": [OrderBy.descending("lastConnectionDateTime")],
  "by last connection": [OrderBy.ascending("lastConnectionDateTime")],
  "by display name": [OrderBy.ascending("displayName")],
}

/** The milliseconds for the page after the first half, requested with its page token. */
const middlePage = Effect.fnUntraced(function* (order: ConnectorOrder) {
  const store = yield* ConnectorStore
  const query: ConnectorQuery = { order, limit: 100 }
  const { next = "" } = yield* store.list({ ...query, skip: size / 2 })
  const times: Array<number> = []
  for (let run = 0; run < 30; run++) {
    const start = performance.now()
    yield* store.list({ ...query, after: next })
    times.push(performance.now() - start)
  }
  return median(times)
})

const measure = Effect.gen(function* () {
  yield* fill
  return yield* Effect.forEach(Object.values(orders), middlePage)
})

const folder = await mkdtemp(join(tmpdir(), "odj-pages-"))
const postgres = await startPostgres()
try {
  const url = Redacted.make(await postgres.newDatabase())
  const stores = {
    SQLite: SqliteConnectorStore.layer({ path: join(folder, "pages.db"), tenant: "one" }),
    PostgreSQL: PostgresConnectorStore.layer({ url, tenant: "one" }),
  }
  const rows: Array<ReadonlyArray<string>> = []
  for (const [name, store] of Object.entries(stores)) {
    const times = await Effect.runPromise(Effect.provide(measure, store))
    rows.push([name, ...times.map((milliseconds) => milliseconds.toFixed(2))])
  }
  printTable("Milliseconds for a page of 100 from the middle of 1,000,000", [
    ["", ...Object.keys(orders)],
    ...rows,
  ])
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
