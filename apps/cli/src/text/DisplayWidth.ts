/** The number of cells that text takes on a terminal, and text cut to a number of cells. */
import { CliOutput } from "effect/cli"

/** Text of characters that take one cell each. Finding the graphemes of other text takes a hundred times as long. */
const narrow = /^[ -~\u00a1-\u00ac\u00ae-\u024f]*$/

export const displayWidth = (text: string): number =>
  narrow.test(text) ? text.length : CliOutput.displayWidth(text)

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** Cuts text that is wider than `width`. The result ends with `…` and takes exactly `width` cells, which is at least 1. */
export const cut = (text: string, width: number): string => {
  if (narrow.test(text)) return `${text.slice(0, width - 1)}…`
  let start = 0
  let left = width - 1
  for (const { segment, index } of graphemes.segment(text)) {
    const taken = displayWidth(segment)
    if (taken > left) break
    left -= taken
    start = index + segment.length
  }
  return `${text.slice(0, start)}…${" ".repeat(left)}`
}
