/**
 * Writes to SQLite: plain functions over prepared statements, which run in a transaction.
 *
 * A function that decodes a row returns an effect, which runs after the commit. So a damaged row affects only the request
 * for it, not the requests that share its transaction. A damaged key is a defect.
 */
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  type ConnectorsUnreadable,
  type CreateResult,
  type IdempotencyKey,
  IdempotencyKeyReused,
  isRetryOf,
  rememberedSince,
} from "@odj/core"
import {
  type DomainJoinConnector,
  type DomainJoinConnectorPatch,
  type NewDomainJoinConnector,
  propertyNames,
  withId,
} from "@odj/domain"
import { Effect, Result } from "effect"
import { assignmentsOf, connectorColumns, valueColumns, valuesOf } from "../read/ConnectorColumn.ts"
import { connectorIn, found } from "../read/ConnectorRow.ts"
import type { SqliteStatements } from "./SqliteStatements.ts"
import { timeOrderedGuid } from "./TimeOrderedGuid.ts"

/** The columns that a connector is read from. */
const read = valueColumns.join(", ")

/** One parameter for each column. */
const parameters = (columns: ReadonlyArray<unknown>) => columns.map(() => "?").join(", ")

/** The number of a tenant that has one. */
const tenantNumber = "(SELECT number FROM odj_tenant WHERE name = ?)"

const insertTenant = "INSERT INTO odj_tenant (name) VALUES (?) ON CONFLICT (name) DO NOTHING"

/** Inserts nothing if the tenant has a connector with that id, or has no number, which is never null in the table. */
const insertConnector = `INSERT OR IGNORE INTO odj_connector (${connectorColumns.map(({ name }) => name).join(", ")}, tenant_number)
  VALUES (${parameters(connectorColumns)}, ${tenantNumber})`

/**
 * Stores a connector. The first one of a tenant gives it its number. Ids that are made here come last in the index of ids, so
 * a commit changes few of its pages. `now` is in milliseconds since 1970.
 */
export const create = (
  statements: SqliteStatements,
  tenant: string,
  connector: NewDomainJoinConnector,
  now: number,
): CreateResult => {
  const stored = withId(connector.id ?? timeOrderedGuid(now), connector)
  const { changes } = statements.get(insertConnector).run(...valuesOf(stored), tenant)
  if (changes !== 0) return Result.succeed(stored)
  const isNewTenant = statements.get(insertTenant).run(tenant).changes !== 0
  return isNewTenant || connector.id === undefined
    ? create(statements, tenant, connector, now)
    : Result.fail(new ConnectorAlreadyExists({ id: stored.id }))
}

/** Each create with a key deletes several expired keys, so that they do not accumulate. */
const forgetOldKeys = `DELETE FROM odj_idempotency_key WHERE rowid IN
  (SELECT rowid FROM odj_idempotency_key WHERE created_at < ? ORDER BY created_at LIMIT 4)`

const selectKey = `SELECT is_id_given, ${read} FROM odj_idempotency_key
  WHERE tenant_number = ${tenantNumber} AND key = ? AND created_at >= ?`

// Replaces an expired key that was not deleted yet.
const insertKey = `INSERT OR REPLACE INTO odj_idempotency_key (tenant_number, key, created_at, is_id_given, ${read})
  VALUES (${tenantNumber}, ?, ?, ?, ${parameters(valueColumns)})`

/** Stores a connector unless its key is known. */
export const createOnce = (
  statements: SqliteStatements,
  tenant: string,
  connector: NewDomainJoinConnector,
  key: IdempotencyKey,
  now: number,
): Effect.Effect<DomainJoinConnector, Result.Result.Failure<CreateResult>> => {
  const since = rememberedSince(now)
  statements.get(forgetOldKeys).run(since)
  const known = statements.get(selectKey).get(tenant, key, since)
  if (known !== undefined) {
    return Effect.suspend(() => {
      const stored = Result.getOrThrow(connectorIn(known))
      const remembered = { connector: stored, isIdGiven: known.is_id_given !== 0 }
      return isRetryOf(connector, remembered) ? Effect.succeed(stored) : new IdempotencyKeyReused({ key })
    })
  }
  const result = create(statements, tenant, connector, now)
  if (Result.isSuccess(result)) {
    const isIdGiven = connector.id === undefined ? 0 : 1
    const values = propertyNames.map((name) => result.success[name])
    statements.get(insertKey).run(tenant, key, now, isIdGiven, ...values)
  }
  return Effect.fromResult(result)
}

/** Updates a connector. An empty patch only reads it. */
export const update = (
  statements: SqliteStatements,
  tenant: string,
  id: string,
  patch: DomainJoinConnectorPatch,
): Effect.Effect<DomainJoinConnector, ConnectorNotFound | ConnectorsUnreadable> => {
  const set = assignmentsOf(patch)
  const text =
    set.length === 0
      ? `SELECT ${read} FROM odj_connector WHERE tenant_number = ${tenantNumber} AND id = ?`
      : `UPDATE odj_connector SET ${set.map(([column]) => `${column} = ?`).join(", ")}
          WHERE tenant_number = ${tenantNumber} AND id = ? RETURNING ${read}`
  const row = statements.get(text).get(...set.map(([, value]) => value), tenant, id)
  return found(id, row)
}

const deleteConnector = `DELETE FROM odj_connector WHERE tenant_number = ${tenantNumber} AND id = ?`

/** Deletes a connector. */
export const remove = (
  statements: SqliteStatements,
  tenant: string,
  id: string,
): Result.Result<void, ConnectorNotFound> =>
  statements.get(deleteConnector).run(tenant, id).changes === 0
    ? Result.fail(new ConnectorNotFound({ id }))
    : Result.void

/** Deletes everything of all tenants. The numbers of connectors are not reused, so old page tokens stay harmless. */
export const clear = (statements: SqliteStatements): void => {
  statements.get("DELETE FROM odj_connector").run()
  statements.get("DELETE FROM odj_idempotency_key").run()
  statements.get("DELETE FROM odj_tenant").run()
}
