/** A database with the connectors of every tenant. */
import { ConnectorStore } from "@odj/core"
import { Context, Data, Effect, Layer } from "effect"

/**
 * The database can't be used as it is; the message says why, in a sentence without an end: it is in use by another
 * process, it is newer than this program, it keeps less than it promises, it is not there.
 */
export class DatabaseRefused extends Data.TaggedError("DatabaseRefused")<{ readonly message: string }> {}

export class ConnectorDatabase extends Context.Service<
  ConnectorDatabase,
  {
    /** The store of a tenant's connectors, which no other tenant's store sees. */
    storeOf(tenant: string): ConnectorStore["Service"]
    /** Whether connectors can be read and written now. */
    readonly isReady: Effect.Effect<boolean>
  }
>()("@odj/sql-adapter/ConnectorDatabase") {}

/** The store of one tenant in the database. */
export const storeLayer = (tenant: string): Layer.Layer<ConnectorStore, never, ConnectorDatabase> =>
  Layer.effect(
    ConnectorStore,
    Effect.map(ConnectorDatabase, (database) => database.storeOf(tenant)),
  )
