/** Opens what a journal holds as one that grows. */
import { Effect } from "effect"
import { type Journal, type JournalEntry, type JournalLog, type RowState, writeJournal } from "./Journal.ts"

/** A journal that holds those entries, and whose lines go to the log. */
export const openJournal = (
  before: ReadonlyArray<string>,
  entries: ReadonlyArray<JournalEntry>,
  log: JournalLog,
): Journal => {
  const states = new Map<number, RowState>()
  const counts = new Map<JournalEntry["state"], number>()
  const count = (state: JournalEntry["state"]) => counts.get(state) ?? 0
  const apply = (entries: ReadonlyArray<JournalEntry>) => {
    for (const entry of entries) {
      const last = states.get(entry.row)
      if (last !== undefined) counts.set(last.entry.state, count(last.entry.state) - 1)
      counts.set(entry.state, count(entry.state) + 1)
      states.set(entry.row, { entry, key: entry.state === "sending" ? entry.key : last?.key })
    }
  }
  apply(entries)
  return {
    before,
    states,
    count,
    record: (entries) => {
      const isSending = entries.some(({ state }) => state === "sending")
      return Effect.andThen(
        log(writeJournal(entries), isSending),
        Effect.sync(() => apply(entries)),
      )
    },
  }
}
