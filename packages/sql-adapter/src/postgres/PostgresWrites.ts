/**
 * Writes to PostgreSQL. A create is one statement, and so one transaction and one round trip, even with a key. In a
 * race, unique constraints decide.
 */
import { createHash } from "node:crypto"
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStoreUnavailable,
  type CreateFailure,
  CreateInProgress,
  type CreateResult,
  type IdempotencyKey,
  IdempotencyKeyReused,
  isRemembered,
  isRetryOf,
  rememberedSince,
} from "@odj/core"
import { type DomainJoinConnector, type NewDomainJoinConnector, withId } from "@odj/domain"
import { Array as Arr, Clock, Effect, Result } from "effect"
import type { Writes } from "../database/SqlConnectorStore.ts"
import { assignmentsOf, connectorColumns, valueColumns, valuesOf } from "../read/ConnectorColumn.ts"
import { connectorIn, found, type StoredValues } from "../read/ConnectorRow.ts"
import { chunksOf } from "./Chunks.ts"
import type { PostgresConnections } from "./PostgresConnections.ts"
import { createFailure, serviceFailure } from "./PostgresFailure.ts"

/** The digest of an id, which is short enough for an index. */
export const digestOf = (id: string): Uint8Array => createHash("sha256").update(id).digest()

/** How many expired keys a create with a key deletes: more than it adds. */
const expiredAtOnce = 4

/** How often a create is tried when others interfere. */
const maxAttempts = 4

interface KeyRow extends StoredValues {
  readonly created_at: bigint
  readonly is_id_given: boolean
}

const busy = new ConnectorStoreUnavailable({
  report: { message: "Other requests keep creating the same connector" },
})

const newId = Effect.sync(() => crypto.randomUUID())

const columnNames = connectorColumns.map(({ name }) => name)

/** The columns that are written, in the order of {@link rowOf}. The database makes the sequence number. */
const written = ["tenant", "id_digest", ...columnNames]

/** The values of {@link written} for a connector. */
const rowOf = (tenant: string, connector: DomainJoinConnector) => [
  tenant,
  digestOf(connector.id),
  ...valuesOf(connector),
]

/** A constant, because composing the statement for each connector makes creates a tenth slower. */
const insertion = `INSERT INTO odj_connector (${written.join(", ")})
  VALUES (${written.map((_, index) => `$${index + 1}`).join(", ")})
  ON CONFLICT (tenant, id_digest) DO NOTHING RETURNING 1 AS created`

