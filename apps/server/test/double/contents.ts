/** The contents of a server over each store that a test can replace. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { ConnectorDatabase, SqliteConnectorStore } from "@odj/sql-adapter"
import { Context, Effect, Layer } from "effect"
import { makeContents } from "../../src/double/Contents.ts"
import { makeReplaceable } from "../../src/double/ReplaceableTenants.ts"
import type { SeedInput } from "../../src/double/Seed.ts"
import { makeKept, ofDatabase } from "../../src/graph/Tenants.ts"

/** An empty folder, removed at the end of the scope. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-double-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
)

export const sqliteTenants = Effect.fnUntraced(function* (path: string) {
  const context = yield* Layer.build(SqliteConnectorStore.database({ path }))
  return ofDatabase(Context.get(context, ConnectorDatabase))
})

export const stores = {
  memory: makeKept(MemoryConnectorStore.make),
  SQLite: Effect.flatMap(temporaryFolder, (folder) => sqliteTenants(join(folder, "odj.db"))),
}

export const kinds = ["memory", "SQLite"] as const

/** New contents, and the tenants through which requests reach them. */
export const contentsOver = Effect.fnUntraced(function* (kind: keyof typeof stores, connectors?: SeedInput) {
  const tenants = yield* stores[kind]
  const replaceable = makeReplaceable(tenants)
  const contents = yield* makeContents(tenants, replaceable, connectors)
  return { ...replaceable, contents }
})
