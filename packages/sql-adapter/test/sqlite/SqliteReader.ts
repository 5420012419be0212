/**
 * A process that opens the file of its first argument for what its second argument says, and prints the ids there, or why
 * it can't. It has no more rights than an ordinary user.
 */
import { ConnectorStore } from "@odj/core"
import { Effect } from "effect"
import * as SqliteConnectorStore from "../../src/sqlite/SqliteConnectorStore.ts"
import type { SqliteAccess } from "../../src/sqlite/SqliteFile.ts"

const [, , path = "", access] = process.argv

// Permissions do not bind root.
if (process.getuid?.() === 0) process.setuid?.(65_534)

const ids = ConnectorStore.use(({ list }) => list({ limit: 9 })).pipe(
  Effect.map(({ connectors }) => connectors.map(({ id }) => id).join()),
  Effect.provide(SqliteConnectorStore.layer({ path, tenant: "tenant", access: access as SqliteAccess })),
  Effect.catch((failure) => Effect.succeed(failure.message)),
)

process.stdout.write(await Effect.runPromise(ids))
