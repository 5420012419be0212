/**
 * What is written to SQLite: plain functions over prepared statements, each of which runs inside of a transaction.
 *
 * They answer an effect where a row has to be read as a connector. It is run after the commit, so that a damaged row is
 * the defect of the request that asked for it, and not of those that share its transaction.
 */
import { randomUUID } from "node:crypto"
import type { SQLInputValue } from "node:sqlite"
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  type CreateResult,
  type IdempotencyKey,
  IdempotencyKeyReused,
  idempotencyKeyLifetime,
  isSameIntent,
} from "@odj/core"
import {
  DateTimeOffset,
  type DomainJoinConnector,
  type DomainJoinConnectorPatch,
  type NewDomainJoinConnector,
} from "@odj/domain"
import { Duration, Effect, Result } from "effect"
import { type ConnectorRow, connectorIn } from "../read/ConnectorRow.ts"
import type { SqliteStatements } from "./SqliteStatements.ts"

const columns = "id, display_name, last_connection_date_time, state, version"

type Stored = Omit<ConnectorRow, "sequence">

const insertConnector = `INSERT INTO odj_connector (tenant, ${columns}, last_connection_sort_key)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, id) DO NOTHING`

/** Stores a connector. */
export const create = (
  statements: SqliteStatements,
  tenant: string,
  connector: NewDomainJoinConnector,
): CreateResult => {
  const { id = randomUUID(), displayName, lastConnectionDateTime, state, version } = connector
  const { changes } = statements
    .get(insertConnector)
    .run(
      tenant,
      id,
      displayName,
      lastConnectionDateTime,
      state,
      version,
      DateTimeOffset.sortKey(lastConnectionDateTime),
    )
  if (changes !== 0) return Result.succeed({ id, displayName, lastConnectionDateTime, state, version })
  return connector.id === undefined
    ? create(statements, tenant, connector)
    : Result.fail(new ConnectorAlreadyExists({ id }))
}

const lifetime = Duration.toMillis(idempotencyKeyLifetime)

/** A keyed create adds one key and forgets several old ones, so that they do not gather. */
const forgetOldKeys = `DELETE FROM odj_idempotency_key WHERE rowid IN
  (SELECT rowid FROM odj_idempotency_key WHERE created_at < ? ORDER BY created_at LIMIT 4)`

const selectKey = `SELECT is_id_given, ${columns} FROM odj_idempotency_key
  WHERE tenant = ? AND key = ? AND created_at >= ?`

// It replaces one that is too old and not forgotten yet.
const insertKey = `INSERT OR REPLACE INTO odj_idempotency_key (tenant, key, created_at, is_id_given, ${columns})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** Stores a connector unless its key is known; `now` is a time in milliseconds. */
export const createOnce = (
  statements: SqliteStatements,
  tenant: string,
  connector: NewDomainJoinConnector,
  key: IdempotencyKey,
  now: number,
): Effect.Effect<DomainJoinConnector, Result.Result.Failure<CreateResult>> => {
  statements.get(forgetOldKeys).run(now - lifetime)
  const known = statements.get(selectKey).get(tenant, key, now - lifetime)
  if (known !== undefined) {
    return Effect.suspend(() => {
      const stored = connectorIn(known as unknown as Stored)
      const intent = { connector: stored, isIdGiven: known.is_id_given !== 0 }
      return isSameIntent(connector, intent) ? Effect.succeed(stored) : new IdempotencyKeyReused({ key })
    })
  }
  const result = create(statements, tenant, connector)
  if (Result.isSuccess(result)) {
    const { id, displayName, lastConnectionDateTime, state, version } = result.success
    statements
      .get(insertKey)
      .run(
        tenant,
        key,
        now,
        connector.id === undefined ? 0 : 1,
        id,
        displayName,
        lastConnectionDateTime,
        state,
        version,
      )
  }
  return Effect.fromResult(result)
}

/** The columns that a change sets, and their values. */
const assignments = (patch: DomainJoinConnectorPatch) => {
  const { displayName, lastConnectionDateTime, state, version } = patch
  const set: ReadonlyArray<readonly [column: string, value: SQLInputValue | undefined]> = [
    ["display_name", displayName],
    ["last_connection_date_time", lastConnectionDateTime],
    ["last_connection_sort_key", lastConnectionDateTime && DateTimeOffset.sortKey(lastConnectionDateTime)],
    ["state", state],
    ["version", version],
  ]
  return set.flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]))
}

/** Changes a connector. A change of nothing reads it. */
export const update = (
  statements: SqliteStatements,
  tenant: string,
  id: string,
  patch: DomainJoinConnectorPatch,
): Effect.Effect<DomainJoinConnector, ConnectorNotFound> => {
  const set = assignments(patch)
  const text =
    set.length === 0
      ? `SELECT ${columns} FROM odj_connector WHERE tenant = ? AND id = ?`
      : `UPDATE odj_connector SET ${set.map(([column]) => `${column} = ?`).join(", ")}
          WHERE tenant = ? AND id = ? RETURNING ${columns}`
  const row = statements.get(text).get(...set.map(([, value]) => value), tenant, id)
  return row === undefined
    ? new ConnectorNotFound({ id })
    : Effect.sync(() => connectorIn(row as unknown as Stored))
}

/** Deletes a connector. */
export const remove = (
  statements: SqliteStatements,
  tenant: string,
  id: string,
): Result.Result<void, ConnectorNotFound> =>
  statements.get("DELETE FROM odj_connector WHERE tenant = ? AND id = ?").run(tenant, id).changes === 0
    ? Result.fail(new ConnectorNotFound({ id }))
    : Result.void
