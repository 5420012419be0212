import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import { Effect, Layer } from "effect"
import { ConnectorDatabase } from "../../src/database/ConnectorDatabase.ts"
import * as SqliteConnectorStore from "../../src/sqlite/SqliteConnectorStore.ts"
import { applicationId, type SqliteAccess } from "../../src/sqlite/SqliteFile.ts"
import { openDatabase, temporaryFolder, temporaryPath } from "./SqliteFiles.ts"

const a = storedConnector({ id: "a" })

const refusalOf = (path: string, access?: SqliteAccess) =>
  Effect.map(
    Effect.flip(
      Effect.provide(
        ConnectorDatabase,
        SqliteConnectorStore.database(access === undefined ? { path } : { path, access }),
      ),
    ),
    ({ message }) => message,
  )

/** Makes a database with `node:sqlite` only. */
const make = (path: string, sql: string) => {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

/** A closed database of odj with one connector. */
const makeOurs = (path: string) =>
  Effect.scoped(Effect.flatMap(openDatabase(path), ({ store }) => store.create(a)))

/** The database of an open store. */
const openFile = (path: string) =>
  Effect.map(openDatabase(path), ({ connection }) => connection.statements().database)

describe("SqliteFile", () => {
  it.effect("creates the folder, the file and all files beside it for this user only", () =>
    Effect.gen(function* () {
      const folder = join(yield* temporaryFolder, "a", "b")
      const path = join(folder, "connectors.db")
      yield* openDatabase(path)
      const modes = [
        join(folder, ".."),
        folder,
        ...readdirSync(folder).map((name) => join(folder, name)),
      ].map((each) => statSync(each).mode & 0o777)
      assert.deepStrictEqual(modes, [0o700, 0o700, 0o600, 0o600, 0o600, 0o600])
    }),
  )

  it.effect("does not change the permissions of an existing folder and file", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* makeOurs(path)
      chmodSync(path, 0o640)
      yield* openDatabase(path)
      assert.deepStrictEqual(
        ["", "-wal", "-shm"].map((end) => statSync(`${path}${end}`).mode & 0o777),
        [0o640, 0o640, 0o640],
      )
    }),
  )

  it.effect("uses an empty file as a database", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(path, "")
      const { store } = yield* openDatabase(path)
      assert.deepStrictEqual(yield* store.create(a), a)
    }),
  )

  it.effect("resolves a relative path, and takes a question mark literally", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* openFile(join(folder, "file:x?mode=memory"))
      assert.isTrue(existsSync(join(folder, "file:x?mode=memory")))
    }),
  )

  it.effect("waits for the disk at each commit, with a write-ahead log that other processes can read", () =>
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
        ["wal", 2, 1, "normal", "UTF-8", applicationId],
      )
      // A wait for another process would block all requests.
      assert.strictEqual(database.prepare("PRAGMA busy_timeout").get()?.timeout, 0)
    }),
  )

  it.effect("writes an existing log into the database before it is used", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const path = join(folder, "connectors.db")
      const copy = join(folder, "copy.db")
      const { store } = yield* openDatabase(path)
      yield* store.create(a)
      // As a killed process leaves them.
      writeFileSync(copy, readFileSync(path))
      writeFileSync(`${copy}-wal`, readFileSync(`${path}-wal`))
      const database = yield* openFile(copy)
      assert.strictEqual(statSync(`${copy}-wal`).size, 0)
      assert.strictEqual(database.prepare("SELECT id FROM odj_connector").get()?.id, "a")
    }),
  )

  const refusals: ReadonlyArray<readonly [what: string, message: string, make: (path: string) => void]> = [
    ["a folder", "it is a folder", (path) => mkdirSync(path)],
    ["a device", "it is a device, a pipe or a socket", (path) => symlinkSync("/dev/null", path)],
    [
      "a file with a second name",
      "it has a second name (a hard link), under which its log would not be found",
      (path) => {
        writeFileSync(`${path} other`, "")
        linkSync(`${path} other`, path)
      },
    ],
    [
      "a file that is not a database",
      "it is not a SQLite database",
      (path) => writeFileSync(path, "Dear diary,\n".repeat(99)),
    ],
    [
      "another program's database",
      "it is a database of another program",
      (path) => make(path, "CREATE TABLE diary (day)"),
    ],
    [
      "an empty database that another program has marked",
      "it is a database of another program",
      (path) => make(path, "PRAGMA application_id = 7; CREATE TABLE diary (day); DROP TABLE diary"),
    ],
    [
      "another encoding",
      "its encoding is not UTF-8",
      (path) =>
        make(
          path,
          `PRAGMA encoding = 'UTF-16'; PRAGMA application_id = ${applicationId}; CREATE TABLE a (b)`,
        ),
    ],
  ]

  it.effect.each(refusals)("refuses %s, and leaves it unchanged", ([, message, prepare]) =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      prepare(path)
      const before = statSync(path).isFile() ? readFileSync(path) : undefined
      assert.strictEqual(yield* refusalOf(path), message)
      if (before !== undefined) assert.isTrue(readFileSync(path).subarray(100).equals(before.subarray(100)))
      assert.isFalse(existsSync(`${path}-wal`))
    }),
  )

  it.effect.each(["create", "change", "read"] as const)(
    "refuses to %s a copy without its log, and leaves it unchanged",
    (access) =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        const copy = `${path} copy`
        // As another program or an older version makes a database: first the mark of the log, then the tables.
        const database = new DatabaseSync(path)
        database.exec(
          `PRAGMA application_id = ${applicationId}; PRAGMA journal_mode = WAL; CREATE TABLE a (b)`,
        )
        copyFileSync(path, copy)
        database.close()
        const before = readFileSync(copy)
        assert.match(yield* refusalOf(copy, access), /^it is a copy without its log .*odj-server backup/)
        assert.isTrue(readFileSync(copy).equals(before))
        assert.isFalse(existsSync(`${copy}-wal`))
      }),
  )

  it.effect("can be opened after a crash between any two statements of its creation", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const folder = yield* temporaryFolder
      const states: Array<string> = []
      /** Keeps the files as a process leaves them that is killed now. */
      const keep = () => {
        const state = join(folder, `${states.length}.db`)
        for (const end of ["", "-journal", "-wal"])
          if (existsSync(`${path}${end}`)) copyFileSync(`${path}${end}`, `${state}${end}`)
        states.push(state)
      }
      const { prepare, exec } = DatabaseSync.prototype
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          DatabaseSync.prototype.prepare = function (...statement) {
            keep()
            return prepare.apply(this, statement)
          }
          DatabaseSync.prototype.exec = function (statement) {
            keep()
            return exec.call(this, statement)
          }
        }),
        () => Effect.sync(() => Object.assign(DatabaseSync.prototype, { prepare, exec })),
      ).pipe(Effect.andThen(openDatabase(path)), Effect.scoped)
      assert.isAbove(states.length, 20)
      for (const state of states) {
        const { store } = yield* openDatabase(state)
        assert.deepStrictEqual(yield* store.create(a), a)
        assert.deepStrictEqual((yield* store.list({ limit: 9 })).connectors, [a])
      }
    }),
  )

  const existing: ReadonlyArray<SqliteAccess> = ["change", "read"]

  it.effect.each(existing)("creates neither a folder nor a file to %s a database", (access) =>
    Effect.gen(function* () {
      const folder = join(yield* temporaryFolder, "a")
      for (const path of [join(folder, "b", "connectors.db"), join(folder, "..", "connectors.db")]) {
        const refused = yield* Effect.flip(Layer.build(SqliteConnectorStore.database({ path, access })))
        assert.deepInclude(refused, { message: "it does not exist", isMissing: true })
        assert.isFalse(existsSync(path))
      }
      assert.isFalse(existsSync(folder))
    }),
  )

  it.effect.each(existing)("refuses to %s an empty file, and leaves it empty", (access) =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(path, "")
      assert.strictEqual(yield* refusalOf(path, access), "it is empty")
      assert.strictEqual(statSync(path).size, 0)
    }),
  )

  it.effect("leaves the file as it is, and no other file beside it, when it reads", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* makeOurs(path)
      const [before, names] = [readFileSync(path), readdirSync(dirname(path))]
      const { connectors } = yield* Effect.scoped(
        Effect.flatMap(openDatabase(path, "read"), ({ store }) => store.list({ limit: 9 })),
      )
      assert.deepStrictEqual(connectors, [a])
      assert.isTrue(readFileSync(path).equals(before))
      assert.deepStrictEqual(readdirSync(dirname(path)), names)
    }),
  )

  it.effect("refuses a database of a newer version", () =>
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
      assert.strictEqual(yield* refusalOf(path), "another process is using it")
    }),
  )

  it.effect.each([
    ["", "its path is empty"],
    [":memory:", "it is not a file, so nothing would be kept"],
    ["a\0b", "it can't be opened"],
  ] as const)("refuses the path %j", ([path, message]) =>
    Effect.map(refusalOf(path), (refused) => assert.strictEqual(refused, message)),
  )

  it.effect("refuses a link that leads nowhere", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      symlinkSync(`${path} missing`, path)
      assert.strictEqual(yield* refusalOf(path), "it is a link to a file that does not exist")
      assert.strictEqual(yield* refusalOf(path, "change"), "it does not exist")
      assert.isFalse(existsSync(`${path} missing`))
    }),
  )

  it.effect("refuses a path that leads through a file", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(path, "")
      assert.strictEqual(yield* refusalOf(join(path, "a.db")), "a part of its path is not a folder")
      assert.strictEqual(yield* refusalOf(join(path, "b", "a.db")), "a part of its path is not a folder")
    }),
  )
})
