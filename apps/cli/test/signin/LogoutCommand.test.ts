import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import type { Profiles } from "../../src/profiles/Profile.ts"
import { odj } from "../commandLine.ts"
import { application, person, storeSignIns } from "./storedSignIns.ts"

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

describe("odj logout", () => {
  const signIns = (names: ReadonlyArray<string>, chosen?: string): Profiles => ({
    ...(chosen !== undefined && { default: chosen }),
    profiles: Object.fromEntries(names.map((name) => [name, name === "a" ? person : application])),
  })

  const logouts: ReadonlyArray<
    readonly [title: string, args: ReadonlyArray<string>, before: Profiles, after: Profiles, says: string]
  > = [
    [
      "makes the only one that is left the default",
      [],
      signIns(["a", "b"], "a"),
      signIns(["b"], "b"),
      "The only sign-in is b. The default is b.",
    ],
    [
      "names the others if it removes the default, and chooses none of them",
      [],
      signIns(["a", "b", "c"], "a"),
      signIns(["b", "c"]),
      "The sign-ins are b and c. There is no default sign-in: make one the default with `odj profiles use NAME`.",
    ],
    [
      "keeps the default if it removes another",
      ["--profile", "c"],
      signIns(["a", "b", "c"], "a"),
      signIns(["a", "b"], "a"),
      "The sign-ins are a and b. The default is a.",
    ],
    ["says nothing of others if there are none", [], signIns(["a"], "a"), signIns([]), ""],
  ]
  for (const [title, args, before, after, says] of logouts) {
    it.effect(title, () =>
      Effect.gen(function* () {
        const { folder, stored } = yield* storeSignIns(before)
        const { exitCode, err } = yield* odj(["logout", ...args])
        assert.strictEqual(exitCode, 0, err)
        const name = args[1] ?? "a"
        const done = `Signed out: removed the sign-in ${name} from ${folder}.`
        assert.strictEqual(err, says === "" ? done : `${done}\n${says}`)
        assert.deepStrictEqual(yield* stored, after)
      }),
    )
  }

  for (const [code, args, before, expected] of [
    [
      2,
      ["--profile", "nope"],
      signIns(["a", "b"], "a"),
      "There is no sign-in with the name nope. The sign-ins are a and b.",
    ],
    [
      2,
      [],
      signIns(["a", "b"]),
      "There is no default sign-in. The sign-ins are a and b. Pass --profile NAME, or --all.",
    ],
    [3, [], signIns([]), "There is no sign-in to remove"],
  ] as const) {
    it.effect(`exits with ${code} and says: ${expected}`, () =>
      Effect.gen(function* () {
        yield* storeSignIns(before)
        const { exitCode, err } = yield* odj(["logout", ...args])
        assert.strictEqual(exitCode, code)
        assert.strictEqual(err, expected)
      }),
    )
  }
})
