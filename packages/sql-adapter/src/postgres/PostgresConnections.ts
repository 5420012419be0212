/**
 * Connections to PostgreSQL, with limits on how long a statement waits for a connection, for locks and for its
 * response.
 */
import { PgClient } from "@effect/sql-pg"
import { type Duration, Effect, type Redacted, Schedule, Semaphore } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { outcomeOf, StatementFailed } from "./PostgresFailure.ts"

/** The number of connections, and limits on the parts of a statement, in milliseconds. */
export interface Limits {
  readonly connections: number
  /** The wait for a free connection. */
  readonly connection: number
  /** The wait for the lock of another transaction. */
  readonly lock: number
  /** The execution of the statement in the database. */
  readonly statement: number
  /** The wait for a response, counted from the limit of the execution. After that the connection is closed. */
  readonly response: number
}

export const limits: Limits = {
  connections: 10,
  connection: 5_000,
  lock: 3_000,
  statement: 10_000,
  response: 5_000,
}

export interface PostgresConnections {
  readonly sql: SqlClient.SqlClient
  /** Runs statements within the limits. An error that is a defect dies. */
  readonly run: <A>(statements: Effect.Effect<A, SqlError.SqlError>) => Effect.Effect<A, StatementFailed>
}

/**
 * Runs an effect once a permit is free. If no permit is free within `wait`, the effect does not start. If the effect
 * runs longer than `duration`, it is interrupted.
 */
const within =
  (permits: Semaphore.Semaphore, wait: Duration.Input, duration: Duration.Input) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E | StatementFailed> =>
    Effect.suspend(() => {
      let state: "waiting" | "running" | "timed out" = "waiting"
      const start = Effect.suspend(() => {
        if (state === "timed out") return Effect.never
        state = "running"
        return effect
      })
      const timeout = Effect.gen(function* () {
        yield* Effect.sleep(wait)
        if (state === "running") {
          yield* Effect.sleep(duration)
          return yield* new StatementFailed({ outcome: "Unknown" })
        }
        state = "timed out"
        return yield* new StatementFailed({ outcome: "NotReached" })
      })
      return Effect.raceFirst(permits.withPermit(start), timeout)
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
    // PostgreSQL's own limit, so that everything that was stored can be read.
    maxMessageSize: 2 ** 30,
    startupParameters: {
      lock_timeout: String(limits.lock),
      statement_timeout: String(limits.statement),
      idle_in_transaction_session_timeout: String(limits.statement),
    },
  })
  // One for each connection of the pool, so that a statement with a permit never waits for the pool.
  const permits = yield* Semaphore.make(limits.connections)
  const bounded = within(permits, limits.connection, limits.statement + limits.response)
  const run: PostgresConnections["run"] = (statements) =>
    Effect.retry(bounded(Effect.catch(statements, translate)), {
      times: 3,
      schedule: Schedule.jittered(Schedule.exponential("20 millis")),
      while: ({ outcome }) => outcome === "Conflict",
    })
  return { sql, run } satisfies PostgresConnections
})
