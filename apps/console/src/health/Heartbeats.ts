/** Counts connectors by the time since their last contact, for a picture over time. */
import { clockSkew } from "@odj/core/health"
import { Duration } from "effect"

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** A time until now, in parts of equal length. Times are in milliseconds. */
export interface Span {
  readonly name: string
  readonly length: number
  readonly part: number
  /** The distance of the ticks on the axis, and the unit of their texts. */
  readonly tick: number
  readonly unit: readonly [text: string, length: number]
}

export const spans: Readonly<Record<"hour" | "day" | "month", Span>> = {
  hour: { name: "Last hour", length: hour, part: 2 * minute, tick: 10 * minute, unit: ["min", minute] },
  day: { name: "Last day", length: day, part: hour, tick: 6 * hour, unit: ["h", hour] },
  month: { name: "Last 30 days", length: 30 * day, part: day, tick: 5 * day, unit: ["d", day] },
}

export type SpanName = keyof typeof spans

export const spanNames: ReadonlyArray<SpanName> = ["hour", "day", "month"]

/** The last contacts within a span. */
export interface Histogram {
  /** By part, the latest first: from `index` to `index + 1` parts ago. */
  readonly parts: ReadonlyArray<number>
  /** Last contacts before the span. */
  readonly older: number
}

export interface Heartbeats {
  readonly of: Readonly<Record<SpanName, Histogram>>
  /** Connectors without any contact. */
  readonly never: number
  /** Last contacts in the future, by more than clocks may differ. */
  readonly future: number
}

const emptyHistogram = ({ length, part }: Span) => ({
  parts: Array.from({ length: length / part }, () => 0),
  older: 0,
})

/** Counts ages one by one; `undefined` stands for no contact. */
export const makeHeartbeats = (): {
  readonly add: (age: Duration.Duration | undefined) => void
  readonly counted: () => Heartbeats
} => {
  const of = {
    hour: emptyHistogram(spans.hour),
    day: emptyHistogram(spans.day),
    month: emptyHistogram(spans.month),
  }
  let never = 0
  let future = 0
  const add = (age: Duration.Duration | undefined) => {
    if (age === undefined) never += 1
    else if (Duration.isLessThan(age, Duration.negate(clockSkew))) future += 1
    else {
      const milliseconds = Math.max(0, Duration.toMillis(age))
      for (const name of spanNames) {
        const { length, part } = spans[name]
        const histogram = of[name]
        if (milliseconds >= length) histogram.older += 1
        else {
          const index = Math.floor(milliseconds / part)
          histogram.parts[index] = (histogram.parts[index] ?? 0) + 1
        }
      }
    }
  }
  return { add, counted: () => ({ of, never, future }) }
}
