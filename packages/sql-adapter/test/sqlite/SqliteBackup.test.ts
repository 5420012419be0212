import {
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
import { connector, storedConnector } from "@odj/connector-store-contract"
import { Effect } from "effect"
import { backup } from "../../src/sqlite/SqliteBackup.ts"
import { openDatabase, temporaryFolder, temporaryPath } from "./SqliteFiles.ts"

const a = storedConnector({ id: "a" })

/** What lies beside a file, and what a failed backup must leave as it is. */
const beside = (path: string) =>
  readdirSync(dirname(path)).filter((name) => !name.startsWith("connectors.db"))

const refusalOf = (path: string, to: string) => Effect.flip(backup({ path, to }))

describe("A backup", () => {
  it.effect("has every acknowledged connector of a database in use, in one file for this user only", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const to = join(dirname(path), "b.db")
      const { store, database } = yield* openDatabase(path)
      yield* store.createMany(Array(50).fill(connector()))
      yield* database.storeOf("other").create(a)
      assert.deepStrictEqual(yield* backup({ path, to }), { connectors: 51, tenants: 2 })
      assert.strictEqual(statSync(to).mode & 0o777, 0o600)
      assert.deepStrictEqual(beside(path), ["b.db"])
      // The database goes on, and the copy stays what it was.
      yield* store.create(a)
      const copy = yield* openDatabase(to)
      assert.strictEqual((yield* copy.store.list({ limit: 0, count: true })).count, 50)
      assert.deepStrictEqual((yield* copy.database.storeOf("other").list({ limit: 9 })).connectors, [a])
      assert.deepStrictEqual(yield* copy.store.create(a), a)
    }),
  )

  it.effect("has what a killed process has left in its log", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const killed = join(dirname(path), "killed.db")
      const { store } = yield* openDatabase(path)
      yield* store.create(a)
      for (const end of ["", "-wal"]) writeFileSync(`${killed}${end}`, readFileSync(`${path}${end}`))
      const to = join(dirname(path), "b.db")
      assert.deepStrictEqual(yield* backup({ path: killed, to }), { connectors: 1, tenants: 1 })
    }),
  )

  it.effect("is not migrated, so that an older version can still open it", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const older = new DatabaseSync(path)
      older.exec(readFileSync(new URL("../fixtures/sqlite-1.sql", import.meta.url), "utf8"))
      older.close()
      const to = join(dirname(path), "b.db")
      assert.deepStrictEqual(yield* backup({ path, to }), { connectors: 4, tenants: 2 })
      const copy = new DatabaseSync(to)
      assert.strictEqual(copy.prepare("SELECT max(migration_id) AS id FROM odj_migration").get()?.id, 1)
      copy.close()
    }),
  )

  it.effect.each([
    ["a file", (to: string) => writeFileSync(to, "mine")],
    ["an empty file", (to: string) => writeFileSync(to, "")],
    ["a folder", (to: string) => mkdirSync(to)],
    [
      "a link to a file",
      (to: string) => {
        writeFileSync(`${to} target`, "mine")
        symlinkSync(`${to} target`, to)
      },
    ],
    ["a link that leads nowhere", (to: string) => symlinkSync(`${to} target`, to)],
    [
      "a second name of a file",
      (to: string) => {
        writeFileSync(`${to} target`, "mine")
        linkSync(`${to} target`, to)
      },
    ],
  ] as const)("replaces nothing: neither %s, nor what it leads to", ([, make]) =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(openDatabase(path))
      const to = join(dirname(path), "b.db")
      make(to)
      const before = beside(path)
      const refused = yield* refusalOf(path, to)
      assert.deepStrictEqual([refused._tag, refused.message], ["BackupRefused", "it exists already"])
      assert.deepStrictEqual(beside(path), before)
      for (const name of before) {
        const file = join(dirname(path), name)
        if (existsSync(file) && statSync(file).size > 0 && statSync(file).isFile())
          assert.strictEqual(readFileSync(file, "utf8"), "mine")
      }
    }),
  )

  it.effect("needs a folder that exists, and makes none", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(openDatabase(path))
      const to = join(dirname(path), "missing", "b.db")
      assert.strictEqual((yield* refusalOf(path, to)).message, "its folder does not exist")
      const under = yield* refusalOf(path, join(path, "b.db"))
      assert.strictEqual(under.message, "a part of its path is not a folder")
      assert.deepStrictEqual(beside(path), [])
    }),
  )

  it.effect("is refused for a database that is missing or another program's, and leaves nothing", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const [path, to] = [join(folder, "foreign.db"), join(folder, "b.db")]
      assert.strictEqual((yield* refusalOf(path, to)).message, "it does not exist")
      const database = new DatabaseSync(path)
      database.exec("CREATE TABLE diary (day)")
      database.close()
      assert.strictEqual((yield* refusalOf(path, to)).message, "it is a database of another program")
      assert.deepStrictEqual(readdirSync(folder), ["foreign.db"])
    }),
  )

  it.effect("is refused if the copy fails its check", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(
        Effect.flatMap(openDatabase(path), ({ store }) => store.createMany(Array(300).fill(connector()))),
      )
      const bytes = readFileSync(path)
      // The last page of an index or a table.
      writeFileSync(path, bytes.fill(0xaa, bytes.length - 4_096))
      const to = join(dirname(path), "b.db")
      const refused = yield* refusalOf(path, to)
      assert.deepStrictEqual([refused._tag, refused.message], ["DatabaseRefused", "it is damaged"])
      assert.deepStrictEqual(beside(path), [])
    }),
  )
})
