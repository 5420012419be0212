/**
 * The journal of an import: the state of each row, so a killed import can continue. Rows are recognised by their contents,
 * so it can continue with a corrected file too.
 *
 * A row's `sending` entry is on the disk before its request is sent. So a row without an entry was never sent, and a row
 * whose last entry is `sending` may have been created.
 */
import type { ValidRow } from "@odj/command-line/rows"
import { Data, Effect, Schema } from "effect"
import { writingReason } from "../text/SystemReason.ts"

/** The import that a journal belongs to. A journal is never used for another target. */
export interface JournalSubject {
  readonly target: string
  readonly rows: ReadonlyArray<ValidRow>
  /** Paths at which there may be other journals that have rows of this import. */
  readonly related?: ReadonlyArray<string>
}

const row = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * The state of a row.
 *
 * | state | meaning | final |
 * |---|---|---|
 * | `sending` | its request may be sent from now on; `key` is the id that is sent, if any | no |
 * | `created` | it is the connector `id` | yes |
 * | `existing` | the connector `id` is equal, and existed before the row was sent | yes |
 * | `rejected` | the service refused it; nothing was created | yes |
 * | `unknown` | the response did not say whether it was created | no |
 * | `taken` | its id existed before it was sent; nothing was created | no |
 * | `unsent` | nothing was created, and the row is to be retried | no |
 */
export const JournalEntry = Schema.Union([
  Schema.Struct({ row, state: Schema.Literal("sending"), key: Schema.optionalKey(Schema.String) }),
  Schema.Struct({ row, state: Schema.Literals(["created", "existing"]), id: Schema.String }),
  Schema.Struct({ row, state: Schema.Literal("rejected"), reason: Schema.String }),
  Schema.Struct({ row, state: Schema.Literals(["unknown", "taken", "unsent"]) }),
])
export type JournalEntry = typeof JournalEntry.Type

/** Whether the row may have become a connector. */
export const mayBeCreated = ({ state }: JournalEntry): boolean =>
  state === "created" || state === "sending" || state === "unknown"

/** Whether no run sends the row again. */
export const isSettled = ({ state }: JournalEntry): boolean =>
  state === "created" || state === "existing" || state === "rejected"

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
  /** The ids of connectors that equalled a row before the row was first sent; empty if the import generates the ids. */
  readonly before: ReadonlyArray<string>
  readonly states: ReadonlyMap<number, RowState>
  /** Whether rows that are not in the file may have been created. */
  readonly hasOtherRows: boolean
  /** The number of rows in a state. */
  count(state: JournalEntry["state"]): number
  /** The digest of the file with the rejected rows, as an import last wrote it. */
  readonly rejectedFile: string | undefined
  /** Records the digest of the file with the rejected rows. */
  recordRejectedFile(digest: string): Effect.Effect<void, JournalFailed>
  /** Records all entries or none. When it succeeds, a `sending` entry is on the disk. */
  record(entries: ReadonlyArray<JournalEntry>): Effect.Effect<void, JournalFailed>
}

/** What a journal has on the disk, and how it writes. A write throws if it fails. */
export interface JournalStorage {
  readonly before: ReadonlyArray<string>
  readonly rows: ReadonlyArray<RowState>
  readonly hasOtherRows: boolean
  readonly rejectedFile: string | undefined
  readonly write: (entries: ReadonlyArray<JournalEntry>) => void
  readonly writeRejectedFile: (digest: string) => void
}

const nothing: JournalStorage = {
  before: [],
  rows: [],
  hasOtherRows: false,
  rejectedFile: undefined,
  write: () => {},
  writeRejectedFile: () => {},
}

/** A journal. Without storage it is in memory. Entries are on the disk before `states` changes. */
export const makeJournal = (path: string, storage = nothing): Journal => {
  const { before, rows, hasOtherRows, rejectedFile, write, writeRejectedFile } = storage
  const attempt = (run: () => void) =>
    Effect.try({ try: run, catch: (error) => JournalFailed.of(path, error) })
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
    hasOtherRows,
    count,
    rejectedFile,
    recordRejectedFile: (digest) => attempt(() => writeRejectedFile(digest)),
    record: (entries) => attempt(() => record(entries)),
  }
}
