/**
 * The migrations of the tables in PostgreSQL. A released migration is never changed.
 *
 * An index entry has at most 2704 bytes, but an id may have any length. So the unique index is on the id's digest.
 * Texts are compared by code points, as the collation "C" does in UTF-8.
 */
import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { Migration } from "../database/Migrations.ts"

const connectors = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE odj_connector (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    id_digest bytea NOT NULL,
    display_name text COLLATE "C",
    last_connection_date_time text COLLATE "C" NOT NULL,
    last_connection_sort_key text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    UNIQUE (tenant, id_digest)
  )`
  yield* sql`CREATE INDEX odj_connector_by_creation ON odj_connector (tenant, sequence)`
  yield* sql`CREATE INDEX odj_connector_by_last_connection
    ON odj_connector (tenant, last_connection_sort_key, sequence)`
  yield* sql`CREATE INDEX odj_connector_by_display_name
    ON odj_connector (tenant, coalesce('.' || substr(display_name, 1, 256), ''), sequence)`
})

const idempotencyKeys = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE odj_idempotency_key (
    tenant text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    is_id_given boolean NOT NULL,
    id text COLLATE "C" NOT NULL,
    display_name text COLLATE "C",
    last_connection_date_time text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, key)
  )`
  yield* sql`CREATE INDEX odj_idempotency_key_by_age ON odj_idempotency_key (created_at)`
})

const pageTokenKey = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE odj_page_token_key (key bytea NOT NULL)`
  yield* sql`INSERT INTO odj_page_token_key (key) VALUES (${randomBytes(32)})`
})

export const migrations: ReadonlyArray<Migration> = [
  [1, "connectors", connectors],
  [2, "idempotency_keys", idempotencyKeys],
  [3, "page_token_key", pageTokenKey],
]
