/** The bundled program with a database, across several processes. */
import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { createConnector } from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { SqliteConnectorStore } from "@odj/sql-adapter"
import { Effect } from "effect"
import { seed, seedFlags } from "./commandLine.ts"
import { odj } from "./program.ts"

const folder = await mkdtemp(join(tmpdir(), "odj-database-"))
afterAll(() => rm(folder, { recursive: true }))

const fileOf = (name: string) => join(folder, `${name}.db`)

const rows = ["a", "b", undefined].map((id) =>
  JSON.stringify({ ...exampleConnector, id, displayName: `${id} 😀` }),
)

describe("odj with a SQLite file", () => {
  it("stores what it creates, changes and deletes", async () => {
    const store = ["--store", `sqlite:${fileOf("kept")}`]
    const made = await odj(["create", ...store, "--id", "7", ...seedFlags])
    assert.strictEqual(made.exitCode, 0, made.err)
    const changed = await odj(["update", "7", ...store, "--yes", "--connector-version", "2"])
    assert.strictEqual(changed.exitCode, 0, changed.err)
    const got = await odj(["get", "7", ...store])
    assert.deepStrictEqual(JSON.parse(got.out), { ...JSON.parse(made.out), version: "2" })
    assert.strictEqual((await odj(["delete", "7", ...store, "--yes"])).exitCode, 0)
    const again = await odj(["get", "7", ...store])
    assert.deepInclude(again, { exitCode: 4, out: "" })
  })

  it("lists the connectors that odj-server stores there for the default tenant", async () => {
    const path = fileOf("earlier")
    const store = SqliteConnectorStore.layer({ path, tenant: "0d100d10-0d10-4d10-8d10-0d100d100d10" })
    await Effect.runPromise(Effect.provide(createConnector({ id: "7", ...seed }), store))
    const { out } = await odj(["list", "--store", `sqlite:${path}`, "--query", "[].id", "-o", "json"])
    assert.deepStrictEqual(JSON.parse(out), ["7"])
  })

  it("uses the file that the environment names", async () => {
    const env = { ODJ_DATABASE_URL: `sqlite:${fileOf("named")}` }
    assert.strictEqual((await odj(["create", "--id", "7", ...seedFlags], env)).exitCode, 0)
    const { out } = await odj(["list", "--query", "[].id", "-o", "json"], env)
    assert.deepStrictEqual(JSON.parse(out), ["7"])
  })

  it("imports each row once, generates missing ids, and exports and checks them", async () => {
    const store = ["--store", `sqlite:${fileOf("imported")}`]
    const input = join(folder, "rows.ndjson")
    await writeFile(input, rows.join("\n"))
    for (const counts of ["3 created, 0 already created", "0 created, 3 already created"]) {
      const { exitCode, err } = await odj(["import", input, ...store])
      assert.strictEqual(exitCode, 0, err)
      assert.include(err, `3 rows: ${counts}, 0 rejected, 0 not finished`)
    }
    const exported = await odj(["export", ...store, "--format", "ndjson"])
    const found = exported.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
    assert.deepStrictEqual(
      found.map(({ displayName }) => displayName),
      ["a 😀", "b 😀", "undefined 😀"],
    )
    assert.deepStrictEqual(
      found.slice(0, 2).map(({ id }) => id),
      ["a", "b"],
    )
    assert.match(found[2].id, /^[0-9a-f-]{36}$/)
    assert.include((await odj(["doctor", ...store])).out, "of 3 connectors")
    assert.include((await odj(["stale", ...store])).out, "3 of 3 connectors are stale")
  })

  it("does not create the file in a dry run", async () => {
    const path = fileOf("dry")
    const { exitCode, out, err } = await odj([
      "create",
      "--store",
      `sqlite:${path}`,
      "--dry-run",
      ...seedFlags,
    ])
    assert.deepStrictEqual([exitCode, out], [0, ""])
    assert.match(err, /^--dry-run can't show a request: /)
    assert.isFalse(existsSync(path))
  })

  const failing: ReadonlyArray<readonly [args: ReadonlyArray<string>, exitCode: number]> = [
    [["create", "--state", "active"], 2],
    [["create", "--body", join(folder, "missing.json")], 2],
    [["import", join(folder, "missing.csv")], 2],
    [["import", "-", "--journal", join(folder, "unused.journal")], 2],
    [["import", "-", "--journal", join(folder, "unused.journal"), "--dry-run", "--format", "ndjson"], 0],
  ]
  it.each(failing)("is not created by %j, which exits with %d", async (args, exitCode) => {
    const ended = await odj([...args, "--store", `sqlite:${join(folder, "unmade", "x.db")}`])
    assert.strictEqual(ended.exitCode, exitCode, ended.err)
    assert.isFalse(existsSync(join(folder, "unmade")))
  })

  const existing: ReadonlyArray<readonly [args: ReadonlyArray<string>, exitCode: number]> = [
    [["list"], 5],
    [["get", "7"], 5],
    [["export"], 5],
    [["update", "7", "--yes", "--state", "error"], 5],
    [["delete", "7", "--yes"], 5],
    [["stale"], 3],
    [["doctor"], 3],
  ]
  it.each(existing)("creates nothing for %j, and exits with %d", async (args, exitCode) => {
    const path = join(folder, "none", "x.db")
    const ended = await odj([...args, "--store", `sqlite:${path}`])
    assert.strictEqual(ended.exitCode, exitCode)
    assert.include(ended.out + ended.err, `There is no database ${path}\nCheck the path.`)
    assert.isFalse(existsSync(join(folder, "none")))
  })

  it("lists it while another process writes to it, and creates nothing there", async () => {
    const path = fileOf("live")
    const store = `sqlite:${path}`
    const create = ["create", ...seedFlags, "--store", store]
    assert.strictEqual((await odj([...create, "--id", "7"])).exitCode, 0)
    const lock = new DatabaseSync(`${path}-lock`)
    lock.exec("BEGIN EXCLUSIVE")
    const listed = await odj(["list", "--store", store])
    const created = await odj(create)
    lock.close()
    assert.strictEqual(listed.exitCode, 0, listed.err)
    assert.include(listed.out, "7")
    assert.strictEqual(created.exitCode, 5)
    assert.include(created.err, `Can't use the database ${path}: another process is using it`)
  })

  it("exits with 5 if another process has locked it", async () => {
    const path = fileOf("used")
    const holder = new DatabaseSync(path)
    holder.exec("PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE held (a)")
    const { exitCode, out, err } = await odj(["list", "--store", `sqlite:${path}`])
    holder.close()
    assert.deepStrictEqual([exitCode, out], [5, ""])
    assert.include(err, `Can't use the database ${path}: `)
  })
})

describe("odj with PostgreSQL", () => {
  for (const flags of [[], ["--debug"], ["-ojson"]]) {
    it(`exits with 5 if it is unreachable, and prints no password, with ${flags.join(" ") || "no flags"}`, async () => {
      const url = "postgres://anna:s3cret%21@127.0.0.1:1/odj"
      const { exitCode, out, err } = await odj(["list", ...flags], { ODJ_DATABASE_URL: url })
      assert.strictEqual(exitCode, 5, err)
      assert.include(err, "Can't use the database postgres://127.0.0.1:1/odj: ")
      assert.notInclude(out + err, "s3cret")
    })
  }
})
