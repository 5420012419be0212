/** `ConnectorStore`s in a SQLite file, to which one process writes at a time. */
import type { ConnectorStore } from "@odj/core"
import { Clock, Effect, Layer } from "effect"
import { ConnectorDatabase, type DatabaseRefused, storeLayer } from "../database/ConnectorDatabase.ts"
import { SqliteConnection } from "./SqliteConnection.ts"
import * as SqliteDatabase from "./SqliteDatabase.ts"
import type { SqliteAccess } from "./SqliteFile.ts"
import { refuse } from "./SqliteRefusal.ts"

export { BackupRefused, backup, type SqliteBackup } from "./SqliteBackup.ts"

/**
 * The database in a file, open as long as the layer lives. Every acknowledged write is on the disk.
 *
 * `access` is what it is opened for: `create` (the default) creates the file and its folder if they are missing; `change`
 * and `read` need a database that exists. Only with `read`, a file that can't be written is opened: its writes then fail
 * with `ConnectorStoreUnavailable`.
 *
 * Fails if another process has the file open for changes and `access` is not `read`, if it is not a database of odj, if
 * a newer version has made it, or if it can't be written. The failure of a missing file has `isMissing`.
 */
export const database = ({
  path,
  access = "create",
}: {
  readonly path: string
  readonly access?: SqliteAccess
}): Layer.Layer<ConnectorDatabase, DatabaseRefused> =>
  Layer.effect(
    ConnectorDatabase,
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const connection = yield* Effect.acquireRelease(
        Effect.suspend(() => {
          try {
            return Effect.succeed(new SqliteConnection(path, access, clock))
          } catch (cause) {
            return refuse(cause)
          }
        }),
        (connection) => Effect.sync(() => connection.close()),
      )
      return yield* SqliteDatabase.make(connection)
    }),
  )

/**
 * The store of one tenant in a file. It fails as {@link database} does.
 *
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs"
 * import { tmpdir } from "node:os"
 * import { join } from "node:path"
 * import { createConnector, getConnector } from "@odj/core"
 * import { exampleConnector } from "@odj/domain"
 * import { SqliteConnectorStore } from "@odj/sql-adapter"
 * import { Effect } from "effect"
 *
 * const path = join(mkdtempSync(join(tmpdir(), "odj-")), "odj.db")
 * const store = SqliteConnectorStore.layer({ path, tenant: "contoso" })
 *
 * await Effect.runPromise(Effect.provide(createConnector({ ...exampleConnector, id: "hq-1" }), store))
 * const { state } = await Effect.runPromise(Effect.provide(getConnector("hq-1"), store))
 * console.log(state) // => error
 * ```
 */
export const layer = ({
  tenant,
  ...file
}: {
  readonly path: string
  readonly access?: SqliteAccess
  readonly tenant: string
}): Layer.Layer<ConnectorStore, DatabaseRefused> => Layer.provide(storeLayer(tenant), database(file))
