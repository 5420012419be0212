/**
 * Writes to PostgreSQL. Creates that come at once share a statement, and so a transaction and a round trip, even with
 * keys.
 */
import { randomUUID } from "node:crypto"
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStoreUnavailable,
  CreateInProgress,
  type CreateResult,
  type IdempotencyKey,
  IdempotencyKeyReused,
  isRemembered,
  isRetryOf,
} from "@odj/core"
import { type NewDomainJoinConnector, textLength, withId } from "@odj/domain"
import { Clock, Effect, Result } from "effect"
import type { Writes } from "../database/SqlConnectorStore.ts"
import { tracedIn } from "../database/TracedWrite.ts"
import { assignmentsOf, valueColumns } from "../read/ConnectorColumn.ts"
import { connectorIn, found, type StoredValues } from "../read/ConnectorRow.ts"
import { chunksOf } from "./Chunks.ts"
import * as CreateCommit from "./CreateCommit.ts"
import { type Create, digestOf } from "./CreateGroup.ts"
import * as GroupCommit from "./GroupCommit.ts"
import type { PostgresConnections } from "./PostgresConnections.ts"
import { createFailure, serviceFailure } from "./PostgresFailure.ts"

/** How often a create is tried when others interfere. */
const maxAttempts = 4

const busy = new ConnectorStoreUnavailable({
  report: { message: "Other requests keep creating the same connector" },
})

const traceInsert = tracedIn("postgresql")("INSERT")

const createOf = (tenant: string, connector: NewDomainJoinConnector, key?: IdempotencyKey): Create => ({
  tenant,
  connector: withId(connector.id ?? randomUUID(), connector),
  key,
  isIdGiven: connector.id !== undefined,
})

/** The result of a create without a key. */
const resultOf = ({ connector }: Create, outcome: CreateCommit.Outcome): Effect.Effect<CreateResult> =>
  Effect.match(outcome, {
    onFailure: (failure) => Result.fail(createFailure(failure)),
    onSuccess: ({ _tag }) =>
      _tag === "Created"
        ? Result.succeed(connector)
        : Result.fail(new ConnectorAlreadyExists({ id: connector.id })),
  })

export const make = Effect.fnUntraced(function* (connections: PostgresConnections) {
  const { sql, run, runGroup } = connections
  const commit = CreateCommit.make(connections)
  const write = yield* GroupCommit.make((take: () => ReadonlyArray<Create>) => commit(take, runGroup))
  const columns = (names: ReadonlyArray<string>) => sql.literal(names.join(", "))

  const forget = (tenant: string, key: IdempotencyKey, createdAt: bigint) =>
    sql`DELETE FROM odj_idempotency_key
      WHERE tenant = ${tenant} AND key = ${key} AND created_at = ${createdAt}`

  const create: Writes["create"] = Effect.fnUntraced(function* (tenant, connector, key) {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const candidate = createOf(tenant, connector, key)
      const result = yield* Effect.result(traceInsert(write(candidate)))
      if (Result.isFailure(result)) {
        const { outcome } = result.failure
        // The key is new: another request has inserted it while the statement ran.
        if (outcome === "Taken") continue
        if (outcome === "Locked" && key !== undefined) return yield* new CreateInProgress({ key })
        return yield* createFailure(result.failure)
      }
      if (result.success._tag === "Created") return candidate.connector
      if (result.success._tag === "Known" && key !== undefined) {
        const { created_at, is_id_given, ...row } = result.success.row
        if (isRemembered(Number(created_at), yield* Clock.currentTimeMillis)) {
          const known = { connector: Result.getOrThrow(connectorIn(row)), isIdGiven: is_id_given }
          if (isRetryOf(connector, known)) return known.connector
          return yield* new IdempotencyKeyReused({ key })
        }
        yield* Effect.mapError(run(forget(tenant, key, created_at)), serviceFailure)
      } else if (connector.id !== undefined) {
        return yield* new ConnectorAlreadyExists({ id: connector.id })
      }
    }
    return yield* busy
  })

  return {
    create,

    createMany: Effect.fnUntraced(function* (tenant, connectors) {
      const creates = connectors.map((connector) => createOf(tenant, connector))
      const results: Array<CreateResult> = []
      for (const chunk of chunksOf(creates, ({ connector }) => textLength(connector))) {
        const outcomes = yield* commit(() => chunk)
        for (const [create, outcome] of outcomes) results.push(yield* resultOf(create, outcome))
      }
      return results
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
  } satisfies Writes
})
