/**
 * A `ConnectorStore` over PostgreSQL, which several servers may use at once. Every acknowledged write is committed, as
 * durably as the database is configured.
 *
 * It needs text with the collation "C" in UTF-8, identity columns, indexes on expressions, `ON CONFLICT DO NOTHING`,
 * `RETURNING`, statements that change data in `WITH`, `FOR UPDATE SKIP LOCKED`, `LATERAL`, `unnest` with several
 * arrays, `sha256`, and the run-time settings `lock_timeout` and `statement_timeout`. A pooler that keeps no session,
 * such as PgBouncer, costs a statement three round trips more.
 */
import type { ConnectorStore } from "@odj/core"
import { Layer, type Redacted } from "effect"
import { type ConnectorDatabase, type DatabaseRefused, storeLayer } from "../database/ConnectorDatabase.ts"
import { limits } from "./PostgresConnections.ts"
import { databaseWithin } from "./PostgresDatabase.ts"

/** Which database, and how to connect to it. */
export interface PostgresOptions {
  /** A URL as libpq takes it. A parameter that is not supported is refused. `sslmode` decides about TLS. */
  readonly url: Redacted.Redacted
  /** The largest number of connections (default: 10). */
  readonly pool?: number | undefined
}

/** The database at a URL with its tables migrated. */
export const database = ({
  url,
  pool = limits.connections,
}: PostgresOptions): Layer.Layer<ConnectorDatabase, DatabaseRefused> =>
  databaseWithin({ url, limits: { ...limits, connections: pool } })

/** The store of one tenant in the database at a URL. */
export const layer = ({
  tenant,
  ...options
}: PostgresOptions & { readonly tenant: string }): Layer.Layer<ConnectorStore, DatabaseRefused> =>
  Layer.provide(storeLayer(tenant), database(options))
