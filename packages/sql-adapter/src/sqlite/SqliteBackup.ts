/**
 * Copies a database into a new file, also while another process writes to it. The copy is one file, and is what the
 * database was at one moment: it has every write that was acknowledged before the copy began.
 */
import { randomUUID } from "node:crypto"
import { lstatSync, promises, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { pathToFileURL } from "node:url"
import { Data, Effect, Predicate } from "effect"
import { DatabaseRefused } from "../database/ConnectorDatabase.ts"
import { firstOf, opened } from "./NodeSqlite.ts"
import { resultCode } from "./SqliteFailure.ts"
import { fileAt, openSqliteFile, sqliteFileAt } from "./SqliteFile.ts"
import { reasonOf, refuse } from "./SqliteRefusal.ts"

/** What a copy contains. */
export interface SqliteBackup {
  readonly connectors: number
  /** How many tenants have connectors. */
  readonly tenants: number
}

/**
 * The copy can't be written. The message is the reason, as a clause that can follow "Can't write FILE: ", such as "it
 * exists already".
 */
export class BackupRefused extends Data.TaggedError("BackupRefused")<{ readonly message: string }> {}

/** More pages than a database can have: all are copied in one step, and a write meanwhile does not begin it again. */
const allPages = 2 ** 31 - 1

/** The reasons for which a copy, rather than the database, can't be written. */
const reasons: Readonly<Record<string, string>> = {
  EEXIST: "it exists already",
  ENOENT: "its folder does not exist",
  EPERM: "its folder can't be written, or does not support hard links",
  ENOTSUP: "its folder does not support hard links",
}

const refuseTarget = (cause: unknown): Effect.Effect<never, BackupRefused | DatabaseRefused> => {
  if (cause instanceof DatabaseRefused) return Effect.fail(cause)
  const reason = Predicate.hasProperty(cause, "code") ? reasons[String(cause.code)] : undefined
  const message = reason ?? reasonOf(cause)
  return message === undefined ? Effect.die(cause) : new BackupRefused({ message })
}

const attempt = <A>(action: () => Promise<A>) =>
  Effect.catch(Effect.tryPromise(action), ({ cause }) => refuseTarget(cause))

/** Waits until what a file or a folder contains is on the disk. */
const sync = async (path: string, flags: "r" | "r+") => {
  const file = await promises.open(path, flags)
  await file.sync().finally(() => file.close())
}

/** Makes the name of a file durable. Windows does that itself, and can't open a folder. */
const syncFolder = (path: string) => (process.platform === "win32" ? Promise.resolve() : sync(path, "r"))

/** Fills an empty file with a copy. */
const copyTo = async (source: DatabaseSync, temporary: string): Promise<void> => {
  const { backup } = process.getBuiltinModule("node:sqlite")
  try {
    await backup(source, temporary, { rate: allPages })
  } catch (cause) {
    if ([11, 26].includes(resultCode(cause) & 0xff)) throw new DatabaseRefused({ message: "it is damaged" })
    throw cause
  }
  await sync(temporary, "r+")
}

/** Checks a copy, and counts what is in it. */
const checked = (temporary: string): SqliteBackup => {
  const url = pathToFileURL(temporary)
  url.searchParams.set("immutable", "1")
  const copy = opened(url, true, (database) => {
    if (firstOf(database, "PRAGMA integrity_check") !== "ok") {
      throw new DatabaseRefused({ message: "it is damaged" })
    }
  })
  const connectors = Number(firstOf(copy, "SELECT count(*) FROM odj_connector"))
  // A copy is not migrated, so it may have the tables of an older version.
  const tenant = firstOf(
    copy,
    "SELECT name FROM pragma_table_info('odj_connector') WHERE name IN ('tenant', 'tenant_number')",
  )
  const tenants = Number(firstOf(copy, `SELECT count(DISTINCT ${tenant}) FROM odj_connector`))
  copy.close()
  return { connectors, tenants }
}

/** An empty file beside the copy's path, for this user only. It is deleted in the end, with its journal. */
const temporaryFor = (file: string) =>
  Effect.acquireRelease(
    attempt(async () => {
      const temporary = `${file}.${randomUUID()}.tmp`
      await (await promises.open(temporary, "wx", 0o600)).close()
      return temporary
    }),
    (temporary) =>
      Effect.promise(async () => {
        // SQLite leaves the journal of a copy that has failed.
        for (const name of [temporary, `${temporary}-journal`]) await promises.rm(name, { force: true })
      }),
  )

/**
 * When a file was last changed; `undefined` if it has a log. Only one that this process can't write has none: it is read
 * without a lock, so it must not change.
 */
const changeOf = (file: string): bigint | undefined =>
  fileAt(`${file}-wal`) === undefined ? statSync(file, { bigint: true }).mtimeNs : undefined

const openSource = (path: string) =>
  Effect.acquireRelease(
    Effect.suspend(() => {
      try {
        const file = sqliteFileAt(path, "read")
        const database = openSqliteFile(file, "read")
        return Effect.succeed({ file, database, change: changeOf(file) })
      } catch (cause) {
        return refuse(cause)
      }
    }),
    ({ database }) => Effect.sync(() => database.close()),
  )

/**
 * Copies the database at `path` to `to`, which must not exist yet. The copy gets its name once it is complete, checked and
 * on the disk.
 */
export const backup = Effect.fnUntraced(function* ({
  path,
  to,
}: {
  readonly path: string
  readonly to: string
}) {
  const file = resolve(to)
  const source = yield* openSource(path)
  // A long copy should not fail only at its end, where an existing file is not replaced either.
  const exists = yield* attempt(async () => lstatSync(file, { throwIfNoEntry: false }) !== undefined)
  if (exists) return yield* new BackupRefused({ message: "it exists already" })
  const temporary = yield* temporaryFor(file)
  return yield* attempt(async () => {
    await copyTo(source.database, temporary)
    if (source.change !== undefined && changeOf(source.file) !== source.change) {
      throw new DatabaseRefused({ message: "another process has started to write to it; try again" })
    }
    const contents = checked(temporary)
    // Unlike a rename, a link never replaces a file.
    await promises.link(temporary, file)
    await promises.rm(temporary)
    await syncFolder(dirname(file))
    return contents
  })
}, Effect.scoped)
