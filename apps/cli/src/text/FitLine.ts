/** The lines of a message, each in several lines if it is wider than a terminal. */
import { wrapped } from "@odj/command-line"
import { displayWidth } from "./DisplayWidth.ts"

/**
 * Breaks a line between words, and keeps its indentation. A line with a word that does not fit is left to the terminal: a
 * path, a URL or JSON can then be copied.
 */
export const fitLine = (line: string, width: number): ReadonlyArray<string> => {
  if (displayWidth(line) <= width) return [line]
  const indent = line.search(/\S/)
  const room = width - indent - 2
  return line.split(" ").some((word) => displayWidth(word) > room)
    ? [line]
    : wrapped(line.trimStart(), width, " ".repeat(indent), " ".repeat(indent + 2), displayWidth)
}

/** The text of lines for a stream with these columns. Only a terminal has columns, and one of unknown size has 0. */
export const fitLines = (lines: ReadonlyArray<string>, columns: number | undefined): string =>
  lines.flatMap((line) => fitLine(line, columns || Number.POSITIVE_INFINITY)).join("\n")
