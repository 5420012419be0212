/**
 * Stores a group of connectors with their idempotency keys in one statement. In a race with another statement, unique
 * constraints decide.
 *
 * It inserts the connectors in the order of their tenants and digests, and after all of them the keys in their order,
 * because two statements with different orders could deadlock.
 */
import { hash } from "node:crypto"
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

/** The digest of an id, which is short enough for an index. The database computes it for a new connector. */
export const digestOf = (id: string): Uint8Array => hash("sha256", id, "buffer")

/** How many expired keys a create with a key deletes: more than it adds. */
const expiredAtOnce = 4

interface Input {
  readonly name: string
  readonly type: "text" | "bool"
  readonly read: (create: Create) => unknown
}

/** The columns of a connector that are given. The database adds its sequence number and the digest of its id. */
const written: ReadonlyArray<Input> = [
  { name: "tenant", type: "text", read: ({ tenant }) => tenant },
  ...connectorColumns.map(
    ({ name, read }): Input => ({ name, type: "text", read: ({ connector }) => read(connector) }),
  ),
]

const writtenWithKey: ReadonlyArray<Input> = [
  ...written,
  { name: "key", type: "text", read: ({ key }) => key ?? null },
  { name: "is_id_given", type: "bool", read: ({ isIdGiven }) => isIdGiven },
]

const namesOf = (inputs: ReadonlyArray<Input>) => inputs.map(({ name }) => name).join(", ")

const columns = `sequence, id_digest, ${namesOf(written)}`
const values = valueColumns.join(", ")

/**
 * The rows in arrays, which are the first parameters, each with what the database adds. The name of the sequence is the one
 * that PostgreSQL gives to that of an identity column: to look it up costs each statement about a twentieth.
 */
const given = (inputs: ReadonlyArray<Input>) => `(
  SELECT nextval('odj_connector_sequence_seq') AS sequence, sha256(convert_to(id, 'UTF8')) AS id_digest, given.*
  FROM unnest(${inputs.map(({ type }, index) => `$${index + 1}::${type}[]`).join(", ")}) AS given (${namesOf(inputs)})
)`

/** Which ids a statement inserts: only new ones that were made at random, or also some of callers, which may exist. */
type Ids = "made" | "given"

/** Two statements have no id in common that was made. So they need neither an order nor a check, which costs a sixth. */
const insertion = (ids: Ids, source: string, returned: string) => `
  INSERT INTO odj_connector (${columns}) OVERRIDING SYSTEM VALUE
  SELECT ${columns} FROM ${source}
  ${ids === "given" ? `ORDER BY tenant COLLATE "C", id_digest, sequence ON CONFLICT (tenant, id_digest) DO NOTHING` : ""}
  RETURNING ${returned}`

/** Returns the connectors that were stored. */
const withoutKeys = (ids: Ids) => insertion(ids, `${given(written)} AS given`, "tenant, id")

const [now, since, most] = [1, 2, 3].map((place) => `$${writtenWithKey.length + place}`)

/**
 * Returns the connectors that were stored, and the rows of the keys that existed before. Old keys are deleted by the first
 * part, because PostgreSQL runs that last, when nothing waits for a lock any more. A subquery with an offset is evaluated
 * for each row by itself, and so by the index.
 */
const withKeys = (ids: Ids) => `
  WITH expired AS (
    DELETE FROM odj_idempotency_key WHERE (tenant, key) IN (
      SELECT tenant, key FROM odj_idempotency_key WHERE created_at < ${since}::bigint
      ORDER BY created_at LIMIT ${most}::integer FOR UPDATE SKIP LOCKED
    )
  ), given AS ${given(writtenWithKey)}, known AS (
    SELECT given.sequence, stored.* FROM given CROSS JOIN LATERAL (
      SELECT * FROM odj_idempotency_key AS stored
      WHERE stored.tenant = given.tenant AND stored.key = given.key OFFSET 0
    ) AS stored
  ), created AS (${insertion(ids, "given WHERE sequence NOT IN (SELECT sequence FROM known)", "sequence, tenant, id")}
  ), remembered AS (
    INSERT INTO odj_idempotency_key (tenant, key, created_at, is_id_given, ${values})
    SELECT given.tenant, key, ${now}::bigint, is_id_given, ${valueColumns.map((name) => `given.${name}`).join(", ")}
    FROM given JOIN created USING (sequence) WHERE key IS NOT NULL
    ORDER BY given.tenant COLLATE "C", key COLLATE "C"
  )
  SELECT tenant, NULL AS key, NULL::bigint AS created_at, NULL::boolean AS is_id_given,
    ${valueColumns.map((name) => (name === "id" ? "id" : `NULL AS ${name}`)).join(", ")} FROM created
  UNION ALL SELECT tenant, key, created_at, is_id_given, ${values} FROM known`

const bothOf = (statement: (ids: Ids) => string) => ({ made: statement("made"), given: statement("given") })

const statements = { withoutKeys: bothOf(withoutKeys), withKeys: bothOf(withKeys) }

interface StoredRow extends StoredValues {
  readonly tenant: string
  readonly id: string
}

interface KnownRow extends StoredRow, KeyRow {
  readonly key: string
}

type OutcomeRow = StoredRow | KnownRow

const isKnown = (row: OutcomeRow): row is KnownRow => typeof row.key === "string"

const nameOf = (tenant: string, name: string) => JSON.stringify([tenant, name])

const outcomesIn = (
  creates: ReadonlyArray<Create>,
  rows: ReadonlyArray<OutcomeRow>,
): ReadonlyArray<CreateOutcome> => {
  // All were stored, as nearly always.
  if (rows.length === creates.length && !rows.some(isKnown)) return creates.map(() => created)
  const known = new Map(rows.filter(isKnown).map((row) => [nameOf(row.tenant, row.key), row]))
  const stored = new Set(rows.filter((row) => !isKnown(row)).map(({ tenant, id }) => nameOf(tenant, id)))
  return creates.map(({ tenant, connector, key }): CreateOutcome => {
    const row = key && known.get(nameOf(tenant, key))
    if (row) return { _tag: "Known", row }
    // Of several connectors with one id, the first is stored.
    return stored.delete(nameOf(tenant, connector.id)) ? created : idTaken
  })
}

const arraysOf = (inputs: ReadonlyArray<Input>, creates: ReadonlyArray<Create>) =>
  inputs.map(({ type, read }) => Result.getOrThrow(PgTypes.array(creates.map(read), PgTypes.OID[type])))

/**
 * Stores the connectors whose keys do not exist, and returns the outcomes in order. No two creates may have one key. If an id
 * that was made exists, the statement fails, and nothing is stored.
 */
export const insertGroup = (
  sql: SqlClient.SqlClient,
  creates: ReadonlyArray<Create>,
  time: number,
): Effect.Effect<ReadonlyArray<CreateOutcome>, SqlError.SqlError> => {
  if (creates.length === 0) return Effect.succeed([])
  const keys = creates.filter(({ key }) => key !== undefined).length
  const ids = creates.some(({ isIdGiven }) => isIdGiven) ? "given" : "made"
  const rows =
    keys === 0
      ? sql.unsafe<OutcomeRow>(statements.withoutKeys[ids], arraysOf(written, creates))
      : sql.unsafe<OutcomeRow>(statements.withKeys[ids], [
          ...arraysOf(writtenWithKey, creates),
          BigInt(time),
          BigInt(rememberedSince(time)),
          keys * expiredAtOnce,
        ])
  return Effect.map(rows, (found) => outcomesIn(creates, found))
}
