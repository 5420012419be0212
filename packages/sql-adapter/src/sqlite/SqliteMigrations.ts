/**
 * The migrations of the tables in SQLite. A released migration is never changed: a later one changes the tables.
 *
 * SQLite appends the row's number, which is `sequence`, to each index.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { Migration } from "../database/Migrations.ts"

/** Runs statements one after another. */
const statements = (...texts: ReadonlyArray<string>) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.forEach(texts, (text) => sql.unsafe(text), { discard: true }),
  )

export const sqliteMigrations: ReadonlyArray<Migration> = [
  [
    1,
    "connectors",
    statements(
      // AUTOINCREMENT never reuses the number of a deleted connector: a page token may contain it.
      `CREATE TABLE odj_connector (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant TEXT NOT NULL,
        id TEXT NOT NULL,
        display_name TEXT,
        last_connection_date_time TEXT NOT NULL,
        last_connection_sort_key TEXT NOT NULL,
        state TEXT NOT NULL,
        version TEXT NOT NULL,
        UNIQUE (tenant, id)
      ) STRICT`,
      "CREATE INDEX odj_connector_by_creation ON odj_connector (tenant)",
      "CREATE INDEX odj_connector_by_last_connection ON odj_connector (tenant, last_connection_sort_key)",
      `CREATE INDEX odj_connector_by_display_name
        ON odj_connector (tenant, coalesce('.' || substr(display_name, 1, 256), ''))`,
    ),
  ],
  [
    2,
    "idempotency_keys",
    statements(
      `CREATE TABLE odj_idempotency_key (
        tenant TEXT NOT NULL,
        key TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        is_id_given INTEGER NOT NULL,
        id TEXT NOT NULL,
        display_name TEXT,
        last_connection_date_time TEXT NOT NULL,
        state TEXT NOT NULL,
        version TEXT NOT NULL,
        UNIQUE (tenant, key)
      ) STRICT`,
      "CREATE INDEX odj_idempotency_key_by_age ON odj_idempotency_key (created_at)",
    ),
  ],
  [
    3,
    "page_token_key",
    statements(
      "CREATE TABLE odj_page_token_key (key BLOB NOT NULL) STRICT",
      "INSERT INTO odj_page_token_key (key) VALUES (randomblob(32))",
    ),
  ],
  [
    4,
    "tenant_numbers",
    statements(
      `CREATE TABLE odj_tenant (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
      ) STRICT`,
      `INSERT INTO odj_tenant (name)
        SELECT tenant FROM odj_connector UNION SELECT tenant FROM odj_idempotency_key`,

      // The pages of these indexes become those of the new table, so the file hardly grows.
      "DROP INDEX odj_connector_by_creation",
      "DROP INDEX odj_connector_by_last_connection",
      "DROP INDEX odj_connector_by_display_name",
      "ALTER TABLE odj_connector RENAME TO odj_connector_of_3",
      // The column has a new name, so that a reader of an older version fails rather than finds nothing.
      `CREATE TABLE odj_connector (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant_number INTEGER NOT NULL,
        id TEXT NOT NULL,
        display_name TEXT,
        last_connection_date_time TEXT NOT NULL,
        last_connection_sort_key TEXT NOT NULL,
        state TEXT NOT NULL,
        version TEXT NOT NULL
      ) STRICT`,
      // The numbers of deleted connectors are not reused.
      `INSERT INTO sqlite_sequence (name, seq)
        SELECT 'odj_connector', seq FROM sqlite_sequence WHERE name = 'odj_connector_of_3'`,
      `INSERT INTO odj_connector
        SELECT sequence, number, id, display_name, last_connection_date_time, last_connection_sort_key, state, version
        FROM odj_connector_of_3 CROSS JOIN odj_tenant ON name = tenant ORDER BY sequence`,
      "DROP TABLE odj_connector_of_3",
      // Indexes are made last, because to sort all rows once is quicker than to find the place of each.
      "CREATE UNIQUE INDEX odj_connector_by_id ON odj_connector (tenant_number, id)",
      "CREATE INDEX odj_connector_by_creation ON odj_connector (tenant_number)",
      "CREATE INDEX odj_connector_by_last_connection ON odj_connector (tenant_number, last_connection_sort_key)",
      `CREATE INDEX odj_connector_by_display_name
        ON odj_connector (tenant_number, coalesce('.' || substr(display_name, 1, 256), ''))`,

      "DROP INDEX odj_idempotency_key_by_age",
      "ALTER TABLE odj_idempotency_key RENAME TO odj_idempotency_key_of_3",
      `CREATE TABLE odj_idempotency_key (
        tenant_number INTEGER NOT NULL,
        key TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        is_id_given INTEGER NOT NULL,
        id TEXT NOT NULL,
        display_name TEXT,
        last_connection_date_time TEXT NOT NULL,
        state TEXT NOT NULL,
        version TEXT NOT NULL,
        UNIQUE (tenant_number, key)
      ) STRICT`,
      `INSERT INTO odj_idempotency_key
        SELECT number, key, created_at, is_id_given, id, display_name, last_connection_date_time, state, version
        FROM odj_idempotency_key_of_3 CROSS JOIN odj_tenant ON name = tenant`,
      "DROP TABLE odj_idempotency_key_of_3",
      "CREATE INDEX odj_idempotency_key_by_age ON odj_idempotency_key (created_at)",
    ),
  ],
]
