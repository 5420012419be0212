/** Tests that need other processes: the lock on a file, a file that is read-only, and a disk that fails. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { chmodSync, closeSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { platform } from "node:os"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, withId } from "@odj/domain"
import { Effect } from "effect"
import { ConnectorDatabase } from "../../src/database/ConnectorDatabase.ts"
import * as SqliteConnectorStore from "../../src/sqlite/SqliteConnectorStore.ts"
import type { SqliteAccess } from "../../src/sqlite/SqliteFile.ts"
import { databaseOf, openDatabase, temporaryFolder, temporaryPath } from "./SqliteFiles.ts"

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** What a process with an ordinary user's permissions finds there. */
const seenBy = (path: string, access: SqliteAccess) =>
  execFileSync(process.execPath, [script("SqliteReader.ts"), path, access]).toString()

/** A process that has the file open, and the id of the connector that it stored there. */
const holderOf = (path: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const holder = spawn(process.execPath, [script("SqliteHolder.ts"), path], {
        stdio: ["pipe", "pipe", "inherit"],
      })
      const [line] = await once(holder.stdout, "data")
      return { holder, id: String(line).trim() }
    }),
    ({ holder }) => Effect.sync(() => holder.kill("SIGKILL")),
  )

const killed = (holder: ChildProcess) =>
  Effect.promise(async () => {
    holder.kill("SIGKILL")
    await once(holder, "exit")
  })

describe("SqliteConnectorStore beside another process", () => {
  it.effect(
    "can't change the file while the other process has it, and finds the other's connector after a kill",
    () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        const { holder, id } = yield* holderOf(path)
        const refused = yield* Effect.flip(
          Effect.provide(ConnectorDatabase, SqliteConnectorStore.database({ path })),
        )
        assert.strictEqual(refused.message, "another process is using it")
        yield* killed(holder)
        const { store } = yield* openDatabase(path)
        assert.deepStrictEqual((yield* store.list({ limit: 9 })).connectors, [withId(id, exampleConnector)])
      }),
  )
})

describe("A migration of SQLite", () => {
  /** The tables and the connectors in the file, and whether it is damaged. */
  const contentsOf = (path: string) => {
    const database = new DatabaseSync(path)
    const read = (text: string) => database.prepare(text).all()
    const tables = read("SELECT name, sql FROM sqlite_schema ORDER BY name")
    const rows = read("SELECT * FROM odj_connector ORDER BY sequence")
    const check = read("PRAGMA integrity_check")
    database.close()
    return { tables, rows, check }
  }

  it.effect("that is killed before its commit changes nothing, and the next start completes it", () =>
    Effect.gen(function* () {
      const path = yield* databaseOf(3)
      const older = new DatabaseSync(path)
      // More rows than SQLite's cache has room for, so that some are in the files before the commit.
      older.exec(`WITH RECURSIVE row(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM row WHERE number < 20000)
        INSERT INTO odj_connector (tenant, id, last_connection_date_time, last_connection_sort_key, state, version)
        SELECT 'tenant ' || (number % 7), number, '2017-01-01T07:58Z', '2017-01-01T07:58:00.000000000000Z', 'active', '1' FROM row`)
      older.exec("PRAGMA journal_mode = WAL")
      older.close()
      const before = contentsOf(path)
      const { signal } = spawnSync(process.execPath, [script("SqliteKilledMigration.ts"), path])
      assert.strictEqual(signal, "SIGKILL")
      assert.deepStrictEqual(contentsOf(path), before)

      const { database } = yield* openDatabase(path)
      const { count } = yield* database.storeOf("tenant 6").list({ limit: 0, count: true })
      assert.strictEqual(count, 2_857)
      const tenants = database.contents && (yield* database.contents.tenants)
      const others = ["tenant", "other", ...[1, 2, 3, 4, 5, 6, 0].map((number) => `tenant ${number}`)]
      assert.deepStrictEqual(tenants, others)
    }),
  )
})

const readOnlyTitle = "SqliteConnectorStore with a read-only file"

