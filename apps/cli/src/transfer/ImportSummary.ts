/** The result of an import, as data and as a sentence. */
import { count } from "@odj/command-line"
import type { Problem } from "@odj/domain"
import { Data } from "effect"
import type { ImportStopped } from "./ImportRows.ts"
import type { JournalFailed } from "./Journal.ts"

/** The result of a run of an import. The total is the sum of the others. */
export type ImportSummary = Readonly<{
  total: number
  /** Rows that this run created. */
  created: number
  /** Rows that an earlier run created, or that existed already with the same id and values. */
  alreadyCreated: number
  rejected: number
  /** Rows that are not sent yet, or whose outcome is unknown. */
  unsettled: number
}>

/** Some rows were rejected or are not finished. The summary has already been printed. */
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

/** How a run goes on. */
export interface NextStep {
  /** The file with the rejected rows, if it is written. */
  readonly rejectedPath: string | undefined
  /** Whether another run can continue. */
  readonly canContinue: boolean
}

/** The summary in one line, with what to do next. */
export const summaryLine = (
  { total, created, alreadyCreated, rejected, unsettled }: ImportSummary,
  { rejectedPath, canContinue }: NextStep,
): string => {
  const counts = [
    `${count(created)} created`,
    `${count(alreadyCreated)} already created`,
    `${count(rejected)} rejected${rejectedPath !== undefined && unsettled > 0 ? ` (see ${rejectedPath})` : ""}`,
    `${count(unsettled)} not finished`,
  ].join(", ")
  const next =
    unsettled > 0
      ? canContinue && "Run the same command again to continue"
      : rejectedPath !== undefined && `Correct the rows in ${rejectedPath} and import that file`
  return `${count(total)} ${total === 1 ? "row" : "rows"}: ${counts}${next ? `. ${next}` : ""}`
}
