/** The result of an import, as data and as a sentence. */
import type { Problem } from "@odj/domain"
import { Data } from "effect"
import { count, type RowCounts } from "./ImportProgress.ts"
import type { ImportStopped } from "./ImportRows.ts"
import type { JournalFailed } from "./Journal.ts"

/** The result of an import, over all its runs. */
export type ImportSummary = Readonly<{
  created: number
  rejected: number
  /** Rows that are not sent yet, or whose outcome is unknown. */
  unsettled: number
  /** Created or rejected rows that an earlier run had finished. */
  skipped: number
}>

/** Some rows were rejected or are unsettled. The summary has already been printed. */
export class ImportIncomplete extends Data.TaggedError("ImportIncomplete")<{
  readonly message: string
  readonly counts: Readonly<Record<string, number>>
  /** The problems of the invalid rows. */
  readonly problems: ReadonlyArray<Problem>
}> {}

/** The import ended before all rows were sent, for the reason that `failure` gives. */
export class ImportFailed extends Data.TaggedError("ImportFailed")<{
  readonly failure: ImportStopped | JournalFailed
  /** The summary, as a sentence. */
  readonly message: string
  readonly counts: ImportSummary
}> {}

/** The summary of the counts; `doneBefore` rows were finished when the run began. */
export const summaryOf = ({ total, created, rejected }: RowCounts, doneBefore: number): ImportSummary => ({
  created,
  rejected,
  unsettled: total - created - rejected,
  skipped: doneBefore,
})

/** The summary in one line; the rejected rows are in the file `rejectedPath`. Another run can continue if `canContinue`. */
export const summaryLine = (
  { created, rejected, unsettled }: ImportSummary,
  rejectedPath: string,
  canContinue: boolean,
): string => {
  const file = rejected === 0 ? "" : ` (see ${rejectedPath})`
  const remedy = unsettled === 0 || !canContinue ? "" : ". Run the same command again to continue"
  return `${count(created)} created, ${count(rejected)} rejected${file}, ${count(unsettled)} unsettled${remedy}`
}
