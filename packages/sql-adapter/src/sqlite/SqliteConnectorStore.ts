/** `ConnectorStore`s in a SQLite file, which one process has at a time. */
import type { ConnectorStore } from "@odj/core"
import { Clock, Effect, Layer } from "effect"
import { ConnectorDatabase, type DatabaseRefused, storeLayer } from "../database/ConnectorDatabase.ts"
import { SqliteConnection } from "./SqliteConnection.ts"
import * as SqliteDatabase from "./SqliteDatabase.ts"
import { refuse } from "./SqliteFile.ts"

/**
 * The database in the file of a path, which is made with its folder where it is missing, open as long as the layer
 * lives. What a store answers as stored is on the disk then.
 *
 * Refused are a file that another process has open, one that is no database of ours or of a newer version, and one that
 * can't be written.
 */
export const database = ({
  path,
}: {
  readonly path: string
}): Layer.Layer<ConnectorDatabase, DatabaseRefused> =>
  Layer.effect(
    ConnectorDatabase,
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const connection = yield* Effect.acquireRelease(
        Effect.suspend(() => {
          try {
            return Effect.succeed(new SqliteConnection(path, clock))
          } catch (cause) {
            return refuse(cause)
          }
        }),
        (connection) => Effect.sync(() => connection.close()),
      )
      return yield* SqliteDatabase.make(connection)
    }),
  )

/** The store of one tenant in the file of a path. */
export const layer = ({
  path,
  tenant,
}: {
  readonly path: string
  readonly tenant: string
}): Layer.Layer<ConnectorStore, DatabaseRefused> => Layer.provide(storeLayer(tenant), database({ path }))
