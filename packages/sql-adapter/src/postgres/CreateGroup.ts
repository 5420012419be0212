/**
 * Stores a group of connectors with their idempotency keys in one statement. In a race with another statement, unique
 * constraints decide.
 *
 * It inserts the connectors in the order of their tenants and digests, and after all of them the keys in their order,
 * because two statements with different orders could deadlock.
 */
import { createHash } from "node:crypto"
import { PgTypes } from "@effect/sql-pg"
import { type IdempotencyKey, rememberedSince } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { connectorColumns, valueColumns } from "../read/ConnectorColumn.ts"
import type { StoredValues } from "../read/ConnectorRow.ts"

export interface Create {
  readonly tenant: string
  readonly connector: DomainJoinConnector
  readonly key: IdempotencyKey | undefined
  /** Whether the id came with the create. */
  readonly isIdGiven: boolean
}

/** A create that is remembered by its key. */
export interface KeyRow extends StoredValues {
  readonly created_at: bigint
  readonly is_id_given: boolean
}

/** The create was stored; or its key exists, and it was not; or a connector with its id exists, and it was not. */
export type CreateOutcome =
  | { readonly _tag: "Created" }
  | { readonly _tag: "Known"; readonly row: KeyRow }
  | { readonly _tag: "IdTaken" }

const created: CreateOutcome = { _tag: "Created" }
const idTaken: CreateOutcome = { _tag: "IdTaken" }

/** The digest of an id, which is short enough for an index. */
export const digestOf = (id: string): Uint8Array => createHash("sha256").update(id).digest()

/** How many expired keys a create with a key deletes: more than it adds. */
const expiredAtOnce = 4

interface Input {
  readonly name: string
  readonly type: "text" | "bytea" | "bool"
  readonly read: (create: Create) => unknown
}

/** The columns of a connector that are written. The database makes the sequence number. */
const written: ReadonlyArray<Input> = [
  { name: "tenant", type: "text", read: ({ tenant }) => tenant },
  { name: "id_digest", type: "bytea", read: ({ connector }) => digestOf(connector.id) },
  ...connectorColumns.map(({ name, read }): Input => ({ name, type: "text", read: (create) => read(create.connector) })),
]

const inputs: ReadonlyArray<Input> = [
  ...written,
  { name: "key", type: "text", read: ({ key }) => key ?? null },
  { name: "is_id_given", type: "bool", read: ({ isIdGiven }) => isIdGiven },
]

const list = (names: ReadonlyArray<string>) => names.join(", ")

const inputColumns = list(inputs.map(({ name }) => name))
const columns = list(written.map(({ name }) => name))
const values = list(valueColumns)

/** The parameters after the arrays. */
const [now, since, most] = [1, 2, 3].map((place) => `$${inputs.length + place}`)

/**
 * Returns a row for each create that was stored or whose key existed before. Each position is that of a create in the
 * arrays. What deletes expired keys comes first, because PostgreSQL then runs it last, when it waits for no lock any more.
 */
const statement = `
  WITH expired AS (
    DELETE FROM odj_idempotency_key WHERE (tenant, key) IN (
      SELECT tenant, key FROM odj_idempotency_key WHERE created_at < ${since}::bigint
      ORDER BY created_at LIMIT ${most}::integer FOR UPDATE SKIP LOCKED
    )
  ), given AS (
    SELECT nextval((SELECT pg_get_serial_sequence('odj_connector', 'sequence')::regclass)) AS sequence, given.*
    FROM unnest(${list(inputs.map(({ type }, index) => `$${index + 1}::${type}[]`))})
      WITH ORDINALITY AS given (${inputColumns}, position)
  ), known AS (
    SELECT position, stored.created_at, stored.is_id_given, ${list(valueColumns.map((name) => `stored.${name}`))}
    FROM given JOIN odj_idempotency_key AS stored USING (tenant, key)
  ), created AS (
    INSERT INTO odj_connector (sequence, ${columns}) OVERRIDING SYSTEM VALUE
    SELECT sequence, ${columns} FROM given WHERE position NOT IN (SELECT position FROM known)
    ORDER BY tenant COLLATE "C", id_digest, position
    ON CONFLICT (tenant, id_digest) DO NOTHING RETURNING sequence
  ), remembered AS (
    INSERT INTO odj_idempotency_key (tenant, key, created_at, is_id_given, ${values})
    SELECT tenant, key, ${now}::bigint, is_id_given, ${values} FROM given JOIN created USING (sequence)
    WHERE key IS NOT NULL ORDER BY tenant COLLATE "C", key COLLATE "C"
  )
  SELECT position::integer, NULL::bigint AS created_at, NULL::boolean AS is_id_given,
    ${list(valueColumns.map((name) => `NULL::text AS ${name}`))}
  FROM given JOIN created USING (sequence)
  UNION ALL SELECT position::integer, created_at, is_id_given, ${values} FROM known`

interface OutcomeRow extends StoredValues {
  readonly position: number
  readonly created_at: bigint | null
}

const isKnown = (row: OutcomeRow): row is OutcomeRow & KeyRow => row.created_at !== null

const arrayOf = ({ type, read }: Input, creates: ReadonlyArray<Create>) =>
  Result.getOrThrow(PgTypes.array(creates.map(read), PgTypes.OID[type]))

/** Stores the connectors whose keys do not exist, and returns the outcomes in order. No two creates may have one key. */
export const insertGroup = (
  sql: SqlClient.SqlClient,
  creates: ReadonlyArray<Create>,
  time: number,
): Effect.Effect<ReadonlyArray<CreateOutcome>, SqlError.SqlError> => {
  const keys = creates.filter(({ key }) => key !== undefined).length
  const parameters = [
    ...inputs.map((input) => arrayOf(input, creates)),
    BigInt(time),
    BigInt(rememberedSince(time)),
    keys * expiredAtOnce,
  ]
  return Effect.map(sql.unsafe<OutcomeRow>(statement, parameters), (rows) => {
    const outcomes: Array<CreateOutcome> = creates.map(() => idTaken)
    for (const row of rows) outcomes[row.position - 1] = isKnown(row) ? { _tag: "Known", row } : created
    return outcomes
  })
}
