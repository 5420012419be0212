/** What an import came to, and how it is told. */
import type { Problem } from "@odj/domain"
import { Data } from "effect"
import { count, type Tally } from "./ImportProgress.ts"

/** The result of an import, over all its runs. */
export type ImportSummary = Readonly<{
  created: number
  rejected: number
  /** Rows of which it is not known yet whether they are created, or that were not sent. */
  unsettled: number
  /** How many of those that are created or rejected an earlier run had done. */
  skipped: number
}>

/** Some rows were rejected, or are unsettled: the import is done in part, and has said so to people. */
export class ImportIncomplete extends Data.TaggedError("ImportIncomplete")<{
  readonly message: string
  readonly counts: Readonly<Record<string, number>>
  /** What was wrong with rows before anything was sent. */
  readonly problems: ReadonlyArray<Problem>
}> {}

/** What the counts come to; `doneBefore` were done when the run began. */
export const summaryOf = ({ total, created, rejected }: Tally, doneBefore: number): ImportSummary => ({
  created,
  rejected,
  unsettled: total - created - rejected,
  skipped: doneBefore,
})

/** The summary in one line; `rejectedPath` is the file with the rejected rows. */
export const summaryLine = (
  { created, rejected, unsettled }: ImportSummary,
  rejectedPath: string,
): string => {
  const where = rejected === 0 ? "" : ` (${rejectedPath})`
  const remedy = unsettled === 0 ? "" : ": run the same command again to go on"
  return `imported ${count(created)}, rejected ${count(rejected)}${where}, unsettled ${count(unsettled)}${remedy}`
}
