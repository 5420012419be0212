/** A row of an input: a line of NDJSON, an element of a JSON array, or a row of CSV. */
import type { Problem } from "@odj/domain"

export interface Row {
  /** Counted from 1: the line, the element, or the row of the spreadsheet. */
  readonly row: number
  /** The value of the row, or its text if it can't be read. */
  readonly input: unknown
  /** Why it can't be read; empty if it can. */
  readonly problems: ReadonlyArray<Problem>
}
