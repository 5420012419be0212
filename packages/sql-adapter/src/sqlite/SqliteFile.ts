/**
 * Opens a file as a database of odj, for this process only. It refuses one that could lose acknowledged writes.
 *
 * The kernel holds the lock, and frees it when the process ends in any way.
 */
import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { pathToFileURL } from "node:url"
import { Effect, Predicate } from "effect"
import { DatabaseRefused } from "../database/ConnectorDatabase.ts"
import { resultCode } from "./SqliteFailure.ts"

/** Marks a database as one of odj: "odj1" in ASCII. */
export const applicationId = 0x6f646a31

/**
 * What a file is opened for. `create` creates the folder and the file if they are missing. `change` and `read` need a
 * database that exists. `read` needs no permission to write, unless the database has to be recovered or migrated.
 */
export type SqliteAccess = "create" | "change" | "read"

const refused = (message: string) => new DatabaseRefused({ message })

/** The first value that a statement returns: for a pragma, its value. */
const firstOf = (database: DatabaseSync, text: string): unknown =>
  Object.values(database.prepare(text).get() ?? {})[0]

/** Creates the folder and the file if they are missing, for this user only. SQLite's log gets the same permissions. */
const createMissing = (file: string) => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // Only for a new file: to close an existing one would free all locks that this process has on it.
  if (fileAt(file) === undefined) closeSync(openSync(file, "ax", 0o600))
}

/** Refuses what can't be a database, before SQLite opens it. */
const check = (file: string) => {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) throw new DatabaseRefused({ message: "it does not exist", isMissing: true })
  if (stats.isDirectory()) throw refused("it is a folder")
  // SQLite finds the log by the file's name. Under another name the file would be opened without it.
  if (stats.nlink > 1)
    throw refused("it has a second name (a hard link), under which its log would not be found")
}

/** Refuses the database of another program. Marks an empty one as a database of odj, if it may be created. */
const mark = (database: DatabaseSync, access: SqliteAccess) => {
  const owner = firstOf(database, "PRAGMA application_id")
  if (owner === applicationId) return
  if (owner !== 0 || firstOf(database, "SELECT count(*) FROM sqlite_schema") !== 0) {
    throw refused("it is a database of another program")
  }
  if (access !== "create") throw refused("it is empty")
  database.exec(`PRAGMA application_id = ${applicationId}`)
}

/** The settings: how to set and read each one, the required value, and the reason for refusal. */
const settings: ReadonlyArray<readonly [set: string, read: string, value: unknown, message: string]> = [
  ["PRAGMA encoding = 'UTF-8'", "PRAGMA encoding", "UTF-8", "its encoding is not UTF-8"],
  ["PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal", "its disk does not support a write-ahead log"],
  ["PRAGMA synchronous = FULL", "PRAGMA synchronous", 2, "it does not wait until a commit is on the disk"],
  // For macOS, where the disk's cache has to be flushed as well. It has no effect elsewhere.
  ["PRAGMA fullfsync = ON", "PRAGMA fullfsync", 1, "it does not wait until a commit is on the disk"],
]

/**
 * Writes the log into the database, and empties it. If the process before was killed, or its disk failed, the end of
 * the log may be only in the kernel's cache. After this it is on the disk.
 */
const checkpoint = (database: DatabaseSync) => {
  if (firstOf(database, "PRAGMA wal_checkpoint(TRUNCATE)") !== 0) throw refused("another process is using it")
}

/** Identifies a file, whatever its name. */
export type FileIdentity = string

/** The identity of the file at the path; `undefined` if there is none. */
export const fileAt = (path: string): FileIdentity | undefined => {
  const stats = statSync(resolve(path), { bigint: true, throwIfNoEntry: false })
  return stats && `${stats.dev}:${stats.ino}`
}

