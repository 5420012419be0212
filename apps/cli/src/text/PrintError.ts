/** Prints the lines of an error on standard error. */
import { Console } from "effect"
import { fitLine } from "./FitLine.ts"

/** On a terminal, lines are broken between words. Only a terminal has columns, and one of unknown size has 0. */
export const printError = (lines: ReadonlyArray<string>) =>
  Console.error(
    lines.flatMap((line) => fitLine(line, process.stderr.columns || Number.POSITIVE_INFINITY)).join("\n"),
  )
