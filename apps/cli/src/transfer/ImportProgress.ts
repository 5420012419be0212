/** The progress bar of an import, on standard error if that is a terminal. */
import { count } from "@odj/command-line"
import { formatAge } from "@odj/core/health"
import { Clock, Duration, Effect, Fiber, Schedule, Stdio, Stream } from "effect"
import { eraseLine, Waiting } from "../network/Waiting.ts"

/** The number of all rows, and of those that are created, there already, or rejected. */
export interface RowCounts {
  readonly total: number
  readonly done: number
}

const barWidth = 20

/**
 * One line: a bar, the finished rows and all rows, the rate in rows per second, and the remaining time at that rate.
 * `doneBefore` rows were finished when this run began.
 */
export const progressLine = (
  { total, done }: RowCounts,
  doneBefore: number,
  elapsed: Duration.Duration,
): string => {
  const filled = total === 0 ? barWidth : Math.floor((done / total) * barWidth)
  const bar = `[${"#".repeat(filled)}${"-".repeat(barWidth - filled)}]`
  const rate = (done - doneBefore) / Math.max(Duration.toSeconds(elapsed), 0.001)
  const left = rate > 0 ? `, ${formatAge(Duration.seconds(Math.ceil((total - done) / rate)))} left` : ""
  return `${bar} ${count(done)} of ${count(total)}, ${count(Math.round(rate))}/s${left}`
}

/** Shows progress while the effect runs, if standard error is a terminal, and erases it at the end. */
export const withProgress = <A, E, R>(self: Effect.Effect<A, E, R>, rowCounts: () => RowCounts) =>
  Effect.gen(function* () {
    const { stderr, stderrIsTerminal } = yield* Stdio.Stdio
    if (!(yield* stderrIsTerminal)) return yield* self
    const write = (text: string) => Effect.ignore(Stream.run(Stream.make(text), stderr()))
    const { done } = rowCounts()
    const start = yield* Clock.currentTimeMillis
    const show = Effect.gen(function* () {
      const elapsed = Duration.millis((yield* Clock.currentTimeMillis) - start)
      yield* write(eraseLine + progressLine(rowCounts(), done, elapsed))
    })
    yield* show
    const showing = yield* Effect.forkChild(Effect.schedule(show, Schedule.spaced("200 millis")))
    const { hiddenDuring } = yield* Waiting
    return yield* Effect.ensuring(
      hiddenDuring(self),
      Effect.andThen(Fiber.interrupt(showing), write(eraseLine)),
    )
  })
