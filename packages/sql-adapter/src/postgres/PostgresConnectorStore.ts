/**
 * A `ConnectorStore` over PostgreSQL, which several servers may use at once. Every acknowledged write is committed, as
 * durably as the database is configured.
 *
 * It needs text with the collation "C" in UTF-8, identity columns, indexes on expressions, `ON CONFLICT DO NOTHING`,
 * `RETURNING`, statements that change data in `WITH`, `FOR UPDATE SKIP LOCKED`, `json_to_recordset`, prepared
 * statements that outlive a transaction, and the run-time settings `lock_timeout` and `statement_timeout`.
 */
import type { ConnectorStore } from "@odj/core"
import { Layer, type Redacted } from "effect"
import { type ConnectorDatabase, type DatabaseRefused, storeLayer } from "../database/ConnectorDatabase.ts"
import { limits } from "./PostgresConnections.ts"
import { databaseWithin } from "./PostgresDatabase.ts"

/**
 * The database at a URL with its tables migrated. The URL's `sslmode` decides about TLS: `require` and the stricter
 * modes verify the certificate.
 */
export const database = ({
  url,
}: {
  readonly url: Redacted.Redacted
}): Layer.Layer<ConnectorDatabase, DatabaseRefused> => databaseWithin({ url, limits })

/** The store of one tenant in the database at a URL. */
export const layer = ({
  url,
  tenant,
}: {
  readonly url: Redacted.Redacted
  readonly tenant: string
}): Layer.Layer<ConnectorStore, DatabaseRefused> => Layer.provide(storeLayer(tenant), database({ url }))
