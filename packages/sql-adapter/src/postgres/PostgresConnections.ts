/**
 * Connections to PostgreSQL, and the bounds within which a statement ends one way or the other: it waits for a
 * connection, for locks and for its answer no longer than its limits say.
 */
import { PgClient } from "@effect/sql-pg"
import { type Duration, Effect, type Redacted, Schedule, Semaphore } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { outcomeOf, StatementFailed } from "./PostgresFailure.ts"

/** How long the parts of a statement may take, in milliseconds, and how many may be under way. */
export interface Limits {
  readonly connections: number
  /** To wait until one of the connections is free. */
  readonly connection: number
  /** To wait for what another transaction holds on to. */
  readonly lock: number
  /** To be carried out, once it has arrived. */
  readonly statement: number
  /** To be answered, beyond the time that the statement may take: then the connection is given up. */
  readonly answer: number
}

export const limits: Limits = {
  connections: 10,
  connection: 5_000,
  lock: 3_000,
  statement: 10_000,
  answer: 5_000,
}

export interface PostgresConnections {
  readonly sql: SqlClient.SqlClient
  /** Runs statements within the limits. What is a defect dies. */
  readonly ask: <A>(statements: Effect.Effect<A, SqlError.SqlError>) => Effect.Effect<A, StatementFailed>
}

/**
 * Runs an effect as soon as a permit is free. Where that takes too long the effect is never begun; where it is begun and
 * takes too long, it is interrupted.
 */
const within =
  (permits: Semaphore.Semaphore, wait: Duration.Input, answer: Duration.Input) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E | StatementFailed> =>
    Effect.suspend(() => {
      let step: "waiting" | "begun" | "given up" = "waiting"
      const begin = Effect.suspend(() => {
        if (step === "given up") return Effect.never
        step = "begun"
        return effect
      })
      const giveUp = Effect.gen(function* () {
        yield* Effect.sleep(wait)
        if (step === "begun") {
          yield* Effect.sleep(answer)
          return yield* new StatementFailed({ outcome: "Unknown" })
        }
        step = "given up"
        return yield* new StatementFailed({ outcome: "NotReached" })
      })
      return Effect.raceFirst(permits.withPermit(begin), giveUp)
    })

const translate = (error: SqlError.SqlError): Effect.Effect<never, StatementFailed> => {
  const outcome = outcomeOf(error)
  return outcome === undefined ? Effect.die(error) : Effect.fail(new StatementFailed({ outcome }))
}

export const make = Effect.fnUntraced(function* (url: Redacted.Redacted, limits: Limits) {
  const sql = yield* PgClient.make({
    url,
    applicationName: "odj",
    maxConnections: limits.connections,
    keepAlive: "10 seconds",
    // The longest that PostgreSQL itself can say: whatever was stored can be read.
    maxMessageSize: 2 ** 30,
    startupParameters: {
      lock_timeout: String(limits.lock),
      statement_timeout: String(limits.statement),
      idle_in_transaction_session_timeout: String(limits.statement),
    },
  })
  // As many as the pool has connections: whoever has one of these never waits for the pool.
  const permits = yield* Semaphore.make(limits.connections)
  const bounded = within(permits, limits.connection, limits.statement + limits.answer)
  const ask: PostgresConnections["ask"] = (statements) =>
    Effect.retry(bounded(Effect.catch(statements, translate)), {
      times: 3,
      schedule: Schedule.jittered(Schedule.exponential("20 millis")),
      while: ({ outcome }) => outcome === "Conflict",
    })
  return { sql, ask } satisfies PostgresConnections
})