export const make = ({ sql, run }: PostgresConnections): Writes => {
  const columns = (names: ReadonlyArray<string>) => sql.literal(names.join(", "))

  const insert = (tenant: string, connector: DomainJoinConnector) =>
    sql.unsafe(insertion, rowOf(tenant, connector))

  const createWithoutKey = Effect.fnUntraced(function* (tenant: string, connector: NewDomainJoinConnector) {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const candidate = withId(connector.id ?? (yield* newId), connector)
      const created = yield* Effect.mapError(run(insert(tenant, candidate)), createFailure)
      if (created.length === 1) return candidate
      if (connector.id !== undefined) return yield* new ConnectorAlreadyExists({ id: connector.id })
    }
    return yield* busy
  })

  /** Inserts a connector and its key. `is_known` is whether the key existed before; then nothing is stored. */
  const insertWithKey = (
    tenant: string,
    connector: DomainJoinConnector,
    key: IdempotencyKey,
    isIdGiven: boolean,
    now: number,
  ) => {
    const values = valuesOf(connector).map((value) => sql`${value}`)
    return sql<{ readonly is_created: boolean; readonly is_known: boolean }>`
      WITH known AS (
        SELECT 1 FROM odj_idempotency_key WHERE tenant = ${tenant} AND key = ${key}
      ), expired AS (
        DELETE FROM odj_idempotency_key WHERE (tenant, key) IN (
          SELECT tenant, key FROM odj_idempotency_key WHERE created_at < ${BigInt(rememberedSince(now))}
          ORDER BY created_at LIMIT ${expiredAtOnce} FOR UPDATE SKIP LOCKED
        )
      ), created AS (
        INSERT INTO odj_connector (${columns(written)})
        SELECT ${tenant}, ${digestOf(connector.id)}::bytea, ${sql.csv(values)}
        WHERE NOT EXISTS (SELECT 1 FROM known)
        ON CONFLICT (tenant, id_digest) DO NOTHING
        RETURNING tenant, ${columns(valueColumns)}
      ), remembered AS (
        INSERT INTO odj_idempotency_key (tenant, key, created_at, is_id_given, ${columns(valueColumns)})
        SELECT tenant, ${key}, ${BigInt(now)}::bigint, ${isIdGiven}::boolean, ${columns(valueColumns)}
        FROM created
      )
      SELECT EXISTS (SELECT 1 FROM created) AS is_created, EXISTS (SELECT 1 FROM known) AS is_known`
  }

  const keyRow = (tenant: string, key: IdempotencyKey) =>
    Effect.map(
      sql<KeyRow>`SELECT created_at, is_id_given, ${columns(valueColumns)}
        FROM odj_idempotency_key WHERE tenant = ${tenant} AND key = ${key}`,
      Arr.head,
    )

  const forget = (tenant: string, key: IdempotencyKey, createdAt: bigint) =>
    sql`DELETE FROM odj_idempotency_key
      WHERE tenant = ${tenant} AND key = ${key} AND created_at = ${createdAt}`

  const createWithKey = Effect.fnUntraced(function* (
    tenant: string,
    connector: NewDomainJoinConnector,
    key: IdempotencyKey,
  ): Effect.fn.Return<DomainJoinConnector, CreateFailure> {
    const isIdGiven = connector.id !== undefined
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const now = yield* Clock.currentTimeMillis
      const candidate = withId(connector.id ?? (yield* newId), connector)
      const result = yield* Effect.result(run(insertWithKey(tenant, candidate, key, isIdGiven, now)))
      if (Result.isFailure(result)) {
        const { outcome } = result.failure
        if (outcome === "Locked") return yield* new CreateInProgress({ key })
        if (outcome !== "Taken") return yield* createFailure(result.failure)
      }
      // After `Taken` the key exists: another request has inserted it while the statement ran.
      const { is_created = false, is_known = true } = Result.isSuccess(result)
        ? (result.success[0] ?? {})
        : {}
      if (is_created) return candidate

      const remembered = yield* Effect.mapError(run(keyRow(tenant, key)), serviceFailure)
      if (remembered._tag === "Some") {
        const { created_at, is_id_given, ...row } = remembered.value
        if (isRemembered(Number(created_at), now)) {
          const known = { connector: Result.getOrThrow(connectorIn(row)), isIdGiven: is_id_given }
          if (isRetryOf(connector, known)) return known.connector
          return yield* new IdempotencyKeyReused({ key })
        }
        yield* Effect.mapError(run(forget(tenant, key, created_at)), serviceFailure)
      } else if (!is_known && connector.id !== undefined) {
        return yield* new ConnectorAlreadyExists({ id: connector.id })
      }
    }
    return yield* busy
  })

  /**
   * Inserts a chunk in one statement, and returns the ids of the stored connectors. It inserts them in the order of
   * their digests, because two statements with different orders could deadlock.
   */
  const insertChunk = (tenant: string, connectors: ReadonlyArray<DomainJoinConnector>) => {
    const rows = connectors.map((connector, position) => ({
      ...Object.fromEntries(connectorColumns.map(({ name, read }) => [name, read(connector)])),
      tenant,
      id_digest: `\\x${Buffer.from(digestOf(connector.id)).toString("hex")}`,
      position,
    }))
    const inputColumns = sql.literal(columnNames.map((name) => `${name} text`).join(", "))
    return sql<{ readonly id: string }>`
      WITH numbered AS (
        SELECT nextval(pg_get_serial_sequence('odj_connector', 'sequence')) AS sequence, ordered.*
        FROM (SELECT * FROM json_to_recordset(${JSON.stringify(rows)}::json)
          AS input (position integer, tenant text, id_digest bytea, ${inputColumns}) ORDER BY position) AS ordered
      )
      INSERT INTO odj_connector (sequence, ${columns(written)}) OVERRIDING SYSTEM VALUE
      SELECT sequence, ${columns(written)} FROM numbered ORDER BY id_digest, position
      ON CONFLICT (tenant, id_digest) DO NOTHING RETURNING id`
  }

  const createChunk = (tenant: string, connectors: ReadonlyArray<DomainJoinConnector>) =>
    run(insertChunk(tenant, connectors)).pipe(
      Effect.map((rows): ReadonlyArray<CreateResult> => {
        // Of several connectors with one id, the first is stored.
        const created = new Set(rows.map(({ id }) => id))
        return connectors.map((connector) =>
          created.delete(connector.id)
            ? Result.succeed(connector)
            : Result.fail(new ConnectorAlreadyExists({ id: connector.id })),
        )
      }),
      Effect.catch((failure) => Effect.succeed(connectors.map(() => Result.fail(createFailure(failure))))),
    )

  return {
    create: (tenant, connector, key) =>
      key === undefined ? createWithoutKey(tenant, connector) : createWithKey(tenant, connector, key),

    createMany: Effect.fnUntraced(function* (tenant, connectors) {
      const candidates: Array<DomainJoinConnector> = []
      for (const connector of connectors) candidates.push(withId(connector.id ?? (yield* newId), connector))
      const results = yield* Effect.forEach(chunksOf(candidates), (chunk) => createChunk(tenant, chunk))
      return results.flat()
    }),

    update: (tenant, id, patch) => {
      const changed = Object.fromEntries(assignmentsOf(patch))
      const which = sql`tenant = ${tenant} AND id_digest = ${digestOf(id)}`
      const read = columns(valueColumns)
      const statement =
        Object.keys(changed).length === 0
          ? sql<StoredValues>`SELECT ${read} FROM odj_connector WHERE ${which}`
          : sql<StoredValues>`UPDATE odj_connector SET ${sql.update(changed)} WHERE ${which} RETURNING ${read}`
      return Effect.flatMap(Effect.mapError(run(statement), serviceFailure), ([row]) => found(id, row))
    },

    remove: (tenant, id) =>
      Effect.flatMap(
        Effect.mapError(
          run(
            sql`DELETE FROM odj_connector WHERE tenant = ${tenant} AND id_digest = ${digestOf(id)} RETURNING 1 AS gone`,
          ),
          serviceFailure,
        ),
        (rows) => (rows.length === 0 ? new ConnectorNotFound({ id }) : Effect.void),
      ),
  }
}
