/** SQLite files for tests, each in a folder that is removed when the scope closes. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Clock, Effect } from "effect"
import { SqliteConnection } from "../../src/sqlite/SqliteConnection.ts"
import * as SqliteDatabase from "../../src/sqlite/SqliteDatabase.ts"
import type { SqliteAccess } from "../../src/sqlite/SqliteFile.ts"

/** An empty folder. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-sqlite-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
)

/** The path of a file that does not exist yet. */
export const temporaryPath = Effect.map(temporaryFolder, (folder) => join(folder, "connectors.db"))

/** A closed database with only the migrations up to that one. */
export const databaseOf = Effect.fnUntraced(function* (step: number) {
  const path = yield* temporaryPath
  const database = new DatabaseSync(path)
  database.exec(readFileSync(new URL(`../fixtures/sqlite-${step}.sql`, import.meta.url), "utf8"))
  database.close()
  return path
})

/** A database, and the connection under it. */
export const openDatabase = Effect.fnUntraced(function* (path: string, access: SqliteAccess = "create") {
  const clock = yield* Clock.Clock
  const connection = yield* Effect.acquireRelease(
    Effect.sync(() => new SqliteConnection(path, access, clock)),
    (connection) => Effect.sync(() => connection.close()),
  )
  const database = yield* SqliteDatabase.make(connection)
  return { connection, database, store: database.storeOf("tenant") }
})
