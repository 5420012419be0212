/**
 * Opens a file as a database of odj. It refuses one that could lose acknowledged writes.
 *
 * One process at a time may change a database: it holds the lock of `SqliteLock.ts`. Other processes can read it meanwhile.
 */
import { accessSync, constants, mkdirSync, realpathSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { pathToFileURL } from "node:url"
import { DatabaseRefused } from "../database/ConnectorDatabase.ts"
import { firstOf, opened } from "./NodeSqlite.ts"
import { createFile } from "./SqliteLock.ts"
import { isReadOnly, isUnopenable } from "./SqliteRefusal.ts"

/** Marks a database as one of odj: "odj1" in ASCII. */
export const applicationId = 0x6f646a31

/**
 * What a file is opened for. `create` creates the folder and the file if they are missing. `change` and `read` need a
 * database that exists. `read` needs no permission to write, unless the database has to be recovered or migrated.
 */
export type SqliteAccess = "create" | "change" | "read"

const refused = (message: string) => new DatabaseRefused({ message })

/** Creates the folder and the file if they are missing, for this user only. SQLite's log gets the same permissions. */
const createMissing = (file: string) => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  createFile(file, 0o600)
  if (fileAt(file) === undefined) throw refused("it is a link to a file that does not exist")
}

/** Refuses what can't be a database, before SQLite opens it. */
const check = (file: string) => {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) throw new DatabaseRefused({ message: "it does not exist", isMissing: true })
  if (stats.isDirectory()) throw refused("it is a folder")
  if (!stats.isFile()) throw refused("it is a device, a pipe or a socket")
  // SQLite finds the log by the file's name. Under another name the file would be opened without it.
  if (stats.nlink > 1)
    throw refused("it has a second name (a hard link), under which its log would not be found")
}

const copyWithoutLog =
  "it is a copy without its log (the file whose name ends in -wal), so its connectors are missing. Make the copy with odj-server backup, or with both files while no process uses them. To begin with an empty database, remove the file"

/** Refuses the database of another program. Marks an empty one as a database of odj, if it may be created. */
const mark = (database: DatabaseSync, access: SqliteAccess) => {
  const owner = firstOf(database, "PRAGMA application_id")
  const isEmpty = firstOf(database, "SELECT count(*) FROM sqlite_schema") === 0
  if (owner === applicationId && !isEmpty) return
  if (owner !== applicationId && (owner !== 0 || !isEmpty)) {
    throw refused("it is a database of another program")
  }
  // A new database gets its tables before its log, so only a copy has neither.
  if (firstOf(database, "PRAGMA journal_mode") === "wal") throw refused(copyWithoutLog)
  if (access !== "create") throw refused("it is empty")
  database.exec(`PRAGMA application_id = ${applicationId}`)
}

type Setting = readonly [set: string, read: string, value: unknown, message: string]

/** The settings of a connection: how to set and read each one, the required value, and the reason for refusal. */
const settings: ReadonlyArray<Setting> = [
  ["PRAGMA encoding = 'UTF-8'", "PRAGMA encoding", "UTF-8", "its encoding is not UTF-8"],
  ["PRAGMA synchronous = FULL", "PRAGMA synchronous", 2, "it does not wait until a commit is on the disk"],
  // For macOS, where the disk's cache has to be flushed as well. It has no effect elsewhere.
  ["PRAGMA fullfsync = ON", "PRAGMA fullfsync", 1, "it does not wait until a commit is on the disk"],
]

const writeAheadLog: Setting = [
  "PRAGMA journal_mode = WAL",
  "PRAGMA journal_mode",
  "wal",
  "its disk does not support a write-ahead log",
]

const enforce = (database: DatabaseSync, [set, read, value, message]: Setting) => {
  database.exec(set)
  if (firstOf(database, read) !== value) throw refused(message)
}

/** The largest size of a log that is empty, in bytes: that of SQLite's own checkpoints. */
const emptyLogSize = 4_194_304

/** How much of the log is in the database. */
interface Checkpoint {
  /** Whether another process was in the way. */
  readonly isBusy: boolean
  /** How many pages the log has, and how many of them are in the database. Both are -1 if nothing was tried. */
  readonly log: number
  readonly checkpointed: number
}

/** Writes the log into the database, as far as no reader needs the older state. */
export const checkpoint = (database: DatabaseSync, mode: "PASSIVE" | "TRUNCATE"): Checkpoint => {
  const { busy, log, checkpointed } = database.prepare(`PRAGMA wal_checkpoint(${mode})`).get() ?? {}
  return { isBusy: busy !== 0, log: Number(log), checkpointed: Number(checkpointed) }
}

