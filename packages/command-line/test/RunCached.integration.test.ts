/** Runs small programs with a cache of compiled code, each in a process. */
import { execFile } from "node:child_process"
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { afterAll, assert, describe, it } from "@effect/vitest"

const run = promisify(execFile)

const folder = await mkdtemp(join(tmpdir(), "odj-cached-"))
afterAll(() => rm(folder, { recursive: true }))

const runCached = new URL("../src/RunCached.ts", import.meta.url).href

/** A program of these modules, whose digests are their names. It keeps its code when the process ends. */
const programOf = async (modules: Readonly<Record<string, string>>) => {
  const own = await mkdtemp(join(folder, "program-"))
  for (const [name, code] of Object.entries(modules))
    await writeFile(join(own, `${name}.cjs`), `/*${name}*/${code}`)
  const main = pathToFileURL(join(own, "main.cjs")).href
  const driver = `
    import { runCached } from "${runCached}"
    await runCached(new URL("${main}"), "test", (keep) => process.on("exit", keep))`
  const env = { ...process.env, NODE_COMPILE_CACHE: join(own, "cache") }
  return {
    run: async () => {
      const args = ["--input-type=module", "--eval", driver]
      const { stdout } = await run(process.execPath, args, { env, timeout: 30_000 })
      return stdout.trim()
    },
    /** The files in which code is kept, and the folder where they are. */
    kept: async () => {
      const entries = await readdir(env.NODE_COMPILE_CACHE, { recursive: true, withFileTypes: true })
      const files = entries.filter(({ name }) => name.startsWith("odj-"))
      return { names: files.map(({ name }) => name).sort(), in: files[0]?.parentPath ?? "" }
    },
  }
}

const hello = { main: "console.log('hello')" }

describe("A program with a cache", () => {
  it("is kept module by module", async () => {
    const { run, kept } = await programOf({
      main: "console.log(require('./part.cjs').value)",
      part: "exports.value = 7",
    })
    assert.strictEqual(await run(), "7")
    assert.deepStrictEqual((await kept()).names, ["odj-main-test", "odj-part-test"])
    assert.strictEqual(await run(), "7")
  })

  it("loads a module again that could not be loaded", async () => {
    const { run } = await programOf({
      main: `
        const results = [1, 2, 3].map(() => {
          try { return require("./part.cjs").value } catch (error) { return error.message }
        })
        console.log(results.join())`,
      part: `
        globalThis.attempts ??= 0
        if (attempts++ === 0) throw new Error("not now")
        exports.value = "loaded " + attempts`,
    })
    assert.strictEqual(await run(), "not now,loaded 2,loaded 2")
  })

  it("leaves nothing behind if its code can't be kept", async () => {
    const { run, kept } = await programOf(hello)
    await run()
    const before = await kept()
    const path = join(before.in, "odj-main-test")
    await rm(path)
    await mkdir(path)
    assert.strictEqual(await run(), "hello")
    assert.deepStrictEqual(await kept(), before)
  })

  it.skipIf(process.platform === "win32")("does not wait for a pipe in place of its code", async () => {
    const { run: runProgram, kept } = await programOf(hello)
    await runProgram()
    const path = join((await kept()).in, "odj-main-test")
    await rm(path)
    await run("mkfifo", [path])
    assert.strictEqual(await runProgram(), "hello")
    assert.strictEqual(await runProgram(), "hello")
  })
})

if (process.platform === "win32") console.warn("The test of a pipe is skipped: Windows has none in folders.")
