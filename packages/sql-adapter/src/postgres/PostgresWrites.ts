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
import { Clock, Effect, Predicate, Result } from "effect"
import type { Writes } from "../database/SqlConnectorStore.ts"
import { tracedIn } from "../database/TracedWrite.ts"
import { assignmentsOf, valueColumns } from "../read/ConnectorColumn.ts"
import { connectorIn, found, type StoredValues } from "../read/ConnectorRow.ts"
import { chunksOf } from "./Chunks.ts"
import * as CreateCommit from "./CreateCommit.ts"
import { type Create, digestOf, type KeyRow } from "./CreateGroup.ts"
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

  /** The connector that was created with the key; nothing if the key is too old, which is then deleted. */
  const recall = Effect.fnUntraced(function* (
    tenant: string,
    connector: NewDomainJoinConnector,
    key: IdempotencyKey,
    { created_at, is_id_given, ...row }: KeyRow,
  ) {
    if (!isRemembered(Number(created_at), yield* Clock.currentTimeMillis)) {
      yield* Effect.mapError(run(forget(tenant, key, created_at)), serviceFailure)
      return undefined
    }
    const known = { connector: Result.getOrThrow(connectorIn(row)), isIdGiven: is_id_given }
    if (isRetryOf(connector, known)) return known.connector
    return yield* new IdempotencyKeyReused({ key })
  })

  const createWithin = (
    attempts: number,
    tenant: string,
    connector: NewDomainJoinConnector,
    key: IdempotencyKey | undefined,
    isIdKnownAsTaken = false,
  ): ReturnType<Writes["create"]> => {
    const again = (isIdTaken = isIdKnownAsTaken) =>
      attempts > 1 ? createWithin(attempts - 1, tenant, connector, key, isIdTaken) : busy
    const outcomeOf = (candidate: Create) =>
      Effect.matchEffect(traceInsert(write(candidate)), {
        onFailure: (failure): ReturnType<Writes["create"]> => {
          // The key is new: another request has inserted it while the statement ran.
          if (failure.outcome === "Taken") return again()
          if (failure.outcome === "Locked" && key !== undefined) return new CreateInProgress({ key })
          return createFailure(failure)
        },
        onSuccess: (outcome): ReturnType<Writes["create"]> => {
          if (outcome._tag === "Created") return Effect.succeed(candidate.connector)
          if (outcome._tag === "Known" && key !== undefined)
            return Effect.filterOrElse(
              recall(tenant, connector, key, outcome.row),
              Predicate.isNotUndefined,
              () => again(),
            )
          if (connector.id === undefined) return again()
          // A request with the same key may have taken the id while the statement ran. The next one sees its key.
          if (key !== undefined && !isIdKnownAsTaken) return again(true)
          return new ConnectorAlreadyExists({ id: connector.id })
        },
      })
    return Effect.suspend(() => outcomeOf(createOf(tenant, connector, key)))
  }

  return {
    create: (tenant, connector, key) => createWithin(maxAttempts, tenant, connector, key),

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
