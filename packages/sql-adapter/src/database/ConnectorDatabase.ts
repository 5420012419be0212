/** A database with the connectors of all tenants. */
import { ConnectorStore } from "@odj/core"
import { Context, Data, Effect, Layer } from "effect"

/**
 * The database can't be used. The message is the reason, as a clause that can follow "Can't use the database: ", such
 * as "another process is using it".
 */
export class DatabaseRefused extends Data.TaggedError("DatabaseRefused")<{
  readonly message: string
  /** Whether there is no database: a file that should exist does not. */
  readonly isMissing?: true
}> {}

/** The connectors of all tenants in one database. */
export class ConnectorDatabase extends Context.Service<
  ConnectorDatabase,
  {
    /** The store of one tenant. It has no access to the connectors of another tenant. */
    storeOf(tenant: string): ConnectorStore["Service"]
    /** Whether connectors can be read and written at the moment. */
    readonly isReady: Effect.Effect<boolean>
  }
>()("@odj/sql-adapter/ConnectorDatabase") {}

/** The store of one tenant in a database. */
export const storeLayer = (tenant: string): Layer.Layer<ConnectorStore, never, ConnectorDatabase> =>
  Layer.effect(
    ConnectorStore,
    Effect.map(ConnectorDatabase, (database) => database.storeOf(tenant)),
  )
