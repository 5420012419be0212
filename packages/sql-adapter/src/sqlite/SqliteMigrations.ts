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
]