describe.skipIf(platform() === "win32")(
  platform() === "win32" ? `${readOnlyTitle} (not on Windows: it has no such permissions)` : readOnlyTitle,
  () => {
    /** A closed database with one connector, in a folder that only its owner can write. */
    const readOnlyDatabase = Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(
        Effect.flatMap(openDatabase(path), ({ store }) => store.create({ ...exampleConnector, id: "a" })),
      )
      chmodSync(path, 0o444)
      chmodSync(dirname(path), 0o555)
      yield* Effect.addFinalizer(() => Effect.sync(() => chmodSync(dirname(path), 0o755)))
      return path
    })

    it.effect("reads it, and leaves it unchanged", () =>
      Effect.gen(function* () {
        const path = yield* readOnlyDatabase
        const [before, names] = [readFileSync(path), readdirSync(dirname(path))]
        assert.strictEqual(seenBy(path, "read"), "a")
        assert.isTrue(readFileSync(path).equals(before))
        assert.deepStrictEqual(readdirSync(dirname(path)), names)
      }),
    )

    it.effect("refuses to open it for changes", () =>
      Effect.gen(function* () {
        const path = yield* readOnlyDatabase
        for (const access of ["change", "create"] as const) {
          assert.match(seenBy(path, access), /^it is read-only|^it can't be opened/)
        }
      }),
    )

    it.effect("reads it while another process writes to it, and also after that was killed", () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        const { holder, id } = yield* holderOf(path)
        for (const name of readdirSync(dirname(path))) chmodSync(join(dirname(path), name), 0o444)
        chmodSync(dirname(path), 0o555)
        yield* Effect.addFinalizer(() => Effect.sync(() => chmodSync(dirname(path), 0o755)))
        assert.strictEqual(seenBy(path, "read"), id)
        yield* killed(holder)
        assert.strictEqual(seenBy(path, "read"), id)
      }),
    )

    it.effect("refuses to read it if a killed process has left only the log", () =>
      Effect.gen(function* () {
        const path = yield* readOnlyDatabase
        chmodSync(dirname(path), 0o755)
        writeFileSync(`${path}-wal`, "")
        chmodSync(dirname(path), 0o555)
        assert.match(seenBy(path, "read"), /^it is read-only, and must be recovered/)
      }),
    )

    it.effect("fails to copy it if another process writes to it meanwhile, and leaves nothing", () =>
      Effect.gen(function* () {
        const path = yield* readOnlyDatabase
        const folder = yield* temporaryFolder
        chmodSync(folder, 0o777)
        chmodSync(path, 0o644)
        const descriptor = openSync(path, "r+")
        chmodSync(path, 0o444)
        const command = [script("SqliteChangedSource.ts"), path, join(folder, "backup.db")]
        const printed = execFileSync(process.execPath, command, {
          stdio: ["ignore", "pipe", "inherit", descriptor],
        })
        closeSync(descriptor)
        assert.match(printed.toString(), /^another process has started to write to it/)
        assert.deepStrictEqual(readdirSync(folder), [])
      }),
    )

    it.effect("refuses one that has to be migrated", () =>
      Effect.gen(function* () {
        const path = yield* readOnlyDatabase
        chmodSync(dirname(path), 0o755)
        const database = new DatabaseSync(path)
        database.exec("DELETE FROM odj_migration WHERE migration_id > 1; DROP TABLE odj_idempotency_key")
        database.close()
        chmodSync(dirname(path), 0o555)
        assert.match(seenBy(path, "read"), /^it has to be migrated to this version of odj/)
      }),
    )
  },
)

interface Seen {
  readonly acknowledged: ReadonlyArray<string>
  readonly failure: string
  readonly message: string
  readonly isReady: boolean
  readonly later: string
  readonly update: string
  readonly read: string
}

/** The output of a process that can't write beyond 512 or 1024 KiB of a file: shells differ in the unit. */
const withLimit = (name: string, ...args: ReadonlyArray<string>) =>
  execFileSync("sh", [
    "-c",
    'ulimit -f 1024 && exec "$0" "$@"',
    process.execPath,
    script(name),
    ...args,
  ]).toString()

const seenWithLimit = (path: string): Seen => JSON.parse(withLimit("SqliteLimitedDisk.ts", path))

const large = { ...exampleConnector, displayName: "x".repeat(20_000) }

const title = "SqliteConnectorStore, when the disk fails"

describe.skipIf(platform() === "win32")(
  platform() === "win32" ? `${title} (not on Windows: it has no ulimit)` : title,
  () => {
    const kept = Effect.fnUntraced(function* (path: string, { acknowledged }: Seen) {
      const { store } = yield* openDatabase(path)
      yield* Effect.forEach(acknowledged, (id) => store.get(id))
      return (yield* store.list({ limit: 0, count: true })).count ?? 0
    })

    it.effect("fails with an unknown outcome after a failed commit, and continues once it was reopened", () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        const seen = seenWithLimit(path)
        assert.deepInclude(seen, {
          failure: "CreateOutcomeUnknown",
          isReady: true,
          later: "Success",
          update: "Success",
          read: "Success",
        })
        assert.notInclude(seen.message, path)
        const count = yield* kept(path, seen)
        assert.oneOf(count, [seen.acknowledged.length, seen.acknowledged.length + 1])
      }),
    )

    it.effect("is not ready, and rejects everything, until it was reopened", () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        yield* Effect.scoped(
          Effect.flatMap(openDatabase(path), ({ store }) => store.createMany(Array(200).fill(large))),
        )
        const seen = seenWithLimit(path)
        assert.deepInclude(seen, {
          failure: "CreateOutcomeUnknown",
          isReady: false,
          later: "ConnectorStoreUnavailable",
          update: "ConnectorStoreUnavailable",
          read: "ConnectorStoreUnavailable",
        })
        const count = yield* kept(path, seen)
        assert.oneOf(count - 200, [seen.acknowledged.length, seen.acknowledged.length + 1])
      }),
    )

    it.effect("leaves nothing of a backup", () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        yield* Effect.scoped(
          Effect.flatMap(openDatabase(path), ({ store }) => store.createMany(Array(200).fill(large))),
        )
        const to = join(dirname(path), "backup.db")
        assert.strictEqual(withLimit("SqliteLimitedBackup.ts", path, to), "its disk fails")
        const left = readdirSync(dirname(path)).filter((name) => name.startsWith("backup"))
        assert.deepStrictEqual(left, [])
      }),
    )
  },
)
