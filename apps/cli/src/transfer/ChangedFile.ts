/**
 * Whether an import can continue with a file that has changed since it began.
 *
 * Rows that were added, mended, moved or repeated are recognised by their contents. If a row that was sent is not in the
 * file any more, it was removed or changed. odj can't tell which, and to import a changed row would create it twice.
 */
import { counted } from "../text/Counted.ts"
import type { ValidRow } from "./CheckRows.ts"
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
  const created = gone.every(({ state }) => state === "created")
    ? gone.length === 1
      ? "was created"
      : "were created"
    : "may have been created"
  return [
    `is the journal of another file, or the file has changed: ${counted(gone.length, "row")} that ${created} ${gone.length === 1 ? "is" : "are"} not in it now (${rowNumbers(gone)} of the old file).`,
    "A row that was only changed would be created twice, so nothing was sent.",
    `Put the old rows back, or save the rows that are not created yet (now ${rowNumbers(unsettled)}) under another name and import that file.`,
  ].join(" ")
}
