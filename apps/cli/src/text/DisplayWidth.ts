/** The number of cells that text takes on a terminal, and text cut to a number of cells. */
import { CliOutput } from "effect/cli"

/**
 * Characters that each are one grapheme: Latin, Greek and Cyrillic letters of one cell, and East Asian ones of two. All
 * graphemes can be found in any text, but that takes ten times as long.
 */
const narrow = " -~\\u00a1-\\u00ac\\u00ae-\\u024f\\u0391-\\u03c9\\u0400-\\u045f"
const wide = "\\u3001-\\u3029\\u3041-\\u3096\\u30a1-\\u30ff\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff01-\\uff60"
const isNarrow = new RegExp(`^[${narrow}]*$`)
const isSimple = new RegExp(`^[${narrow}${wide}]*$`)

/** The end of the longest start of simple text that fits, and the cells that are left. */
const simplePart = (text: string, width: number) => {
  let left = width
  let end = 0
  while (end < text.length) {
    const taken = text.charCodeAt(end) < 0x3000 ? 1 : 2
    if (taken > left) break
    left -= taken
    end++
  }
  return { end, left }
}

export const displayWidth = (text: string): number => {
  if (isNarrow.test(text)) return text.length
  const room = 2 * text.length
  return isSimple.test(text) ? room - simplePart(text, room).left : CliOutput.displayWidth(text)
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** The same for any text. */
const anyPart = (text: string, width: number) => {
  let left = width
  let end = 0
  for (const { segment, index } of graphemes.segment(text)) {
    const taken = displayWidth(segment)
    if (taken > left) break
    left -= taken
    end = index + segment.length
  }
  return { end, left }
}

/** Cuts text that is wider than `width`. The result ends with `…` and takes exactly `width` cells, which is at least 1. */
export const cut = (text: string, width: number): string => {
  const { end, left } = (isSimple.test(text) ? simplePart : anyPart)(text, width - 1)
  return `${text.slice(0, end)}…${" ".repeat(left)}`
}
