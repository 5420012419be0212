/** Follows the newest requests of a ledger: which of them are new, or have changed since somebody last looked. */
import type { Entry } from "./Entry.ts"
import { summaryOf } from "./ReadEntry.ts"

/** How many requests are followed. */
export const maxLatest = 200

/** A request as it was last seen. */
interface Seen {
  /** The JSON of its summary. */
  readonly text: string
  /** Counts all that was new or changed. */
  readonly revision: number
  readonly hasEnded: boolean
}

/**
 * Follows the newest entries that `latest` returns. It looks at them only in `look`, so requests cost nothing. An entry that is
 * no longer in flight does not change.
 */
export const followLatest = (latest: (count: number) => ReadonlyArray<Entry>) => {
  let seen: ReadonlyMap<Entry, Seen> = new Map()
  let revision = 0

  const see = (entry: Entry): Seen => {
    const before = seen.get(entry)
    if (before?.hasEnded) return before
    const text = JSON.stringify(summaryOf(entry))
    if (text === before?.text) return before
    return { text, revision: ++revision, hasEnded: entry.endedAt !== undefined }
  }

  return {
    /** Looks at the newest entries, and returns the revision up to now. */
    look: (): number => {
      seen = new Map(latest(maxLatest).map((entry) => [entry, see(entry)]))
      return revision
    },
    /** The summaries that were new or changed after this revision, as JSON, the oldest request first. */
    since: (revision: number): ReadonlyArray<string> =>
      Array.from(seen.values()).flatMap((request) => (request.revision > revision ? [request.text] : [])),
  }
}
