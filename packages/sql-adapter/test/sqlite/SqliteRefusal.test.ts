import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { refuse } from "../../src/sqlite/SqliteRefusal.ts"

/** The error of SQLite for a result code. */
const thrown = (errcode: number) => ({ code: "ERR_SQLITE_ERROR", errcode })

describe("SqliteRefusal", () => {
  it.effect.each([
    [thrown(1), "it needs SQLite 3.37 or later"],
    [thrown(1 + (8 << 8)), "it needs SQLite 3.37 or later"],
    [thrown(8), "it is read-only"],
    [thrown(10 + (4 << 8)), "its disk fails"],
    [thrown(13), "its disk is full"],
    [thrown(14), "it can't be opened: check the permissions of the file and its folder"],
    [{ code: "EACCES" }, "it can't be opened: check the permissions of the file and its folder"],
    [{ code: "EROFS" }, "it is read-only"],
    [{ code: "ENOSPC" }, "its disk is full"],
    [{ code: "EMFILE" }, "it can't be opened"],
  ])("has a reason without a path for %j", ([cause, message]) =>
    Effect.map(Effect.flip(refuse(cause)), (refused) => assert.strictEqual(refused.message, message)),
  )

  it.effect("treats any error that is neither SQLite's nor the system's as a defect", () =>
    Effect.gen(function* () {
      const bug = new TypeError("of ours")
      assert.deepStrictEqual(yield* Effect.exit(refuse(bug)), Exit.die(bug))
    }),
  )
})
