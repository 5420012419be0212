/** A journal as a SQLite database: the import that it belongs to, and the last entry of each row. */
import type { DatabaseSync } from "node:sqlite"
import { UsageInvalid } from "@odj/command-line"
import { Effect, Predicate, Schema } from "effect"
import { JournalEntry, JournalFailed, type JournalSubject, makeJournal } from "./Journal.ts"

const tables = `
  CREATE TABLE IF NOT EXISTS import (input TEXT, format TEXT, target TEXT, before TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS entry (row INTEGER PRIMARY KEY, key TEXT, entry TEXT) STRICT`

// One statement, because all entries must be recorded, or none.
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

/** The journal can't be used; `reason` continues the sentence after its path. */
export const refused = (path: string, reason: string) => UsageInvalid.sentence(`${path} ${reason}`)

// Source: SQLite's list of result codes; the lower 8 bits of an extended code are its primary code.
const [busy, corrupt, notADatabase] = [5, 11, 26]

/** Accesses the journal at the path. Fails with `UsageInvalid` if it is in use or damaged, else with `JournalFailed`. */
export const attempt = <A>(path: string, use: () => A) =>
  Effect.try({
    try: use,
    catch: (error) => {
      const code = Predicate.hasProperty(error, "errcode") ? Number(error.errcode) & 0xff : undefined
      if (code === busy)
        return refused(path, "is in use by another import. Wait until the other import has ended.")
      if (code === corrupt || code === notADatabase || Schema.isSchemaError(error)) {
        return refused(path, "is a damaged journal. Check which rows were created before you remove it.")
      }
      return JournalFailed.of(path, error)
    },
  })

/** The reason why an import can't use the journal of the import `found`; `undefined` if it can. */
const mismatch = (found: typeof Import.Type, { input, format, target }: JournalSubject) => {
  if (found.input !== input || found.format !== format) {
    return "belongs to another input, or the input has changed since its import began. Continue with the unchanged file, or put only the new rows into a new file and import that."
  }
  return found.target === target
    ? undefined
    : `belongs to an import into ${found.target}. Use another --journal for this target.`
}

/**
 * Opens the journal of an import in a database. Only a new journal runs `before`. Fails with `UsageInvalid`, which names
 * `path`, if the journal belongs to another import.
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
  const reason = found && mismatch(found, subject)
  if (reason !== undefined) return yield* refused(path, reason)
  const { input, format, target } = subject
  const ids = found?.before ?? (yield* before)
  return yield* attempt(path, () => {
    const begin = database.prepare("INSERT INTO import VALUES (?, ?, ?, ?)")
    if (found === undefined) begin.run(input, format, target, JSON.stringify(ids))
    const statement = database.prepare(upsert)
    return makeJournal(path, ids, rows, (entries) => {
      // After a power loss, the next run reconciles a row whose outcome was lost. But a sent row without its
      // `sending` entry could be created twice. So this entry is synced.
      const isSending = entries.some(({ state }) => state === "sending")
      database.exec(`PRAGMA synchronous = ${isSending ? "FULL" : "NORMAL"}`)
      statement.run(JSON.stringify(entries))
    })
  })
})
