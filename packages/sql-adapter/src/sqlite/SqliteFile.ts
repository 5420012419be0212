/**
 * Opens a file as a database of ours, for this process alone, and refuses one that would not keep what it promises.
 *
 * The lock is the kernel's: it ends with the process, however that ends.
 */
import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { Effect, Predicate } from "effect"
import { DatabaseRefused } from "../database/ConnectorDatabase.ts"
import { resultCode } from "./SqliteFailure.ts"

/** Tells our databases from those of other programs: "odj1" in ASCII. */
export const applicationId = 0x6f646a31

const refused = (message: string) => new DatabaseRefused({ message })

/** What a statement answers first: of a pragma, its value. */
const firstOf = (database: DatabaseSync, text: string): unknown =>
  Object.values(database.prepare(text).get() ?? {})[0]

/** Makes the folder and the file where they are missing, for this user alone; SQLite's log takes after the file. */
const prepare = (file: string) => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats?.isDirectory()) throw refused("it is a folder")
  if (stats !== undefined) accessSync(file, constants.R_OK | constants.W_OK)
  // Never of a file that is there: closing it would end every lock that this process has on it.
  if (stats === undefined) closeSync(openSync(file, "ax", 0o600))
}

/** Takes an empty database for ours, and refuses another program's. */
const claim = (database: DatabaseSync) => {
  const owner = firstOf(database, "PRAGMA application_id")
  if (owner === applicationId) return
  if (owner !== 0 || firstOf(database, "SELECT count(*) FROM sqlite_schema") !== 0) {
    throw refused("it is a database of another program")
  }
  database.exec(`PRAGMA application_id = ${applicationId}`)
}

/** Each setting, what it has to be when it is read back, and what is to be said where it is not. */
const settings: ReadonlyArray<readonly [set: string, read: string, value: unknown, message: string]> = [
  ["PRAGMA encoding = 'UTF-8'", "PRAGMA encoding", "UTF-8", "its texts are not in UTF-8"],
  ["PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal", "its disk can't hold a write-ahead log"],
  ["PRAGMA synchronous = FULL", "PRAGMA synchronous", 2, "it does not wait until a commit is on the disk"],
  // macOS: the disk itself has to have written, not only taken what it was given. Nothing elsewhere.
  ["PRAGMA fullfsync = ON", "PRAGMA fullfsync", 1, "it does not wait until a commit is on the disk"],
]

/**
 * Writes what the log says into the database, and begins a new log. What was read from the log may stand in the kernel's
 * memory alone: the process before was killed as it wrote, or the disk failed to take it. After this it is on the disk.
 */
const settle = (database: DatabaseSync) => {
  if (firstOf(database, "PRAGMA wal_checkpoint(TRUNCATE)") !== 0) throw refused("another process uses it")
}

/** What tells a file from every other, whatever its name. */
export type FileIdentity = string

/** Which file stands at the path; nothing where there is none. */
export const fileAt = (path: string): FileIdentity | undefined => {
  const stats = statSync(resolve(path), { bigint: true, throwIfNoEntry: false })
  return stats && `${stats.dev}:${stats.ino}`
}

const open = (file: string): DatabaseSync => {
  // Its log is found by its name: under another name the file would be opened without it.
  if ((statSync(file, { throwIfNoEntry: false })?.nlink ?? 1) > 1) {
    throw refused("it has another name (a hard link), under which its log would not be found")
  }
  // Loaded here, since Node.js 22 prints a warning when it is, also to those who use PostgreSQL alone.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite")
  const database = new DatabaseSync(file)
  try {
    // First of all: the log's index then is this process's own, and whoever opens the file later is turned away.
    database.exec("PRAGMA locking_mode = EXCLUSIVE")
    claim(database)
    for (const [set, read, value, message] of settings) {
      database.exec(set)
      if (firstOf(database, read) !== value) throw refused(message)
    }
    settle(database)
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}

/** Opens the database of a path, whose folder and file are made where they are missing. Throws what it refuses. */
export const openSqliteFile = (path: string): DatabaseSync => {
  if (path === ":memory:") throw refused("it is no file, and nothing in it would be kept")
  if (path === "") throw refused("its path is empty")
  const file = resolve(path)
  prepare(file)
  return open(file)
}

/** Opens the database of a path that was open before. Where it is gone, no other takes its place: it was not empty. */
export const reopenSqliteFile = (path: string, identity: FileIdentity | undefined): DatabaseSync => {
  if (fileAt(path) !== identity) throw refused("it is gone")
  return open(resolve(path))
}

/** By SQLite's primary result code, or by the system's name of its own. */
const sentences: Readonly<Record<string | number, string>> = {
  // A syntax error: nothing but the words of our tables can be unknown here.
  1: "its tables need STRICT and RETURNING, which SQLite has from version 3.37 on",
  5: "another process uses it",
  8: "it can only be read",
  10: "its disk fails",
  11: "it is damaged",
  13: "there is no room left on its disk",
  14: "it can't be opened: the file and its folder have to be readable and writable",
  26: "it is not a SQLite database",
  EACCES: "it can't be opened: the file and its folder have to be readable and writable",
  EPERM: "it can't be opened: the file and its folder have to be readable and writable",
  EROFS: "it can only be read",
  ENOSPC: "there is no room left on its disk",
  ENOTDIR: "a part of its path is not a folder",
  EEXIST: "a part of its path is not a folder",
  ENAMETOOLONG: "its path is too long",
}

/** Refuses a database for what SQLite or the system threw while it was opened. Anything else is a defect. */
export const refuse = (cause: unknown): Effect.Effect<never, DatabaseRefused> => {
  if (cause instanceof DatabaseRefused) return Effect.fail(cause)
  if (!Predicate.hasProperty(cause, "code")) return Effect.die(cause)
  return refused(sentences[resultCode(cause) & 0xff] ?? sentences[String(cause.code)] ?? "it can't be opened")
}
