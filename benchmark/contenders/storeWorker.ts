/**
 * A process of `stores.ts`: creates connectors with a store or with its driver alone, and replies with the time of each.
 *
 * The drivers write the same columns with the same indexes and the same durability. With a single connection they write
 * all rows that are created at once in one commit. They validate nothing and return no connector.
 */
import assert from "node:assert/strict"
import process from "node:process"
import { DatabaseSync } from "node:sqlite"
import { PgClient } from "@effect/sql-pg"
import { ConnectorStore, validate } from "@odj/core"
import { DateTimeOffset } from "@odj/domain"
import { PostgresConnectorStore, SqliteConnectorStore } from "@odj/sql-adapter"
import { Effect, Layer, Redacted, Result, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { timed, work } from "../harness/Processes.ts"
import { example } from "./ConnectorInputs.ts"
import type { Creates } from "./Creates.ts"

const connector = Result.getOrThrow(validate(example))
const sortKey = DateTimeOffset.sortKey(connector.lastConnectionDateTime)
const { displayName, lastConnectionDateTime, state, version } = connector

/** Creates the given number of connectors at once. */
type CreateTogether = (count: number) => Promise<unknown>

const columns =
  "tenant, id, display_name, last_connection_date_time, last_connection_sort_key, state, version"
const values = () => [
  "tenant",
  crypto.randomUUID(),
  displayName,
  lastConnectionDateTime,
  sortKey,
  state,
  version,
]

const scope = Scope.makeUnsafe()

const throughStore = async (layer: Layer.Layer<ConnectorStore, unknown>): Promise<CreateTogether> => {
  const context = await Effect.runPromise(Layer.buildWithScope(layer, scope))
  const run = Effect.runPromiseWith(context)
  const create = Effect.flatMap(ConnectorStore, (store) => store.create(connector))
  return (count) => Promise.all(Array.from({ length: count }, () => run(create)))
}

const contenders = {
  "node:sqlite": async (place: string): Promise<CreateTogether> => {
    const database = new DatabaseSync(place)
    for (const pragma of ["locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"])
      database.exec(`PRAGMA ${pragma}`)
    database.exec(`
      CREATE TABLE connector (sequence INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, id TEXT NOT NULL,
        display_name TEXT, last_connection_date_time TEXT NOT NULL, last_connection_sort_key TEXT NOT NULL,
        state TEXT NOT NULL, version TEXT NOT NULL, UNIQUE (tenant, id)) STRICT;
      CREATE INDEX by_creation ON connector (tenant, sequence);
      CREATE INDEX by_instant ON connector (tenant, last_connection_sort_key, sequence);
      CREATE INDEX by_name ON connector (tenant, coalesce('.' || substr(display_name, 1, 256), ''), sequence);`)
    const insert = database.prepare(`INSERT INTO connector (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
    return async (count) => {
      if (count > 1) database.exec("BEGIN")
      for (let index = 0; index < count; index++) insert.run(...values())
      if (count > 1) database.exec("COMMIT")
    }
  },
  SqliteConnectorStore: (place: string) =>
    throughStore(SqliteConnectorStore.layer({ path: place, tenant: "tenant" })),
  "@effect/sql-pg": async (place: string): Promise<CreateTogether> => {
    const context = await Effect.runPromise(
      Layer.buildWithScope(PgClient.layer({ url: Redacted.make(place) }), scope),
    )
    const run = Effect.runPromiseWith(context)
    await run(
      Effect.flatMap(SqlClient.SqlClient, (sql) =>
        Effect.forEach(
          [
            `CREATE TABLE connector (sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text COLLATE "C" NOT NULL,
              id text COLLATE "C" NOT NULL, display_name text COLLATE "C", last_connection_date_time text NOT NULL,
              last_connection_sort_key text COLLATE "C" NOT NULL, state text NOT NULL, version text NOT NULL,
              UNIQUE (tenant, id))`,
            "CREATE INDEX by_creation ON connector (tenant, sequence)",
            "CREATE INDEX by_instant ON connector (tenant, last_connection_sort_key, sequence)",
            `CREATE INDEX by_name ON connector (tenant, coalesce('.' || left(display_name, 256), ''), sequence)`,
          ],
          (statement) => sql.unsafe(statement),
        ),
      ),
    )
    const insert = `INSERT INTO connector (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`
    const create = Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(insert, values()))
    return (count) => Promise.all(Array.from({ length: count }, () => run(create)))
  },
  PostgresConnectorStore: (place: string) =>
    throughStore(PostgresConnectorStore.layer({ url: Redacted.make(place), tenant: "tenant" })),
} satisfies Record<string, (place: string) => Promise<CreateTogether>>

const isContender = (name: string): name is keyof typeof contenders => name in contenders

const [name = "", place = ""] = process.argv.slice(2)
assert(isContender(name), name)
const create = await contenders[name](place)

work(({ creates, inFlight }: Creates) =>
  timed(creates, async () => {
    for (let done = 0; done < creates; done += inFlight) await create(inFlight)
  }),
)
