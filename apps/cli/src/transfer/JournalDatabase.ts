/** A journal as a SQLite database: the target of the import, and the last entry of each row by the row's content. */
import type { DatabaseSync } from "node:sqlite"
import { UsageInvalid } from "@odj/command-line"
import type { ValidRow } from "@odj/command-line/rows"
import { Effect, Predicate, Schema } from "effect"
import { problemOfChange } from "./ChangedFile.ts"
import {
  JournalEntry,
  JournalFailed,
  type JournalSubject,
  makeJournal,
  mayBeCreated,
  type RowState,
} from "./Journal.ts"
import { entryFromOther } from "./RelatedJournals.ts"
import { contentsOf, equalityDigest } from "./RowContents.ts"

// A row has a place in the order in which rows were first recorded, so that a write changes few pages.
const tables = `
  CREATE TABLE IF NOT EXISTS import (target TEXT, rejectedFile TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS entry (place INTEGER PRIMARY KEY, content TEXT, key TEXT, entry TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS compared (equality TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS existing (id TEXT PRIMARY KEY) STRICT`

// One statement, because all entries must be recorded, or none.
const upsert = `
  INSERT INTO entry
  SELECT value ->> 'place', value ->> 'content', value -> '$.entry.key', value -> 'entry' FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET key = coalesce(excluded.key, key), entry = excluded.entry`

const insertAll = (table: string) => `INSERT OR IGNORE INTO ${table} SELECT value FROM json_each(?)`

const Import = Schema.Struct({ target: Schema.String, rejectedFile: Schema.NullOr(Schema.String) })
const decodeImports = Schema.decodeUnknownSync(Schema.Array(Import))

const decodeTexts = Schema.decodeUnknownSync(Schema.Array(Schema.Struct({ text: Schema.String })))

const textsOf = (database: DatabaseSync, column: string, table: string) =>
  decodeTexts(database.prepare(`SELECT ${column} AS text FROM ${table}`).all()).map(({ text }) => text)

const Entry = Schema.Struct({
  place: Schema.Int,
  content: Schema.String,
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

/** What a journal has. */
const contentOf = (database: DatabaseSync) => {
  database.exec(tables)
  return {
    import: decodeImports(database.prepare("SELECT * FROM import").all())[0],
    entries: decodeEntries(database.prepare("SELECT * FROM entry").all()),
    compared: new Set(textsOf(database, "equality", "compared")),
    existing: textsOf(database, "id", "existing"),
  }
}

/** A journal that may have rows of another import too. */
export interface OtherJournal {
  readonly path: string
  readonly database: DatabaseSync
}

/** Finds the ids of existing connectors that are equal to one of the rows. */
export type FindEqual<E, R> = (rows: ReadonlyArray<ValidRow>) => Effect.Effect<ReadonlyArray<string>, E, R>

const unknownRow = (row: number) =>
  `is the journal of an import that may have created row ${row} of this file. Run that import again first: it finds out.`

/**
 * Opens the journal of an import in a database. `findEqual` runs for the rows that no run has had before, if the service
 * generates the ids. Rows that an import with one of the `others` created are there already. Fails with `UsageInvalid`, which
 * names a journal, if the import can't continue.
 */
export const openJournal = Effect.fnUntraced(function* <E = never, R = never>(
  path: string,
  database: DatabaseSync,
  { target, rows }: JournalSubject,
  findEqual?: FindEqual<E, R>,
  others: ReadonlyArray<OtherJournal> = [],
) {
  const found = yield* attempt(path, () => contentOf(database))
  if (found.import !== undefined && found.import.target !== target) {
    const reason = `belongs to an import into ${found.import.target}. Use another --journal for this target.`
    return yield* refused(path, reason)
  }
  // A new journal needs no contents before it records a row.
  let known: ReadonlyMap<number, string> | undefined
  const contents = () => (known ??= contentsOf(rows))
  const rowOf = new Map(
    found.entries.length > 0 ? Array.from(contents(), ([row, content]) => [content, row]) : [],
  )
  const states: Array<RowState> = []
  const missing: Array<JournalEntry> = []
  for (const { content, key, entry } of found.entries) {
    const row = rowOf.get(content)
    if (row === undefined) missing.push(entry)
    else states.push({ entry: { ...entry, row }, key })
  }
  const reason = problemOfChange(missing, states, rows)
  if (reason !== undefined) return yield* refused(path, reason)

  const own = new Map(states.map(({ entry }) => [entry.row, entry.state]))
  const createdByOthers: Array<JournalEntry> = []
  for (const other of others) {
    const { import: otherImport, entries } = yield* attempt(other.path, () => contentOf(other.database))
    if (otherImport?.target !== target || entries.length === 0) continue
    const entryOf = new Map(entries.map(({ content, entry }) => [content, entry]))
    for (const [row, content] of contents()) {
      const entry = entryFromOther(row, own.get(row), entryOf.get(content))
      if (entry === "unknown") return yield* refused(other.path, unknownRow(row))
      if (entry !== undefined) createdByOthers.push(entry)
    }
  }

  const added = findEqual ? rows.filter((row) => !found.compared.has(equalityDigest(row))) : []
  const equal = findEqual && added.length > 0 ? yield* findEqual(added) : []
  const journal = yield* attempt(path, () => {
    database.exec("BEGIN")
    if (found.import === undefined) database.prepare("INSERT INTO import VALUES (?, NULL)").run(target)
    database.prepare(insertAll("compared")).run(JSON.stringify(added.map(equalityDigest)))
    database.prepare(insertAll("existing")).run(JSON.stringify(equal))
    database.exec("COMMIT")
    const places = new Map(found.entries.map(({ content, place }) => [content, place]))
    let last = found.entries.reduce((max, { place }) => Math.max(max, place), 0)
    const placeOf = (content: string) => {
      const place = places.get(content) ?? ++last
      places.set(content, place)
      return place
    }
    const statement = database.prepare(upsert)
    const setRejectedFile = database.prepare("UPDATE import SET rejectedFile = ?")
    const write = (entries: ReadonlyArray<JournalEntry>) => {
      const placed = entries.map((entry) => {
        const content = contents().get(entry.row) ?? ""
        return { place: placeOf(content), content, entry }
      })
      // After a power loss, the next run reconciles a row whose outcome was lost. But a sent row without its
      // `sending` entry could be created twice. So this entry is synced.
      const isSending = entries.some(({ state }) => state === "sending")
      database.exec(`PRAGMA synchronous = ${isSending ? "FULL" : "NORMAL"}`)
      statement.run(JSON.stringify(placed))
    }
    return makeJournal(path, {
      before: [...found.existing, ...equal],
      rows: states,
      hasOtherRows: missing.some(mayBeCreated),
      rejectedFile: found.import?.rejectedFile ?? undefined,
      write,
      writeRejectedFile: (digest) => setRejectedFile.run(digest),
    })
  })
  if (createdByOthers.length > 0) yield* journal.record(createdByOthers)
  return journal
})
