/** A database with the connectors of all tenants. */
import { ConnectorStore, type ServiceFailure } from "@odj/core"
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

/** What a database has of all tenants. */
export interface DatabaseContents {
  /** The tenants that have connectors; the one with the oldest connector is the first. */
  readonly tenants: Effect.Effect<ReadonlyArray<string>, ServiceFailure>
  /** Deletes the connectors and the idempotency keys of all tenants. */
  readonly clear: Effect.Effect<void, ServiceFailure>
}

/** The connectors of all tenants in one database. */
export class ConnectorDatabase extends Context.Service<
  ConnectorDatabase,
  {
    /** The store of one tenant. It has no access to the connectors of another tenant. */
    storeOf(tenant: string): ConnectorStore["Service"]
    /** Whether connectors can be read and written at the moment. */
    readonly isReady: Effect.Effect<boolean>
    /** What it has of all tenants. Absent if other processes may write to the database, as in PostgreSQL. */
    readonly contents?: DatabaseContents | undefined
  }
>()("@odj/sql-adapter/ConnectorDatabase") {}

/** The store of one tenant in a database. */
export const storeLayer = (tenant: string): Layer.Layer<ConnectorStore, never, ConnectorDatabase> =>
  Layer.effect(
    ConnectorStore,
    Effect.map(ConnectorDatabase, (database) => database.storeOf(tenant)),
  )
