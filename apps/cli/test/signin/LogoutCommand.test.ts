import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import { odj } from "../commandLine.ts"

const root = await mkdtemp(join(tmpdir(), "odj-logout-"))
afterAll(() => rm(root, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

describe("odj logout --all", () => {
  it.effect("says which sign-in file is a folder, and removes the others", () =>
    Effect.gen(function* () {
      const at = join(root, "folder")
      yield* Effect.promise(() => mkdir(join(at, "profiles.json"), { recursive: true }))
      yield* Effect.promise(() => writeFile(join(at, "work.tokens.json"), ""))
      vi.stubEnv("ODJ_CONFIG_DIR", at)
      const { exitCode, err } = yield* odj(["logout", "--all"])
      assert.strictEqual(exitCode, 2)
      assert.strictEqual(err, `Can't remove ${join(at, "profiles.json")}: it is a folder`)
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(at)), ["profiles.json"])
    }),
  )

  it.effect("says that the folder of sign-ins is a file", () =>
    Effect.gen(function* () {
      const at = join(root, "file")
      yield* Effect.promise(() => writeFile(at, ""))
      vi.stubEnv("ODJ_CONFIG_DIR", at)
      const { exitCode, err } = yield* odj(["logout", "--all"])
      assert.strictEqual(exitCode, 2)
      assert.strictEqual(err, `Can't read ${at}: not a directory`)
    }),
  )
})
