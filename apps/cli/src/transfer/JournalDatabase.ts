/** A journal as a SQLite database: the import it is of, and the last entry of each row. */
import type { DatabaseSync } from "node:sqlite"
import { UsageInvalid } from "@odj/command-line"
import { Effect, Predicate, Schema } from "effect"
import { JournalEntry, JournalFailed, type JournalSubject, makeJournal } from "./Journal.ts"

const tables = `
  CREATE TABLE IF NOT EXISTS import (input TEXT, format TEXT, target TEXT, before TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS entry (row INTEGER PRIMARY KEY, key TEXT, entry TEXT) STRICT`

// A single statement records all of the entries or none.
const upsert = `
  INSERT INTO entry SELECT value ->> 'row', value -> 'key', value FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET key = coalesce(excluded.key, key), entry = excluded.entry`

const Import = Schema.Struct({
  input: Schema.String,
  format: Schema.String,
  target: Schema.String,
  before: Schema.fromJsonString(Schema.Array(Schema.String)),
})
const decodeImports = Schema.decodeUnknownSync(Schema.Array(Import))

const Entry = Schema.Struct({
  key: Schema.NullOr(Schema.fromJsonString(Schema.String)),
  entry: Schema.fromJsonString(JournalEntry),
})
const decodeEntries = Schema.decodeUnknownSync(Schema.Array(Entry))

export const refused = (path: string, reason: string) => UsageInvalid.of("--journal", `${path}: ${reason}`)

// Source: SQLite's list of result codes; the lower 8 bits of an extended code are its primary code.
const [busy, corrupt, notADatabase] = [5, 11, 26]

/** Uses the journal at the path. Fails with `UsageInvalid` if it is in use or damaged, else with `JournalFailed`. */
export const attempt = <A>(path: string, use: () => A) =>
  Effect.try({
    try: use,
    catch: (error) => {
      const code = Predicate.hasProperty(error, "errcode") ? Number(error.errcode) & 0xff : undefined
      if (code === busy)
        return refused(path, "Expected no other import with this journal: wait until that has ended")
      if (code === corrupt || code === notADatabase || Schema.isSchemaError(error)) {
        return refused(
          path,
          "Expected a journal, found one that is damaged: check which rows are created before you remove it",
        )
      }
      return JournalFailed.of(error)
    },
  })

const differenceOf = (found: typeof Import.Type, { input, format, target }: JournalSubject) => {
  if (found.input !== input || found.format !== format) return "another input"
  return found.target === target ? undefined : `another target, ${found.target}`
}

/**
 * Opens the journal of an import in a database. A new one is begun, and only then is `before` run. Fails with
 * `UsageInvalid` if the journal is another import's; `path` is what the message calls it.
 */
export const openJournal = Effect.fnUntraced(function* <E, R>(
  path: string,
  database: DatabaseSync,
  subject: JournalSubject,
  before: Effect.Effect<ReadonlyArray<string>, E, R>,
) {
  const [found, rows] = yield* attempt(path, () => {
    database.exec(tables)
    const [found] = decodeImports(database.prepare("SELECT * FROM import").all())
    return [found, decodeEntries(database.prepare("SELECT key, entry FROM entry").all())] as const
  })
  const other = found && differenceOf(found, subject)
  if (other !== undefined) {
    return yield* refused(path, `Expected the journal of this import, found that of ${other}`)
  }
  const { input, format, target } = subject
  const ids = found?.before ?? (yield* before)
  return yield* attempt(path, () => {
    const begin = database.prepare("INSERT INTO import VALUES (?, ?, ?, ?)")
    if (found === undefined) begin.run(input, format, target, JSON.stringify(ids))
    const statement = database.prepare(upsert)
    return makeJournal(ids, rows, (entries) => {
      // After a loss of power, the next run settles a row whose outcome was lost; a lost `sending` it could not know of.
      const isSending = entries.some(({ state }) => state === "sending")
      database.exec(`PRAGMA synchronous = ${isSending ? "FULL" : "NORMAL"}`)
      statement.run(JSON.stringify(entries))
    })
  })
})
