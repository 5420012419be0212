/**
 * A length of time in a fault, or by which the clock is moved: a number of milliseconds, or a text such as `300 millis` or
 * `6 days`.
 */
import { Schema } from "effect"

const units = [
  "milli",
  "millis",
  "second",
  "seconds",
  "minute",
  "minutes",
  "hour",
  "hours",
  "day",
  "days",
  "week",
  "weeks",
] as const

const count = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

export const DurationText = Schema.Union([
  count,
  Schema.TemplateLiteral([Schema.Finite, " ", Schema.Literals(units)]).check(
    Schema.isPattern(/^\d+(?:\.\d+)? /u),
  ),
]).annotate({
  identifier: "Duration",
  expected: `milliseconds from 0, or a text such as "300 millis" or "6 days"`,
  description: "Milliseconds, or a number with a unit",
  examples: [300, "6 days"],
})
export type DurationText = typeof DurationText.Type
