/** The time limit of the whole command. */
import { Context, Data, Deferred, Duration, Effect } from "effect"
import { Waiting } from "./Waiting.ts"

/** The command has run out of its time. */
export class TimedOut extends Data.TaggedError("TimedOut")<{
  readonly limit: Duration.Duration
  /** What had no response yet, if it was a request. */
  readonly awaited: string | undefined
}> {
  /** `No result within 30s (--timeout): still waiting for graph.microsoft.com (attempt 4 of 4)`. */
  override get message() {
    const waiting = this.awaited === undefined ? "" : `: still waiting for ${this.awaited}`
    return `No result within ${Duration.format(this.limit)} (--timeout)${waiting}`
  }
}

export interface TimeLimit {
  /** Starts the clock. */
  readonly start: (limit: Duration.Duration) => Effect.Effect<void>
  /** Fails when the time is up. */
  readonly over: Effect.Effect<never, TimedOut>
  /** Fails when the time is up, unless the command has taken over. */
  readonly end: Effect.Effect<never, TimedOut>
  /** From now on, the command stops by itself when {@link over} fails. */
  readonly takeOver: () => void
  /** The failure, once the time is up. */
  readonly exceeded: () => TimedOut | undefined
  /** The exit code of the report that an interrupted command has made, if it has made one. */
  exitCode: number | undefined
}

export const makeTimeLimit = Effect.gen(function* () {
  const started = yield* Deferred.make<Duration.Duration>()
  const ended = yield* Deferred.make<never, TimedOut>()
  const waiting = yield* Waiting
  let isTakenOver = false
  let exceeded: TimedOut | undefined
  const over = Deferred.await(ended)
  const clock = Effect.gen(function* () {
    const limit = yield* Deferred.await(started)
    yield* Effect.sleep(limit)
    exceeded = new TimedOut({ limit, awaited: waiting.awaited() })
    yield* Deferred.fail(ended, exceeded)
    return yield* isTakenOver ? Effect.never : exceeded
  })
  return {
    start: (limit) => Effect.asVoid(Deferred.succeed(started, limit)),
    over,
    end: clock,
    takeOver: () => {
      isTakenOver = true
    },
    exceeded: () => exceeded,
    exitCode: undefined,
  } satisfies TimeLimit as TimeLimit
})

/** The time limit of this run. By default there is none. */
export const TimeLimit = Context.Reference<TimeLimit>("@odj/cli/TimeLimit", {
  defaultValue: () => Effect.runSync(makeTimeLimit),
})
