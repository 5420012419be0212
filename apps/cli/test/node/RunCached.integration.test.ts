/** The cache of compiled code, in the bundled program as a process. */
import { mkdtemp, readdir, readFile, rm, stat, truncate } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { bundle, odj } from "../program.ts"

const folder = await mkdtemp(join(tmpdir(), "odj-code-"))
afterAll(() => rm(folder, { recursive: true }))

/** The digest with which the program's main file begins. */
const digest = async () => /\w+/.exec(await readFile(join(dirname(bundle), "main.cjs"), "latin1"))?.[0]

/** A user of the program with an empty cache. */
const newUser = async () => {
  const own = await mkdtemp(join(folder, "user-"))
  const cached = async () =>
    (await readdir(own, { recursive: true }))
      .filter((name) => /odj-\w{64}-/.test(name))
      .map((name) => join(own, name))
  return {
    run: (args: ReadonlyArray<string>, env = {}) => odj(args, { NODE_COMPILE_CACHE: own, ...env }),
    /** What the caches are for. */
    names: async () => [...new Set((await cached()).map((path) => path.replace(/.*odj-\w{64}-/, "")))].sort(),
    /** The number of caches: one for each file that was loaded. */
    count: async () => (await cached()).length,
    /** The only cache of the program's main file. */
    path: async () => {
      const main = `odj-${await digest()}-`
      const [path = "", ...others] = (await cached()).filter((path) => path.includes(main))
      assert.deepStrictEqual(others, [])
      return path
    },
  }
}

const list = ["list", "--store", "memory"]
const listed = { exitCode: 0, out: "[]\n", err: "" }
const invalid = ["list", "--store", "memory", "--top", "0"]

describe("The cache of compiled code", () => {
  it("is written by the first run of a command and read by the next", async () => {
    const { run, names, path } = await newUser()
    assert.deepInclude(await run(list), listed)
    const { ino, size, mode } = await stat(await path())
    assert.isAbove(size, 100_000)
    if (process.platform !== "win32") assert.strictEqual(mode & 0o777, 0o600)
    assert.deepInclude(await run(list), listed)
    assert.strictEqual((await stat(await path())).ino, ino)
    assert.strictEqual((await run(["profiles"])).exitCode, 0)
    assert.deepStrictEqual(await names(), ["list", "profiles"])
  })

  it("is written for each file by the first run that loads it", async () => {
    const { run, count } = await newUser()
    const create = ["create", "--name", "HQ", "--state", "active", "--connector-version", "1"]
    const createIn = async (store: string) => {
      const { exitCode } = await run([...create, "--last-connection-date-time", "now", "--store", store])
      assert.strictEqual(exitCode, 0)
      return count()
    }
    const inMemory = await createIn("memory")
    const inDatabase = await createIn(`sqlite:${join(folder, "created.db")}`)
    assert.isAbove(inDatabase, inMemory)
    assert.strictEqual(await createIn(`sqlite:${join(folder, "created.db")}`), inDatabase)
  })

  it("is replaced by the first run that succeeds if the runs before have failed", async () => {
    const { run, names } = await newUser()
    assert.strictEqual((await run(invalid)).exitCode, 2)
    assert.deepStrictEqual(await names(), ["list-failed"])
    assert.deepInclude(await run(list), listed)
    assert.strictEqual((await run(invalid)).exitCode, 2)
    assert.deepStrictEqual(await names(), ["list", "list-failed"])
  })

  it("is shared by all words that are no command", async () => {
    const { run, names } = await newUser()
    for (const word of ["lits", "../../odj", "--lits"]) assert.strictEqual((await run([word])).exitCode, 2)
    assert.deepStrictEqual(await names(), ["odj-failed"])
  })

  it("is made anew if its file is cut or empty", async () => {
    const { run, path } = await newUser()
    await run(list)
    const { size } = await stat(await path())
    for (const length of [0, 10, size - 1000]) {
      await truncate(await path(), length)
      assert.deepInclude(await run(list), listed)
      assert.isAbove((await stat(await path())).size, 100_000)
    }
  })

  it("is not read from another user's file, but made anew", async () => {
    const { run, path } = await newUser()
    await run(list)
    const { ino } = await stat(await path())
    const other = "process.getuid = () => 4321"
    const asOther = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(other)}` }
    assert.deepInclude(await run(list, asOther), listed)
    assert.notStrictEqual((await stat(await path())).ino, ino)
  })

  it("does not exist if the cache of Node.js is disabled", async () => {
    const { run, names } = await newUser()
    assert.deepInclude(await run(list, { NODE_DISABLE_COMPILE_CACHE: "1" }), listed)
    assert.deepStrictEqual(await names(), [])
  })

  it("leaves the libraries outside the bundle to Node.js", async () => {
    const { run } = await newUser()
    for (let times = 0; times < 2; times++)
      assert.deepInclude(await run([...list, "--query", "length(@)"]), { ...listed, out: "0\n" })
  })
})
