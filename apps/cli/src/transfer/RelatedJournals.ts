/**
 * The journals of a file and of its rejected rows. A user may correct a row in both files: the journal of one import has to
 * know the rows that the other created.
 */
import type { JournalEntry } from "./Journal.ts"

const suffix = ".rejected.ndjson"

/** The file with the rejected rows of a file. */
export const rejectedPathOf = (file: string): string => `${file}${suffix}`

/** How often rejected rows can be rejected again. */
const maxGenerations = 8

/** Where the journals of a file, of the file that its rows were rejected from, and of its rejected rows can be. */
export const relatedJournals = (file: string): ReadonlyArray<string> => {
  let origin = file
  while (origin.endsWith(suffix)) origin = origin.slice(0, -suffix.length)
  const journals = Array.from(
    { length: maxGenerations },
    (_, times) => `${origin}${suffix.repeat(times)}.journal`,
  )
  // An import from standard input names its rejected rows after its journal.
  return [origin, ...journals]
}

/**
 * The entry of a row that another import created. It is `unknown` if the other import may have created the row, and
 * undefined if the row is to be sent or looked up. `own` is the state of the row in its own journal.
 */
export const entryFromOther = (
  row: number,
  own: JournalEntry["state"] | undefined,
  other: JournalEntry | undefined,
): JournalEntry | "unknown" | undefined => {
  if (other === undefined || (own !== undefined && own !== "unsent" && own !== "rejected")) return undefined
  switch (other.state) {
    case "created":
    case "existing":
      return { row, state: "existing", id: other.id }
    case "sending":
    case "unknown":
      return "unknown"
    default:
      return undefined
  }
}
