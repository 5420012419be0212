import { DatabaseSync } from "node:sqlite"
import { describe } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { migrate } from "../../src/database/Migrations.ts"
import * as SqliteClient from "../../src/sqlite/SqliteClient.ts"
import { sqliteMigrations } from "../../src/sqlite/SqliteMigrations.ts"
import { SqliteStatements } from "../../src/sqlite/SqliteStatements.ts"
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

describe("Over SQLite", () => {
  suite({ database, idIs: (sql) => (id) => sql`id = ${id}`, more: () => ({}) })
})
