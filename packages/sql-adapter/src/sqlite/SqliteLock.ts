/**
 * The lock of the one process that writes to a database: an exclusive transaction in an empty database beside it, which
 * is never committed.
 *
 * The kernel holds the lock, and frees it when the process ends in any way. So a file that is left behind locks nothing.
 * Other programs of SQLite do not know this lock: they can read the database meanwhile, and SQLite's own locks keep
 * their writes apart.
 */
import { closeSync, fchownSync, openSync, statSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"
import { Predicate } from "effect"
import { opened } from "./NodeSqlite.ts"

/** Creates a file unless there is one. An existing one is not opened: to close it would free this process's locks on it. */
export const createFile = (path: string, mode: number, prepare: (file: number) => void = () => {}): void => {
  try {
    const file = openSync(path, "ax", mode)
    prepare(file)
    closeSync(file)
  } catch (cause) {
    if (!Predicate.hasProperty(cause, "code") || cause.code !== "EEXIST") throw cause
  }
}

/** Takes the lock of the database in a file. It is freed when the returned database is closed. Throws if it is taken. */
export const lockSqliteFile = (file: string): DatabaseSync => {
  const { mode, uid, gid } = statSync(file)
  // Who can use the database can use the lock, as with SQLite's log. Root would shut out the owner of the database.
  createFile(`${file}-lock`, mode & 0o777, (lock) => {
    if (process.geteuid?.() === 0) fchownSync(lock, uid, gid)
  })
  return opened(`${file}-lock`, false, (lock) => {
    lock.exec("PRAGMA journal_mode = MEMORY")
    lock.exec("BEGIN EXCLUSIVE")
  })
}
