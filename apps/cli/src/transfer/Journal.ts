/**
 * The journal of an import: what was sent, and what became of it, so that it can be killed at any byte and run again.
 *
 * It is NDJSON: a header, then a line for each thing that happened to a row. A row's `sending` is on disk before its
 * request goes out. So a row without it was never sent; a row that has it and nothing behind it was perhaps; and a last
 * line that is torn tells of nothing that has happened yet, or of an outcome that will be found again.
 */
import { Data, type Effect, Result, Schema } from "effect"
import { transferFormats } from "./TransferFormat.ts"

/** What an import is: a journal goes on only with the same input, read the same way, into the same place. */
export const JournalHeader = Schema.Struct({
  journal: Schema.Literal("odj import"),
  version: Schema.Literal(1),
  /** The SHA-256 of the input. */
  input: Schema.String,
  format: Schema.Literals(transferFormats),
  target: Schema.String,
  /** The ids of the connectors equal to a row that were there before; empty where an import gives its own ids. */
  before: Schema.Array(Schema.String),
})
export type JournalHeader = typeof JournalHeader.Type

const row = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * What happened to a row.
 *
 * | state | meaning | final |
 * |---|---|---|
 * | `sending` | its request may go out from now on, with the id `key` where it has one | no |
 * | `created` | it is the connector `id` | yes |
 * | `rejected` | it can't be, or the service does not want it; nothing was created | yes |
 * | `unknown` | the service's answer did not tell | no |
 * | `unsent` | nothing was created, and it is to be sent again | no |
 */
export const JournalEntry = Schema.Union([
  Schema.Struct({
    row,
    state: Schema.Literal("sending"),
    key: Schema.optionalKey(Schema.String),
  }),
  Schema.Struct({ row, state: Schema.Literal("created"), id: Schema.String }),
  Schema.Struct({ row, state: Schema.Literal("rejected"), reason: Schema.String }),
  Schema.Struct({ row, state: Schema.Literals(["unknown", "unsent"]) }),
])
export type JournalEntry = typeof JournalEntry.Type

/** Where a row stands: what happened to it last, and the id it was sent with, if it was with one. */
export interface RowState {
  readonly entry: JournalEntry
  readonly key: string | undefined
}

/** The journal can't be written. Nothing more was sent; what was under way is settled when the import is run again. */
export class JournalFailed extends Data.TaggedError("JournalFailed")<{ readonly reason: string }> {}

/** Puts text behind what is there; with `isDurable`, it returns only once everything so far is on disk. */
export type JournalLog = (text: string, isDurable: boolean) => Effect.Effect<void, JournalFailed>

/** What a journal holds. */
export interface JournalContent {
  readonly header: JournalHeader
  readonly entries: ReadonlyArray<JournalEntry>
  /** How many bytes its whole lines have. */
  readonly length: number
}

const newline = 0x0a

/** How every header begins. */
const beginning = '{"journal":"odj import"'

const decodeHeader = Schema.decodeUnknownResult(Schema.fromJsonString(JournalHeader))
const decodeEntry = Schema.decodeUnknownResult(Schema.fromJsonString(JournalEntry))

const isBegun = (text: string) => text.startsWith(beginning) || beginning.startsWith(text)

/** Reads a journal; `undefined` where no header was finished, so that nothing was sent. */
export const readJournal = (bytes: Uint8Array): Result.Result<JournalContent | undefined, string> => {
  const length = bytes.lastIndexOf(newline) + 1
  const text = new TextDecoder().decode(length === 0 ? bytes : bytes.subarray(0, length))
  if (length === 0) return isBegun(text) ? Result.succeed(undefined) : Result.fail("Expected a journal")
  const [first = "", ...lines] = text.slice(0, -1).split("\n")
  const header = decodeHeader(first)
  if (Result.isFailure(header)) return Result.fail("Expected a journal")
  const entries: Array<JournalEntry> = []
  for (const [index, line] of lines.entries()) {
    const entry = decodeEntry(line)
    if (Result.isFailure(entry)) return Result.fail(`Expected an entry of a journal in line ${index + 2}`)
    entries.push(entry.success)
  }
  return Result.succeed({ header: header.success, entries, length })
}

/** Lines of a journal. */
export const writeJournal = (lines: ReadonlyArray<JournalHeader | JournalEntry>): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("")

/** A journal that is open: where each row stands, and the one way to change it. */
export interface Journal {
  readonly before: ReadonlyArray<string>
  readonly states: ReadonlyMap<number, RowState>
  /** How many rows are in a state. */
  count(state: JournalEntry["state"]): number
  /** Writes what happened, and only then holds it for true. What is to be sent is on disk when it returns. */
  record(entries: ReadonlyArray<JournalEntry>): Effect.Effect<void, JournalFailed>
}
