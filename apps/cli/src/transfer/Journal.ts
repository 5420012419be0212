/**
 * The journal of an import: the state of each row, so a killed import can continue.
 *
 * A row's `sending` entry is on the disk before its request is sent. So a row without an entry was never sent, and a row
 * whose last entry is `sending` may have been created.
 */
import { Data, Effect, Schema } from "effect"
import { writingReason } from "../text/SystemReason.ts"
import type { TransferFormat } from "./TransferFormat.ts"

/** The import that a journal belongs to. Another input, format or target can't use it. */
export interface JournalSubject {
  /** The SHA-256 of the input. */
  readonly input: string
  readonly format: TransferFormat
  readonly target: string
}

const row = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * The state of a row.
 *
 * | state | meaning | final |
 * |---|---|---|
 * | `sending` | its request may be sent from now on; `key` is the id that is sent, if any | no |
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

/** The last entry of a row, and the id with which the row was last sent, if any. */
export interface RowState {
  readonly entry: JournalEntry
  readonly key: string | null
}

/** The journal can't be read or written. Nothing more is sent; the next run reconciles requests that were in flight. */
export class JournalFailed extends Data.TaggedError("JournalFailed")<{
  readonly path: string
  readonly reason: string
}> {
  static of(path: string, error: unknown) {
    return new JournalFailed({ path, reason: writingReason(error) })
  }
}

/** An open journal. */
export interface Journal {
  /** The ids of existing connectors that equalled a row when the import began; empty if the import generates the ids. */
  readonly before: ReadonlyArray<string>
  readonly states: ReadonlyMap<number, RowState>
  /** The number of rows in a state. */
  count(state: JournalEntry["state"]): number
  /** Records all entries or none. When it succeeds, a `sending` entry is on the disk. */
  record(entries: ReadonlyArray<JournalEntry>): Effect.Effect<void, JournalFailed>
}

/**
 * A journal with the given states. `write` writes entries to the disk before `states` changes, and throws if the write
 * fails.
 */
export const makeJournal = (
  path: string,
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
    record: (entries) =>
      Effect.try({ try: () => record(entries), catch: (error) => JournalFailed.of(path, error) }),
  }
}
