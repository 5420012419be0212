import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { folderFor, namesIn, readPrivate, writePrivate } from "../../src/profiles/ConfigFolder.ts"

const root = await mkdtemp(join(tmpdir(), "odj-config-"))
afterAll(() => rm(root, { recursive: true }))

describe("The folder of a sign-in", () => {
  const places: ReadonlyArray<readonly [NodeJS.Platform, Record<string, string>, string]> = [
    ["linux", {}, "/home/a/.config/odj"],
    ["linux", { XDG_CONFIG_HOME: "/x" }, "/x/odj"],
    ["darwin", { APPDATA: "/elsewhere" }, "/home/a/.config/odj"],
    ["win32", { APPDATA: "/roaming" }, "/roaming/odj"],
    ["win32", { APPDATA: "/roaming", ODJ_CONFIG_DIR: "/mine" }, "/mine"],
    ["linux", { XDG_CONFIG_HOME: "", ODJ_CONFIG_DIR: "" }, "/home/a/.config/odj"],
  ]
  for (const [platform, env, expected] of places) {
    it(`is ${expected} on ${platform} with ${JSON.stringify(env)}`, () => {
      assert.strictEqual(folderFor(platform, env, "/home/a"), expected)
    })
  }

  it("is made, and its files written, for their owner alone, whatever was there before", async () => {
    const folder = join(root, "a/b")
    await writePrivate(folder, "file", "one")
    assert.strictEqual((await stat(folder)).mode & 0o777, 0o700)
    await writeFile(join(folder, "file"), "open")
    await chmod(join(folder, "file"), 0o644)
    await writePrivate(folder, "file", "two")
    assert.strictEqual(await readFile(join(folder, "file"), "utf8"), "two")
    assert.strictEqual((await stat(join(folder, "file"))).mode & 0o777, 0o600)
  })

  it("stays as open as it was where it is somebody else's", async () => {
    const folder = join(root, "shared")
    await mkdir(folder)
    await chmod(folder, 0o755)
    await writePrivate(folder, "file", "text")
    assert.strictEqual((await stat(folder)).mode & 0o777, 0o755)
    assert.strictEqual((await stat(join(folder, "file"))).mode & 0o777, 0o600)
  })

  it("is never read in halves, and has nothing left over, while many write", async () => {
    const folder = join(root, "many")
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(100_000))
    await writePrivate(folder, "file", texts[0] ?? "")
    const writing = Promise.all(texts.map((text) => writePrivate(folder, "file", text)))
    for (let read = 0; read < 50; read++) assert.include(texts, await readPrivate(join(folder, "file")))
    await writing
    assert.deepStrictEqual(await readdir(folder), ["file"])
  })

  it("leaves the file as it was where it can't be replaced", async () => {
    const folder = join(root, "taken")
    await writePrivate(join(folder, "file"), "inside", "text")
    await writePrivate(folder, "file", "other").then(
      () => assert.fail("It replaced a folder"),
      () => {},
    )
    assert.deepStrictEqual(await readdir(folder), ["file"])
  })

  it("holds nothing where there is none", async () => {
    assert.strictEqual(await readPrivate(join(root, "none/file")), undefined)
    assert.deepStrictEqual(await namesIn(join(root, "none")), [])
  })
})