/** Opens a database, and closes it again if it can't be used. */
const opened = (
  place: string | URL,
  readOnly: boolean,
  use: (database: DatabaseSync) => void,
): DatabaseSync => {
  // Loaded here because loading it prints a warning in Node.js 22, which users of PostgreSQL should not see.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite")
  const database = new DatabaseSync(place, { readOnly })
  try {
    use(database)
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}

const open = (file: string, access: SqliteAccess): DatabaseSync => {
  check(file)
  accessSync(file, constants.R_OK | constants.W_OK)
  accessSync(dirname(file), constants.W_OK)
  return opened(file, false, (database) => {
    // Must come first: then the log's index is in this process's memory, and other processes can't open the file.
    database.exec("PRAGMA locking_mode = EXCLUSIVE")
    mark(database, access)
    for (const [set, read, value, message] of settings) {
      database.exec(set)
      if (firstOf(database, read) !== value) throw refused(message)
    }
    checkpoint(database)
  })
}

/**
 * Opens a file that this process can't write. It is read without a lock. That is safe if there is no log: a process that
 * uses the file has one, and so has a process that was killed.
 */
const openReadOnly = (file: string): DatabaseSync => {
  if (fileAt(`${file}-wal`) !== undefined) {
    throw refused("it is read-only, and another process is using it or was killed while it did")
  }
  const url = pathToFileURL(file)
  url.searchParams.set("immutable", "1")
  return opened(url, true, (database) => mark(database, "read"))
}

/** Opens the database at a path. Throws `DatabaseRefused`, or an error for {@link refuse}. */
export const openSqliteFile = (path: string, access: SqliteAccess): DatabaseSync => {
  if (path === ":memory:") throw refused("it is not a file, so nothing would be kept")
  if (path === "") throw refused("its path is empty")
  const file = resolve(path)
  if (access === "create") createMissing(file)
  try {
    return open(file, access)
  } catch (cause) {
    if (access === "read" && isReadOnly(cause)) return openReadOnly(file)
    throw cause
  }
}

/** Reopens the database at a path. A missing file is not created again: it was not empty. */
export const reopenSqliteFile = (path: string, identity: FileIdentity | undefined): DatabaseSync => {
  if (fileAt(path) !== identity) throw refused("it was removed or replaced")
  return open(resolve(path), "change")
}

/** The reasons for refusal, by SQLite's primary result code or the system's error code. */
const reasons: Readonly<Record<string | number, string>> = {
  // A syntax error: only the keywords of the tables can be unknown here.
  1: "it needs SQLite 3.37 or later",
  5: "another process is using it",
  8: "it is read-only",
  10: "its disk fails",
  11: "it is damaged",
  13: "its disk is full",
  14: "it can't be opened: check the permissions of the file and its folder",
  26: "it is not a SQLite database",
  EACCES: "it can't be opened: check the permissions of the file and its folder",
  EPERM: "it can't be opened: check the permissions of the file and its folder",
  EROFS: "it is read-only",
  ENOSPC: "its disk is full",
  ENOTDIR: "a part of its path is not a folder",
  EEXIST: "a part of its path is not a folder",
  ENAMETOOLONG: "its path is too long",
}

const readOnlyCodes: ReadonlySet<unknown> = new Set([8, "EACCES", "EPERM", "EROFS"])

/** Whether the file, or its folder, can't be written. */
export const isReadOnly = (cause: unknown): boolean =>
  readOnlyCodes.has(resultCode(cause) & 0xff) ||
  (Predicate.hasProperty(cause, "code") && readOnlyCodes.has(cause.code))

/** Refuses a database after an error of SQLite or the system while it was opened. Any other error is a defect. */
export const refuse = (cause: unknown): Effect.Effect<never, DatabaseRefused> => {
  if (cause instanceof DatabaseRefused) return Effect.fail(cause)
  if (!Predicate.hasProperty(cause, "code")) return Effect.die(cause)
  return refused(reasons[resultCode(cause) & 0xff] ?? reasons[String(cause.code)] ?? "it can't be opened")
}
