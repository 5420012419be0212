/**
 * Whether an import can continue with a file that has changed since it began.
 *
 * Rows that were added, corrected, moved or repeated are recognised by their contents. If a row that was sent is not in the
 * file any more, it was removed or changed. odj can't tell which, and to import a changed row would create it twice.
 */
import type { ValidRow } from "@odj/command-line/rows"
import { isSettled, type JournalEntry, mayBeCreated, type RowState } from "./Journal.ts"

const rowNumbers = (rows: ReadonlyArray<{ readonly row: number }>) => {
  const numbers = rows.map(({ row }) => row).sort((left, right) => left - right)
  const rest = numbers.length - 10
  return `${rows.length === 1 ? "row" : "rows"} ${numbers.slice(0, 10).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`
}

/**
 * Why the import can't continue with these rows, if it can't; it continues the sentence after the journal's path. `missing`
 * has the entries of rows that are not in the file, and `states` those of rows that are.
 */
export const problemOfChange = (
  missing: ReadonlyArray<JournalEntry>,
  states: ReadonlyArray<RowState>,
  rows: ReadonlyArray<ValidRow>,
): string | undefined => {
  const gone = missing.filter(mayBeCreated)
  if (gone.length === 0) return undefined
  const settled = new Set(states.filter(({ entry }) => isSettled(entry)).map(({ entry }) => entry.row))
  const unsettled = rows.filter(({ row }) => !settled.has(row))
  if (unsettled.length === 0) return undefined
  const isOne = gone.length === 1
  const created = gone.every(({ state }) => state === "created")
    ? isOne
      ? "was created"
      : "were created"
    : "may have been created"
  return [
    `belongs to another file, or the file has changed since the import began: ${rowNumbers(gone)} of the old file ${created}, but ${isOne ? "is" : "are"} missing now.`,
    "Nothing was sent, because a changed row would be created twice.",
    `Restore the old ${isOne ? "row" : "rows"}, or move the new rows (${rowNumbers(unsettled)}) to another file and import that file.`,
  ].join(" ")
}
