/**
 * A journal in a file, which one import has open at a time.
 *
 * The lock is the kernel's: it ends with the process that holds it, however that ends.
 */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect } from "effect"
import type { JournalSubject } from "./Journal.ts"
import { attempt, openJournal, refused } from "./JournalDatabase.ts"

/** Tells a journal from the databases of other programs, at the place that SQLite has for it. */
const applicationId = "odjj"

/** Why the file is no journal, if it is none. Its bytes say so, since SQLite might change a file by opening it. */
const refusalOf = (bytes: Buffer): string | undefined => {
  if (bytes.length === 0) return undefined
  const text = bytes.toString("latin1", 0, 72)
  if (text.startsWith('{"journal":"odj import"')) {
    return "Expected a SQLite journal, found one of an earlier odj: finish that import with the odj that began it"
  }
  if (!text.startsWith("SQLite format 3\0")) return "Expected a journal"
  return text.endsWith(applicationId)
    ? undefined
    : "Expected a journal, found the database of another program"
}

/**
 * Opens the journal of an import as long as the scope is open. A missing one is made, and only then is `before` run.
 * `file` is a copy of it, for a caller that only reads.
 */
export const openJournalFile = Effect.fnUntraced(function* <E, R>(
  path: string,
  subject: JournalSubject,
  before: Effect.Effect<ReadonlyArray<string>, E, R>,
  file = path,
) {
  const bytes = yield* attempt(path, () => readFileSync(file, { flag: "a+" }))
  const refusal = refusalOf(bytes)
  if (refusal !== undefined) return yield* refused(path, refusal)
  const database = yield* Effect.acquireRelease(
    attempt(path, () => new DatabaseSync(realpathSync(file))),
    (database) => Effect.sync(() => database.close()),
  )
  yield* attempt(path, () => {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA fullfsync = ON")
    const id = Buffer.from(applicationId).readUInt32BE()
    if (bytes.length === 0) database.exec(`PRAGMA application_id = ${id}`)
    database.exec("PRAGMA journal_mode = WAL")
  })
  const journal = yield* openJournal(path, database, subject, before)
  // The entries of a killed import may be in the kernel's memory only. After this they are on the disk.
  yield* attempt(path, () => database.exec("PRAGMA wal_checkpoint(TRUNCATE)"))
  return journal
})

/** Reads the journal of an import from a copy, so that nothing is changed or made, even beside it. */
export const peekJournal = Effect.fnUntraced(function* (path: string, subject: JournalSubject) {
  const folder = yield* Effect.acquireRelease(
    attempt(path, () => mkdtempSync(join(tmpdir(), "odj-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
  )
  const copy = join(folder, "copy.journal")
  yield* attempt(path, () => {
    if (!existsSync(path)) return
    const file = realpathSync(path)
    writeFileSync(copy, readFileSync(file))
    if (existsSync(`${file}-wal`)) writeFileSync(`${copy}-wal`, readFileSync(`${file}-wal`))
  })
  return yield* openJournalFile(path, subject, Effect.succeed([]), copy)
}, Effect.scoped)
