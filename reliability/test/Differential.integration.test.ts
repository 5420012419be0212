/** Tests that the same operations on the memory store, SQLite and PostgreSQL have the same results. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"
import { assert, describe, it, layer } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import { OrderBy } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { ConnectorDatabase, PostgresConnectorStore, SqliteConnectorStore } from "@odj/sql-adapter"
import { startPostgres } from "@odj/throwaway-postgres"
import { Arbitrary, Context, Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { ComparedStore, seedOperation, storeOperation } from "./storeOperation.ts"

type Store = ConnectorStore["Service"]

const generation = { runs: 40, size: 50, seed: "differential" }

const operationsWith = (ids: { readonly givesIds: boolean }) =>
  Arbitrary.map(Arbitrary.array(storeOperation(ids), { minLength: 10, maxLength: 25 }), (operations) => [
    seedOperation(ids),
    ...operations,
  ])

class Databases extends Context.Service<
  Databases,
  { readonly sqlite: ConnectorDatabase["Service"]; readonly postgres: ConnectorDatabase["Service"] }
>()("@odj/reliability/Databases") {}

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-differential-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true })),
)

const server = Effect.acquireRelease(
  Effect.promise(() => startPostgres()),
  (postgres) => Effect.promise(() => postgres.stop()),
)

const databases = Layer.effect(
  Databases,
  Effect.gen(function* () {
    const path = join(yield* folder, "odj.db")
    const { url } = yield* server
    const sqlite = yield* Layer.build(SqliteConnectorStore.database({ path }))
    const postgres = yield* Layer.build(PostgresConnectorStore.database({ url: Redacted.make(url) }))
    return {
      sqlite: Context.get(sqlite, ConnectorDatabase),
      postgres: Context.get(postgres, ConnectorDatabase),
    }
  }),
)

/** The stores of a new tenant. */
const newStores = Effect.gen(function* () {
  const { sqlite, postgres } = yield* Databases
  const tenant = crypto.randomUUID()
  return {
    memory: new ComparedStore(yield* MemoryConnectorStore.make),
    sqlite: new ComparedStore(sqlite.storeOf(tenant)),
    postgres: new ComparedStore(postgres.storeOf(tenant)),
  }
})

/** Stores that differ from the memory store in one way each. */
const broken: Record<string, (store: Store) => Partial<Store>> = {
  "forgets its keys": ({ create }) => ({ create: (connector) => create(connector) }),
  "counts only the page": ({ list }) => ({
    list: (query) =>
      Effect.map(list(query), (page) =>
        page.count === undefined ? page : { ...page, count: page.connectors.length },
      ),
  }),
  "ignores a descending order of timestamps": ({ list }) => ({
    list: ({ order, ...query }) =>
      list({
        ...query,
        ...(order && {
          order: order.map((by) =>
            by.property === "lastConnectionDateTime" ? OrderBy.ascending(by.property) : by,
          ),
        }),
      }),
  }),
  "ignores skip": ({ list }) => ({ list: ({ skip: _, ...query }) => list(query) }),
  "ignores updates": ({ update }) => ({ update: (id) => update(id, {}) }),
}

describe("The comparison of the stores", () => {
  for (const [fault, breaking] of Object.entries(broken)) {
    it.effect(`detects a store that ${fault}`, () =>
      Effect.gen(function* () {
        const result = yield* Arbitrary.checkEffect(
          operationsWith({ givesIds: true }),
          Effect.fnUntraced(function* (operations) {
            const store = yield* MemoryConnectorStore.make
            const right = new ComparedStore(yield* MemoryConnectorStore.make)
            const wrong = new ComparedStore({ ...store, ...breaking(store) })
            for (const operation of operations) {
              const [expected, found] = [yield* right.run(operation), yield* wrong.run(operation)]
              if (!isDeepStrictEqual(found, expected)) return false
            }
            return true
          }),
          generation,
        )
        assert.strictEqual(result._tag, "Falsified")
      }),
    )
  }
})

describe("The stores", { timeout: 600_000 }, () => {
  layer(databases)((it) => {
    for (const givesIds of [true, false]) {
      it.effect.prop(
        `have the same results for all operations, with ${givesIds ? "given ids" : "generated ids"}`,
        [operationsWith({ givesIds })],
        ([operations]) =>
          Effect.gen(function* () {
            const { memory, sqlite, postgres } = yield* newStores
            for (const operation of operations) {
              if (operation._tag === "Wait") yield* TestClock.adjust(`${operation.hours} hours`)
              const expected = yield* memory.run(operation)
              assert.deepStrictEqual(yield* sqlite.run(operation), expected, "SQLite")
              assert.deepStrictEqual(yield* postgres.run(operation), expected, "PostgreSQL")
            }
          }),
        { arbitrary: generation },
      )
    }
  })
})
