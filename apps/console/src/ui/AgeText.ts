/** Times and spans of time in words. */

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const

/** A span of time in its largest unit, rounded down, such as `3 h`. */
export const spanText = (milliseconds: number): string => {
  const [unit, size] = units.find(([, size]) => milliseconds >= size) ?? units[3]
  return `${Math.floor(milliseconds / size)} ${unit}`
}

/** The page's time moves every ten seconds, so less than that is no difference. In milliseconds. */
const resolution = 10_000

/** Such as `3 h ago`, `in 2 d` or `now`. */
export const ageText = (milliseconds: number): string => {
  const distance = Math.abs(milliseconds)
  if (distance <= resolution) return "now"
  return milliseconds < 0 ? `in ${spanText(distance)}` : `${spanText(distance)} ago`
}
