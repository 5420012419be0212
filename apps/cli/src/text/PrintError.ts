/** Prints the lines of an error on standard error; on a terminal, they are broken between words. */
import { Console } from "effect"
import { fitLines } from "./FitLine.ts"

export const printError = (lines: ReadonlyArray<string>) =>
  Console.error(fitLines(lines, process.stderr.columns))
