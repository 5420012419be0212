/** Draws a histogram of last contacts as SVG: the time until now from left to right, and Intune's limits of silence. */
import { silenceLimits } from "@odj/domain"
import { nice, ticks } from "d3-array"
import { Duration } from "effect"
import { numberText } from "../ui/Counted.ts"
import type { Histogram, Span } from "./Heartbeats.ts"

interface HeartbeatDrawingProps {
  readonly span: Span
  readonly histogram: Histogram
  /** In CSS pixels. */
  readonly width: number
  /** What the picture shows, for people who don't see it. */
  readonly label: string
}

const height = 200
const edge = { start: 44, end: 16, top: 30, bottom: 30 }

/** After each limit, the state is another one. */
const limits = [
  { after: Duration.toMillis(silenceLimits.error), text: "1 h: error", state: "error" },
  { after: Duration.toMillis(silenceLimits.inactive), text: "5 d: inactive", state: "inactive" },
  { after: Duration.toMillis(silenceLimits.removal), text: "30 d: removed", state: "inactive" },
]

const stateAt = (age: number) => limits.findLast(({ after }) => age >= after)?.state ?? "active"

/** A limit that is too near to now has no room. */
const isDrawn = (after: number, { length }: Span) => after <= length && after > length / 50

const ticksOf = ({ length, tick }: Span) =>
  Array.from({ length: length / tick + 1 }, (_, index) => index * tick)

export const HeartbeatDrawing = ({ span, histogram, width, label }: HeartbeatDrawingProps) => {
  const { length, part, unit } = span
  const bottom = height - edge.bottom
  const x = (age: number) => edge.start + (1 - age / length) * (width - edge.end - edge.start)
  const [, most] = nice(0, Math.max(1, ...histogram.parts), 4)
  const y = (count: number) => bottom - (count / most) * (bottom - edge.top)
  const [unitText, unitLength] = unit
  // Every second text is left out if there is little room.
  const step = width < 480 && ticksOf(span).length > 5 ? 2 : 1
  return (
    <svg class="heartbeats" role="img" aria-label={label} width={width} height={height}>
      <g class="grid">
        {ticks(0, most, 4)
          .filter(Number.isInteger)
          .map((tick) => (
            <g key={tick} transform={`translate(0,${y(tick)})`}>
              <line x1={edge.start} x2={width - edge.end} />
              <text x={edge.start - 8} dy="0.32em" text-anchor="end">
                {numberText(tick)}
              </text>
            </g>
          ))}
      </g>
      {histogram.parts.map((count, index) => {
        const [left, right] = [x((index + 1) * part), x(index * part)]
        return (
          count > 0 && (
            <rect
              key={index}
              data-state={stateAt(index * part)}
              x={left + 1}
              y={Math.min(y(count), bottom - 2)}
              width={Math.max(1, right - left - 2)}
              height={Math.max(2, bottom - y(count))}
            />
          )
        )
      })}
      <g class="axis" transform={`translate(0,${bottom})`}>
        <line x1={edge.start} x2={width - edge.end} />
        {ticksOf(span)
          .filter((_, index) => index % step === 0)
          .map((age) => (
            <text key={age} x={x(age)} y="1.4em" text-anchor={age === 0 ? "end" : "middle"}>
              {age === 0 ? "now" : `${age / unitLength} ${unitText}`}
            </text>
          ))}
      </g>
      {limits
        .filter(({ after }) => isDrawn(after, span))
        .map(({ after, text, state }) => (
          <g key={text} class="limit" data-state={state}>
            <line x1={x(after)} x2={x(after)} y1={edge.top - 8} y2={bottom} />
            <text x={x(after)} y={edge.top - 14} text-anchor={after === length ? "start" : "end"}>
              {text}
            </text>
          </g>
        ))}
    </svg>
  )
}
