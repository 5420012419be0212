/**
 * Connections to PostgreSQL, with limits on how long a statement waits for a connection, for locks and for its
 * response.
 */
import { PgClient } from "@effect/sql-pg"
import { Clock, type Duration, Effect, Fiber, Schedule, Semaphore } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { connectionPermits } from "./ConnectionPermits.ts"
import { notReached, StatementFailed, statementFailure } from "./PostgresFailure.ts"
import { inTransaction } from "./PostgresTransaction.ts"

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

/** Which server, how it is secured, and whether each connection keeps its session there. */
export interface Route {
  readonly client: PgClient.PgClientConfig
  /**
   * A pooler is in between that does not keep the settings of a session: they are set in each transaction, and no
   * statement is prepared.
   */
  readonly isPooled: boolean
}

export interface PostgresConnections {
  readonly sql: SqlClient.SqlClient
  /** Runs one statement within the limits. An error that is a defect dies. */
  readonly run: <A>(statement: Effect.Effect<A, SqlError.SqlError>) => Effect.Effect<A, StatementFailed>
  /** The same for a statement that may run long. All of them together leave a fifth of the connections to others. */
  readonly runLong: Run
  /** The same for a group of creates. Only two run at once, and creates that come meanwhile join the next one. */
  readonly runGroup: Run
}

export type Run = PostgresConnections["run"]

/** How many groups of creates are in flight at once. If one waits for a lock, creates go on in the other. */
const groupsAtOnce = 2

/** How often and how soon a statement is run again if another transaction came first. */
const onConflict = Schedule.exponential("20 millis").pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 3 }),
  Schedule.setInputType<StatementFailed>(),
  Schedule.while(({ input: { outcome } }) => outcome === "Conflict"),
)

/** How long a statement that found no connection keeps its permit, so that not all that wait try at once. */
const pause = "50 millis"

/**
 * Runs an effect once a permit is free. If no permit is free within `wait`, the effect does not start. If the effect
 * runs longer than `duration`, it is interrupted.
 */
const within =
  (withPermit: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>, duration: Duration.Input) =>
  <A, E>(effect: Effect.Effect<A, E>, wait: Duration.Input): Effect.Effect<A, E | StatementFailed> =>
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
        return yield* new StatementFailed({ outcome: "Busy" })
      })
      return Effect.raceFirst(withPermit(start), timeout)
    })

const settingsOf = (limits: Limits) => ({
  lock_timeout: String(limits.lock),
  statement_timeout: String(limits.statement),
  idle_in_transaction_session_timeout: String(limits.statement),
})

const directly: Run = (statement) =>
  Effect.catch(statement, (error) => statementFailure(error) ?? Effect.die(error))

/**
 * Runs a statement in a transaction with the limits. A pooler may let the begin of a transaction wait for a connection
 * without end, and a commit can't be interrupted. So both are given up without waiting for their connection.
 */
const throughPooler =
  (sql: SqlClient.SqlClient, limits: Limits): Run =>
  (statement) =>
    Effect.gen(function* () {
      let hasBegun = false
      const begun = Effect.suspend(() => {
        hasBegun = true
        return statement
      })
      const transaction = Effect.catch(inTransaction(sql, settingsOf(limits))(begun), (error) =>
        hasBegun ? (statementFailure(error) ?? Effect.die(error)) : notReached(error),
      )
      const running = yield* Effect.forkDetach(transaction)
      const givenUp = Effect.andThen(
        Effect.sleep(limits.connection * 0.4),
        Effect.suspend(() => {
          if (hasBegun) return Effect.never
          running.interruptUnsafe()
          return Effect.fail(new StatementFailed({ outcome: "Busy" }))
        }),
      )
      return yield* Effect.onInterrupt(Effect.raceFirst(Fiber.join(running), givenUp), () =>
        Effect.sync(() => running.interruptUnsafe()),
      )
    })

export const make = Effect.fnUntraced(function* ({ client, isPooled }: Route, limits: Limits) {
  const sql = yield* PgClient.make({
    ...client,
    maxConnections: limits.connections,
    keepAlive: "10 seconds",
    // PostgreSQL's own limit, so that everything that was stored can be read.
    maxMessageSize: 2 ** 30,
    ...(isPooled ? { prepare: false } : { startupParameters: settingsOf(limits) }),
  })
  // One for each connection of the pool, so that a statement with a permit never waits for the pool.
  const permits = connectionPermits(limits.connections)
  const long = Semaphore.makeUnsafe(Math.max(1, Math.floor(limits.connections * 0.8)))
  const groups = Semaphore.makeUnsafe(groupsAtOnce)
  const runOnce = isPooled ? throughPooler(sql, limits) : directly
  const learned = Effect.andThen(permits.refused, Effect.sleep(pause))
  const clock = yield* Clock.Clock
  const runWhenFree =
    (bounded: ReturnType<typeof within>): Run =>
    (statement) =>
      Effect.suspend(() => {
        const end = clock.currentTimeMillisUnsafe() + limits.connection
        const learning = Effect.tapError(runOnce(statement), ({ outcome }) =>
          outcome === "Busy" ? learned : Effect.void,
        )
        const attempt: typeof learning = Effect.suspend(() => {
          const left = Math.max(0, end - clock.currentTimeMillisUnsafe())
          return Effect.catchIf(
            bounded(learning, left),
            ({ outcome }) => outcome === "Busy" && clock.currentTimeMillisUnsafe() < end,
            () => attempt,
          )
        })
        return attempt
      })
  const runWithin = (withPermit: Parameters<typeof within>[0]): Run => {
    const whenFree = runWhenFree(within(withPermit, limits.statement + limits.response))
    return (statement) => Effect.retry(whenFree(statement), onConflict)
  }
  return {
    sql,
    run: runWithin(permits.withPermit),
    runLong: runWithin((effect) => long.withPermit(permits.withPermit(effect))),
    runGroup: runWithin((effect) => groups.withPermit(permits.withPermit(effect))),
  } satisfies PostgresConnections
})
