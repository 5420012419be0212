/** A row of an input, as it was read: a line of NDJSON, an element of an array, a row of CSV. */
import type { Problem } from "@odj/domain"

export interface Row {
  /** Counted from 1: the line, the element, or the row as a spreadsheet numbers it, whose first has the columns' names. */
  readonly row: number
  /** What it holds; its text, where that can't be read. */
  readonly input: unknown
  /** Why it can't be read; none where it can. */
  readonly problems: ReadonlyArray<Problem>
}
