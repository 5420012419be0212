/**
 * Runs long reads in slices, for authors of stores.
 *
 * While reads wait for their next slice, each turn of the event loop runs one slice of all the reads of the process, so that
 * other work runs in between. A read that needs only one slice waits only if other reads wait already, or if those before it
 * have used the time of a slice in this turn.
 */
import { Clock, Effect, Scheduler } from "effect"

/** In nanoseconds. */
const sliceTime = 2_000_000n

/** The largest length of a slice. With a longer one, rows that suddenly take more time would take too long together. */
const maxLength = 8_192

/** How much longer than a slice the next one may be. */
const maxGrowth = 4

/** The time is looked at once for that many rows. */
const rowsPerLook = 16

/** A part of a read, which takes about two milliseconds. */
export interface Slice {
  /** How many rows it may visit, by the time that rows took in the slices before. */
  readonly length: number
  /** Whether its time is over. Call it after each row. */
  readonly isOver: () => boolean
  /** Starts its time again. Call it when the response of another process has arrived. */
  readonly restart: () => void
}

/** The reads that wait for their next slice, in the order in which they get it. */
const waiting = new Set<() => void>()
let isScheduled = false

/** `setImmediate` as it is when this module loads, if there is one: reads continue even if a test later fakes all timers. */
const { setImmediate } = globalThis as { readonly setImmediate?: (task: () => void) => unknown }

// Runs tasks by `setImmediate`, so that the event loop handles its events in between.
const loop = new Scheduler.MixedScheduler(
  "async",
  setImmediate &&
    ((task) => {
      setImmediate(task)
      return () => {}
    }),
).makeDispatcher()

const schedule = () => {
  isScheduled = waiting.size > 0
  if (isScheduled) loop.scheduleTask(resumeFirst, 0)
}

const resumeFirst = () => {
  const [resume] = waiting
  if (resume !== undefined) waiting.delete(resume)
  schedule()
  resume?.()
}

const queued = Effect.callback<void>((resume) => {
  const entry = () => resume(Effect.void)
  waiting.add(entry)
  if (!isScheduled) schedule()
  return Effect.sync(() => waiting.delete(entry))
})

/** When the first read of this turn began. */
let turnStart: bigint | undefined

const endTurn = () => {
  turnStart = undefined
}

/** Whether a read must wait for its first slice. What the reads before it did with their rows counts as well. */
const mustWait = (clock: Clock.Clock) => {
  if (waiting.size > 0) return true
  const now = clock.monotonicTimeNanosUnsafe()
  if (turnStart === undefined) {
    turnStart = now
    loop.scheduleTask(endTurn, 0)
  }
  return now - turnStart >= sliceTime
}

/** Waits for the read's turn. A fiber that runs synchronously has no event loop to wait for. */
const turn = Effect.flatMap(Scheduler.Scheduler, ({ executionMode }) =>
  executionMode === "sync" ? Effect.yieldNow : queued,
)

const sliceOf = (length: number, clock: Clock.Clock) => {
  let start = clock.monotonicTimeNanosUnsafe()
  let rows = 0
  const elapsed = () => clock.monotonicTimeNanosUnsafe() - start
  return {
    length,
    isOver: () => ++rows % rowsPerLook === 0 && elapsed() >= sliceTime,
    restart: () => {
      start = clock.monotonicTimeNanosUnsafe()
    },
    /** The length for the next slice. */
    next: () => {
      const growth = Math.min(maxGrowth, Number(sliceTime) / Number(elapsed()))
      return Math.min(maxLength, Math.max(1, Math.floor(length * growth)))
    },
  }
}

/**
 * Runs `slice` again and again until it returns false. The first slice has the given length; the next ones are as long as
 * they can be within the time of a slice. The read can be interrupted between slices.
 *
 * @example
 * ```ts
 * import { inSlices } from "@odj/core"
 * import { Effect } from "effect"
 *
 * let row = 0
 * const countTo = (rows: number) =>
 *   inSlices(100, ({ length }) =>
 *     Effect.sync(() => {
 *       row = Math.min(row + length, rows)
 *       return row < rows
 *     }),
 *   )
 * await Effect.runPromise(countTo(1_000_000))
 * console.log(row) // => 1000000
 * ```
 */
export const inSlices = Effect.fnUntraced(function* <E, R>(
  first: number,
  slice: (slice: Slice) => Effect.Effect<boolean, E, R>,
): Effect.fn.Return<void, E, R> {
  const clock = yield* Clock.Clock
  if (mustWait(clock)) yield* turn
  for (let length = first; ; yield* turn) {
    const part = sliceOf(length, clock)
    if (!(yield* slice(part))) return
    length = part.next()
  }
})
