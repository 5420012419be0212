import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { namesIn, readPrivate, writePrivate } from "../../src/profiles/ConfigFolder.ts"

const root = await mkdtemp(join(tmpdir(), "odj-config-"))
afterAll(() => rm(root, { recursive: true }))

describe("The folder of sign-ins", () => {
  it("is readable only by its owner, as are its files, whatever was there before", async () => {
    const folder = join(root, "a/b")
    await writePrivate(folder, "file", "one")
    assert.strictEqual((await stat(folder)).mode & 0o777, 0o700)
    await writeFile(join(folder, "file"), "open")
    await chmod(join(folder, "file"), 0o644)
    await writePrivate(folder, "file", "two")
    assert.strictEqual(await readFile(join(folder, "file"), "utf8"), "two")
    assert.strictEqual((await stat(join(folder, "file"))).mode & 0o777, 0o600)
  })

  it("keeps its permissions if it existed", async () => {
    const folder = join(root, "shared")
    await mkdir(folder)
    await chmod(folder, 0o755)
    await writePrivate(folder, "file", "text")
    assert.strictEqual((await stat(folder)).mode & 0o777, 0o755)
    assert.strictEqual((await stat(join(folder, "file"))).mode & 0o777, 0o600)
  })

  it("is empty if it does not exist", async () => {
    assert.strictEqual(await readPrivate(join(root, "none/file")), undefined)
    assert.deepStrictEqual(await namesIn(join(root, "none")), [])
  })
})
