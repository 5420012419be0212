/**
 * A journal in a file that only one import can have open.
 *
 * The kernel holds the lock, and releases it when the process ends for any reason.
 */
import { constants, existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect } from "effect"
import type { JournalSubject } from "./Journal.ts"
import { attempt, type FindEqual, openJournal, refused } from "./JournalDatabase.ts"
import { refuseLinks } from "./JournalLinks.ts"

/** SQLite's `application_id`, which marks the file as a journal. */
const applicationId = "odj2"

/** The beginning of a journal that was text, and the `application_id` of one that had rows by their numbers. */
const earlier = { beginning: '{"journal":"odj import"', applicationId: "odjj" }

/** Opens a file, or creates it, but never the target of a link. */
const newOrNoLink = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW

/** Why the file is not a journal, if it is not. It reads the bytes, since SQLite could change a file by opening it. */
const mismatchOf = (bytes: Buffer): string | undefined => {
  if (bytes.length === 0) return undefined
  const text = bytes.toString("latin1", 0, 72)
  if (text.startsWith(earlier.beginning) || text.endsWith(earlier.applicationId)) {
    return "is a journal of an earlier odj. Finish that import with the odj that began it."
  }
  if (!text.startsWith("SQLite format 3\0")) return "is not a journal of `odj import`"
  return text.endsWith(applicationId) ? undefined : "is the database of another program"
}

/** Opens the database of a journal until the scope closes. `file` is a copy of it for a caller that only reads it. */
const openDatabase = Effect.fnUntraced(function* (path: string, file: string) {
  yield* refuseLinks(file)
  const bytes = yield* attempt(path, () => readFileSync(file, { flag: newOrNoLink }))
  const reason = mismatchOf(bytes)
  if (reason !== undefined) return yield* refused(path, reason)
  const database = yield* Effect.acquireRelease(
    attempt(path, () => new DatabaseSync(resolve(file))),
    (database) => Effect.sync(() => database.close()),
  )
  yield* attempt(path, () => {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA fullfsync = ON")
    const id = Buffer.from(applicationId).readUInt32BE()
    if (bytes.length === 0) database.exec(`PRAGMA application_id = ${id}`)
    database.exec("PRAGMA journal_mode = WAL")
  })
  return database
})

/** The related journals that exist. A file that is no journal only has the name of one. */
const existing = ({ related = [] }: JournalSubject, path: string) =>
  related.filter((other) => {
    const entry = lstatSync(other, { throwIfNoEntry: false })
    if (resolve(other) === resolve(path) || !entry?.isFile() || entry.size === 0) return false
    return mismatchOf(readFileSync(other)) === undefined
  })

/** Opens a journal and the related ones. `fileOf` gives the file to open for a path. */
const openFiles = Effect.fnUntraced(function* <E = never, R = never>(
  path: string,
  subject: JournalSubject,
  findEqual: FindEqual<E, R> | undefined,
  fileOf: (path: string) => string,
) {
  const database = yield* openDatabase(path, fileOf(path))
  const related = yield* attempt(path, () => existing(subject, path))
  const others = yield* Effect.forEach(related, (other) =>
    Effect.map(openDatabase(other, fileOf(other)), (database) => ({ path: other, database })),
  )
  const journal = yield* openJournal(path, database, subject, findEqual, others)
  // The entries of a killed import may exist only in the kernel's memory. This writes them to the disk.
  yield* attempt(path, () => database.exec("PRAGMA wal_checkpoint(TRUNCATE)"))
  return journal
})

/** Opens the journal of an import until the scope closes. */
export const openJournalFile = <E = never, R = never>(
  path: string,
  subject: JournalSubject,
  findEqual?: FindEqual<E, R>,
) => openFiles(path, subject, findEqual, (file) => file)

/** Reads the journal of an import from a copy, so no file is changed, or created next to the journal. */
export const peekJournal = Effect.fnUntraced(function* (path: string, subject: JournalSubject) {
  const folder = yield* Effect.acquireRelease(
    attempt(path, () => mkdtempSync(join(tmpdir(), "odj-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
  )
  const related = yield* attempt(path, () => existing(subject, path))
  const copies = new Map([path, ...related].map((file, index) => [file, join(folder, `${index}.journal`)]))
  yield* refuseLinks(path)
  yield* attempt(path, () => {
    for (const [file, copy] of copies) {
      for (const suffix of ["", "-wal"]) {
        if (existsSync(file + suffix)) writeFileSync(copy + suffix, readFileSync(file + suffix))
      }
    }
  })
  return yield* openFiles(path, { ...subject, related }, undefined, (file) => copies.get(file) ?? file)
}, Effect.scoped)

/** Removes a journal that is closed. */
export const removeJournal = (path: string) => attempt(path, () => rmSync(path, { force: true }))