/**
 * Starts the log of a database that has its tables, and writes what is in it into the database.
 *
 * If the process before was killed, or its disk failed, the end of the log may be only in the kernel's cache. After this
 * it is on the disk. A reader may hold back what was committed while it reads. That was on the disk before it could be
 * seen: as long as a process has the database open, SQLite does not look for commits in the log itself.
 */
export const startLog = (database: DatabaseSync): void => {
  enforce(database, writeAheadLog)
  database.exec(`PRAGMA journal_size_limit = ${emptyLogSize}`)
  // Right after a migration that has renamed a table, SQLite fails to write back a log that was never read.
  database.exec("SELECT count(*) FROM sqlite_schema")
  const { isBusy, log: pages } = checkpoint(database, "TRUNCATE")
  if (isBusy && pages === -1) throw refused("another process is using it")
}

/** Identifies a file, whatever its name. */
export type FileIdentity = string

/** The identity of the file at the path; `undefined` if there is none. */
export const fileAt = (path: string): FileIdentity | undefined => {
  const stats = statSync(resolve(path), { bigint: true, throwIfNoEntry: false })
  return stats && `${stats.dev}:${stats.ino}`
}

/** Throws the system's error if the process can't write the file and its folder. */
export const requireWritable = (file: string): void => {
  accessSync(file, constants.R_OK | constants.W_OK)
  accessSync(dirname(file), constants.W_OK)
}

/**
 * How long opening waits for another process, in milliseconds. The last one that closes a database locks it until its log
 * is written back.
 */
const openingWait = 1_000

/** Opens a database, and waits only meanwhile: a wait blocks everything else that the process does. */
const openedWithin = (
  wait: number,
  place: string | URL,
  readOnly: boolean,
  use: (database: DatabaseSync) => void,
): DatabaseSync =>
  opened(place, readOnly, (database) => {
    database.exec(`PRAGMA busy_timeout = ${wait}`)
    use(database)
    database.exec("PRAGMA busy_timeout = 0")
  })

const open = (file: string, access: SqliteAccess, wait: number): DatabaseSync => {
  requireWritable(file)
  return openedWithin(wait, file, false, (database) => {
    mark(database, access)
    for (const setting of settings) enforce(database, setting)
    if (access === "read") database.exec("PRAGMA query_only = ON")
  })
}

/**
 * Opens a file that this process can't write. If it has a log, a process is using it, or was killed: then SQLite reads
 * it with the files of that process. Otherwise it is read without a lock.
 */
const openReadOnly = (file: string): DatabaseSync => {
  const hasLog = fileAt(`${file}-wal`) !== undefined
  const url = pathToFileURL(file)
  if (!hasLog) url.searchParams.set("immutable", "1")
  try {
    return openedWithin(openingWait, url, true, (database) => mark(database, "read"))
  } catch (cause) {
    if (!hasLog || !(isReadOnly(cause) || isUnopenable(cause))) throw cause
    throw refused(
      "it is read-only, and must be recovered, because a process that used it was killed. Open it once with permission to write, for example with odj list",
    )
  }
}

/** The file of a database, whatever links lead to it. Throws `DatabaseRefused` if there is none. */
export const sqliteFileAt = (path: string, access: SqliteAccess): string => {
  if (path === ":memory:") throw refused("it is not a file, so nothing would be kept")
  if (path === "") throw refused("its path is empty")
  const file = resolve(path)
  if (access === "create") createMissing(file)
  check(file)
  // SQLite and the lock have to agree on the names of the files beside it.
  return realpathSync(file)
}

/**
 * Opens a file of {@link sqliteFileAt}. Its log is not started yet. Throws `DatabaseRefused`, or an error for `refuse`.
 * Only `read` works without the lock.
 */
export const openSqliteFile = (file: string, access: SqliteAccess): DatabaseSync => {
  try {
    return open(file, access, openingWait)
  } catch (cause) {
    if (access === "read" && isReadOnly(cause)) return openReadOnly(file)
    throw cause
  }
}

/** Reopens a database. A missing file is not created again: it was not empty. */
export const reopenSqliteFile = (file: string, identity: FileIdentity | undefined): DatabaseSync => {
  if (fileAt(file) !== identity) throw refused("it was removed or replaced")
  check(file)
  const database = open(file, "change", 0)
  try {
    startLog(database)
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}
