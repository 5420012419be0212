/**
 * The journal of an import: what was sent and how each row ended, so that an import that was killed can go on.
 *
 * A row's `sending` is on the disk before its request goes out. So a row without an entry was never sent, and a row whose
 * last entry is `sending` may have been created.
 */
import { Data, Effect, Schema } from "effect"
import type { TransferFormat } from "./TransferFormat.ts"

/** What a journal is of: it goes on only with the same input, read in the same format, into the same target. */
export interface JournalSubject {
  /** The SHA-256 of the input. */
  readonly input: string
  readonly format: TransferFormat
  readonly target: string
}

const row = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * What happened to a row.
 *
 * | state | meaning | final |
 * |---|---|---|
 * | `sending` | its request may go out from now on, with the id `key` if it has one | no |
 * | `created` | it is the connector `id` | yes |
 * | `rejected` | it is invalid, or the service refused it; nothing was created | yes |
 * | `unknown` | the response did not say whether it was created | no |
 * | `unsent` | nothing was created, and the row is to be retried | no |
 */
export const JournalEntry = Schema.Union([
  Schema.Struct({ row, state: Schema.Literal("sending"), key: Schema.optionalKey(Schema.String) }),
  Schema.Struct({ row, state: Schema.Literal("created"), id: Schema.String }),
  Schema.Struct({ row, state: Schema.Literal("rejected"), reason: Schema.String }),
  Schema.Struct({ row, state: Schema.Literals(["unknown", "unsent"]) }),
])
export type JournalEntry = typeof JournalEntry.Type

/** The last entry of a row, and the id that the row was last sent with, if any. */
export interface RowState {
  readonly entry: JournalEntry
  readonly key: string | null
}

/** The journal can't be read or written. Nothing more is sent; requests in flight are settled by the next run. */
export class JournalFailed extends Data.TaggedError("JournalFailed")<{ readonly reason: string }> {
  static readonly of = (error: unknown) => new JournalFailed({ reason: (error as Error).message })
}

/** An open journal. */
export interface Journal {
  /** The ids of the connectors equal to a row that were there before; empty if the import gives the ids. */
  readonly before: ReadonlyArray<string>
  readonly states: ReadonlyMap<number, RowState>
  /** How many rows are in a state. */
  count(state: JournalEntry["state"]): number
  /** Records all of the entries or none. What is to be sent is on the disk when it succeeds. */
  record(entries: ReadonlyArray<JournalEntry>): Effect.Effect<void, JournalFailed>
}

/** A journal that begins with those states. What is recorded is first written, which throws if it fails. */
export const makeJournal = (
  before: ReadonlyArray<string>,
  rows: ReadonlyArray<RowState>,
  write: (entries: ReadonlyArray<JournalEntry>) => void,
): Journal => {
  const states = new Map<number, RowState>()
  const counts = new Map<JournalEntry["state"], number>()
  const count = (state: JournalEntry["state"]) => counts.get(state) ?? 0
  const set = ({ entry, key }: RowState) => {
    const last = states.get(entry.row)?.entry.state
    if (last !== undefined) counts.set(last, count(last) - 1)
    counts.set(entry.state, count(entry.state) + 1)
    states.set(entry.row, { entry, key })
  }
  rows.forEach(set)
  const record = (entries: ReadonlyArray<JournalEntry>) => {
    write(entries)
    for (const entry of entries) {
      const sentWith = entry.state === "sending" ? entry.key : undefined
      set({ entry, key: sentWith ?? states.get(entry.row)?.key ?? null })
    }
  }
  return {
    before,
    states,
    count,
    record: (entries) => Effect.try({ try: () => record(entries), catch: JournalFailed.of }),
  }
}
