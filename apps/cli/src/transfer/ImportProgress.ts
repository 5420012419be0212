/** The progress bar of an import, on standard error if that is a terminal. */
import { Clock, Duration, Effect, Fiber, Schedule, Stdio, Stream } from "effect"
import { Waiting } from "../network/Waiting.ts"

/** The number of all rows, and of those that are created, there already, or rejected. */
export interface RowCounts {
  readonly total: number
  readonly done: number
}

const number = new Intl.NumberFormat("en-GB")

export const count = (value: number): string => number.format(value)

const barWidth = 20

/** A remaining time: `42s`, `3m 05s`, `2h 07m`. */
const timeText = (seconds: number): string => {
  const pad = (value: number) => String(value).padStart(2, "0")
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`
  return `${Math.floor(seconds / 3600)}h ${pad(Math.floor((seconds % 3600) / 60))}m`
}

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
  const left = rate > 0 ? `, ${timeText(Math.ceil((total - done) / rate))} left` : ""
  return `${bar} ${count(done)} of ${count(total)}, ${count(Math.round(rate))}/s${left}`
}

const eraseLine = "\r\u001b[K"

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
