import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import { Effect, Exit } from "effect"
import { ConnectorDatabase } from "../../src/database/ConnectorDatabase.ts"
import * as SqliteConnectorStore from "../../src/sqlite/SqliteConnectorStore.ts"
import { applicationId, openSqliteFile, refuse } from "../../src/sqlite/SqliteFile.ts"
import { openDatabase, temporaryFolder, temporaryPath } from "./SqliteFiles.ts"

const a = storedConnector({ id: "a" })

/** What SQLite throws for a result code. */
const thrown = (errcode: number) => ({ code: "ERR_SQLITE_ERROR", errcode })

const refusalOf = (path: string) =>
  Effect.map(
    Effect.flip(Effect.provide(ConnectorDatabase, SqliteConnectorStore.database({ path }))),
    ({ message }) => message,
  )

/** Makes a database by itself, without ours. */
const make = (path: string, sql: string) => {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

/** A database of ours with a connector, closed. */
const makeOurs = (path: string) =>
  Effect.scoped(Effect.flatMap(openDatabase(path), ({ store }) => store.create(a)))

const openFile = (path: string) =>
  Effect.acquireRelease(
    Effect.sync(() => openSqliteFile(path)),
    (database) => Effect.sync(() => database.close()),
  )

describe("SqliteFile", () => {
  it.effect("makes the folder and the file, for this user alone, and the log likewise", () =>
    Effect.gen(function* () {
      const folder = join(yield* temporaryFolder, "a", "b")
      const path = join(folder, "connectors.db")
      yield* openDatabase(path)
      const modes = [join(folder, ".."), folder, path, `${path}-wal`].map(
        (each) => statSync(each).mode & 0o777,
      )
      assert.deepStrictEqual(modes, [0o700, 0o700, 0o600, 0o600])
      assert.isFalse(existsSync(`${path}-shm`))
    }),
  )

  it.effect("leaves a folder and a file as open as they are", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* makeOurs(path)
      chmodSync(path, 0o640)
      yield* openDatabase(path)
      assert.deepStrictEqual(
        [statSync(path).mode & 0o777, statSync(`${path}-wal`).mode & 0o777],
        [0o640, 0o640],
      )
    }),
  )

  it.effect("takes an empty file for a database", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(path, "")
      const { store } = yield* openDatabase(path)
      assert.deepStrictEqual(yield* store.create(a), a)
    }),
  )

  it.effect("finds a path that begins where the process is, and takes a question mark for what it is", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* openFile(join(folder, "file:x?mode=memory"))
      assert.isTrue(existsSync(join(folder, "file:x?mode=memory")))
    }),
  )

  it.effect("waits for the disk at each commit, in a log that is its own", () =>
    Effect.gen(function* () {
      const database = yield* openFile(yield* temporaryPath)
      const pragmas = [
        "journal_mode",
        "synchronous",
        "fullfsync",
        "locking_mode",
        "encoding",
        "application_id",
      ]
      assert.deepStrictEqual(
        pragmas.map((name) => database.prepare(`PRAGMA ${name}`).get()?.[name]),
        ["wal", 2, 1, "exclusive", "UTF-8", applicationId],
      )
    }),
  )

  it.effect("has what it finds in the log written into the database before it is used", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const path = join(folder, "connectors.db")
      const copy = join(folder, "copy.db")
      const { store } = yield* openDatabase(path)
      yield* store.create(a)
      // As a process leaves them that is killed.
      writeFileSync(copy, readFileSync(path))
      writeFileSync(`${copy}-wal`, readFileSync(`${path}-wal`))
      const database = yield* openFile(copy)
      assert.strictEqual(statSync(`${copy}-wal`).size, 0)
      assert.strictEqual(database.prepare("SELECT id FROM odj_connector").get()?.id, "a")
    }),
  )

  const refusals: ReadonlyArray<readonly [what: string, message: string, make: (path: string) => void]> = [
    ["a folder", "it is a folder", (path) => mkdirSync(path)],
    [
      "a file with another name",
      "it has another name (a hard link), under which its log would not be found",
      (path) => {
        writeFileSync(`${path} other`, "")
        linkSync(`${path} other`, path)
      },
    ],
    [
      "a file that is no database",
      "it is not a SQLite database",
      (path) => writeFileSync(path, "Dear diary,\n".repeat(99)),
    ],
    [
      "another program's database",
      "it is a database of another program",
      (path) => make(path, "CREATE TABLE diary (day)"),
    ],
    [
      "an empty database that another program has taken",
      "it is a database of another program",
      (path) => make(path, "PRAGMA application_id = 7; CREATE TABLE diary (day); DROP TABLE diary"),
    ],
    [
      "texts that are not in UTF-8",
      "its texts are not in UTF-8",
      (path) =>
        make(
          path,
          `PRAGMA encoding = 'UTF-16'; PRAGMA application_id = ${applicationId}; CREATE TABLE a (b)`,
        ),
    ],
  ]

  it.effect.each(refusals)("refuses %s, and leaves it as it was", ([, message, prepare]) =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      prepare(path)
      const before = statSync(path).isFile() ? readFileSync(path) : undefined
      assert.strictEqual(yield* refusalOf(path), message)
      if (before !== undefined) assert.isTrue(readFileSync(path).subarray(100).equals(before.subarray(100)))
      assert.isFalse(existsSync(`${path}-wal`))
    }),
  )

  it.effect("refuses a database that is newer than this program", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* makeOurs(path)
      make(path, "INSERT INTO odj_migration (migration_id, name) VALUES (99, 'later')")
      assert.match(yield* refusalOf(path), /^it was made by a newer version of this program/)
    }),
  )

  it.effect("refuses a damaged database", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* makeOurs(path)
      writeFileSync(path, readFileSync(path).fill(0xaa, 100, 4096))
      assert.strictEqual(yield* refusalOf(path), "it is damaged")
    }),
  )

  it.effect("refuses a second opening in the same process", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* openDatabase(path)
      assert.strictEqual(yield* refusalOf(path), "another process uses it")
    }),
  )

  it.effect.each([
    ["", "its path is empty"],
    [":memory:", "it is no file, and nothing in it would be kept"],
    ["a\0b", "it can't be opened"],
  ] as const)("refuses the path %j", ([path, message]) =>
    Effect.map(refusalOf(path), (refused) => assert.strictEqual(refused, message)),
  )

  it.effect("refuses a path that leads through a file", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(path, "")
      assert.strictEqual(yield* refusalOf(join(path, "a.db")), "a part of its path is not a folder")
      assert.strictEqual(yield* refusalOf(join(path, "b", "a.db")), "a part of its path is not a folder")
    }),
  )

  it.effect.each([
    [thrown(1), "its tables need STRICT and RETURNING, which SQLite has from version 3.37 on"],
    [thrown(1 + (8 << 8)), "its tables need STRICT and RETURNING, which SQLite has from version 3.37 on"],
    [thrown(8), "it can only be read"],
    [thrown(10 + (4 << 8)), "its disk fails"],
    [thrown(13), "there is no room left on its disk"],
    [thrown(14), "it can't be opened: the file and its folder have to be readable and writable"],
    [{ code: "EACCES" }, "it can't be opened: the file and its folder have to be readable and writable"],
    [{ code: "EROFS" }, "it can only be read"],
    [{ code: "ENOSPC" }, "there is no room left on its disk"],
    [{ code: "EMFILE" }, "it can't be opened"],
  ])("says why it refuses, of %j, and names no path", ([cause, message]) =>
    Effect.map(Effect.flip(refuse(cause)), (refused) => assert.strictEqual(refused.message, message)),
  )

  it.effect("takes what is neither SQLite's nor the system's for a defect of ours", () =>
    Effect.gen(function* () {
      const bug = new TypeError("of ours")
      assert.deepStrictEqual(yield* Effect.exit(refuse(bug)), Exit.die(bug))
    }),
  )
})
