import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, assert, describe, it } from "@effect/vitest"
import { vi } from "vitest"
import { beginAtomicWrite, writeAtomically } from "../src/AtomicFile.ts"

const root = await mkdtemp(join(tmpdir(), "odj-atomic-"))
afterAll(() => rm(root, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

/** The path of a file in a new folder. */
const newPath = async () => join(await mkdtemp(join(root, "a-")), "file")

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("It did not reject"),
    (error: NodeJS.ErrnoException) => error.code,
  )

describe("A file that is written atomically", () => {
  it("is never read half-written during many writes, which leave no temporary file", async () => {
    const path = await newPath()
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(100_000))
    await writeAtomically(path, texts[0] ?? "")
    const writing = Promise.all(texts.map((text) => writeAtomically(path, text)))
    for (let read = 0; read < 50; read++) {
      // An equality assertion would compute a diff of long texts.
      assert.isTrue(texts.includes(await readFile(path, "utf8")))
    }
    await writing
    assert.deepStrictEqual(await readdir(join(path, "..")), ["file"])
  })

  it("is on the disk before it is moved to its path", async () => {
    const path = await newPath()
    const { file, commit } = await beginAtomicWrite(path)
    const sync = file.sync.bind(file)
    const foundAtSync: Array<boolean> = []
    file.sync = async () => {
      foundAtSync.push((await readdir(join(path, ".."))).includes("file"))
      await sync()
    }
    await file.writeFile("text")
    await commit()
    assert.deepStrictEqual(foundAtSync, [false])
    assert.strictEqual(await readFile(path, "utf8"), "text")
  })

  it("leaves the old file and no temporary file if the write is discarded or can't be moved to the path", async () => {
    const path = await newPath()
    await writeFile(path, "before")
    const discarded = await beginAtomicWrite(path)
    await discarded.file.writeFile("half")
    await discarded.discard()
    const failed = await beginAtomicWrite(path)
    await rm(path)
    await mkdir(join(path, "inside"), { recursive: true })
    assert.strictEqual(await rejection(failed.commit()), "EISDIR")
    assert.strictEqual(await rejection(writeAtomically(path, "text")), "EISDIR")
    assert.deepStrictEqual(await readdir(join(path, "..")), ["file"])
    assert.deepStrictEqual(await readdir(path), ["inside"])
  })

  it("keeps the permissions of the file that it replaces, unless others are given", async () => {
    const path = await newPath()
    await writeFile(path, "before")
    await chmod(path, 0o666)
    await writeAtomically(path, "text")
    assert.strictEqual(await modeOf(path), 0o666)
    await writeAtomically(path, "secret", { mode: 0o600 })
    assert.strictEqual(await modeOf(path), 0o600)
    const { commit, file } = await beginAtomicWrite(path, { mode: 0o600 })
    assert.strictEqual((await file.stat()).mode & 0o777, 0o600)
    await commit()
  })

  it("replaces nothing, not even a broken link, if it must be new", async () => {
    const path = await newPath()
    await writeAtomically(path, "first", { isNew: true })
    const link = join(path, "..", "link")
    await symlink("nowhere", link)
    for (const taken of [path, link]) {
      assert.strictEqual(await rejection(writeAtomically(taken, "second", { isNew: true })), "EEXIST")
    }
    assert.strictEqual(await readFile(path, "utf8"), "first")
    assert.deepStrictEqual(await readdir(join(path, "..")), ["file", "link"])
  })

  it("replaces a symbolic link and leaves the target of the link alone, also one that does not exist", async () => {
    const path = await newPath()
    await writeFile(path, "before")
    for (const target of ["file", "missing", "/dev/null"]) {
      const link = join(path, "..", "link")
      await symlink(target, link)
      await writeAtomically(link, "text")
      assert.isTrue((await lstat(link)).isFile())
      assert.strictEqual(await readFile(link, "utf8"), "text")
      await rm(link)
    }
    assert.strictEqual(await readFile(path, "utf8"), "before")
    assert.deepStrictEqual(await readdir(join(path, "..")), ["file"])
  })

  it("does not write through a link at its temporary name, even if the random name was guessed", async () => {
    const path = await newPath()
    await writeFile(path, "before")
    const name = "00000000-0000-4000-8000-000000000000"
    await symlink("file", `${path}.${name}.tmp`)
    vi.spyOn(crypto, "randomUUID").mockReturnValueOnce(name)
    assert.strictEqual(await rejection(writeAtomically(path, "text")), "EEXIST")
    assert.strictEqual(await readFile(path, "utf8"), "before")
  })

  it("is written directly if its path is a device", async () => {
    await writeAtomically("/dev/null", "text")
    assert.isFalse((await stat("/dev/null")).isFile())
  })

  it.runIf(process.platform === "linux")("is written directly through a link of the system", async () => {
    const path = await newPath()
    await writeFile(path, "before")
    const file = await open(path, "a")
    await writeAtomically(`/proc/self/fd/${file.fd}`, "text")
    await writeAtomically(`/dev/fd/${file.fd}`, "TEXT")
    assert.strictEqual(await readFile(path, "utf8"), "beforetextTEXT")
    assert.deepStrictEqual(await readdir(join(path, "..")), ["file"])
    await file.close()
  })
})
