/** How far a clock is ahead, in words. */
import { counted } from "../ui/Counted.ts"

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const

/** Such as `6 days and 2 hours ahead`, or `not moved`. A request takes some milliseconds, so less than a second is none. */
export const offsetText = (offset: number): string => {
  let rest = Math.round(Math.abs(offset) / 1_000) * 1_000
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count === 0 ? [] : [counted(count, unit)]
  })
  if (parts.length === 0) return "not moved"
  return `${parts.slice(0, 2).join(" and ")} ${offset > 0 ? "ahead" : "behind"}`
}
