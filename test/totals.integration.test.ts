/** Tests the last line of `.ci/run`, the totals of the tests: every failure is counted. */
import { spawnSync } from "node:child_process"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const totals = (log: string) => {
  const script = join(dirname(import.meta.dirname), ".ci/totals")
  const { status, stdout } = spawnSync(script, { input: log, encoding: "utf8" })
  return { status, stdout: stdout.trim() }
}

describe("The totals", () => {
  it("are Vitest's totals, with or without colours", () => {
    const coloured = [
      "\u001b[2m Test Files \u001b[22m \u001b[1m\u001b[31m1 failed\u001b[39m\u001b[22m\u001b[2m | \u001b[22m\u001b[1m\u001b[32m4 passed\u001b[39m\u001b[22m\u001b[90m (5)\u001b[39m",
      "\u001b[2m      Tests \u001b[22m \u001b[1m\u001b[31m2 failed\u001b[39m\u001b[22m\u001b[2m | \u001b[22m\u001b[1m\u001b[32m46 passed\u001b[39m\u001b[22m\u001b[90m (48)\u001b[39m",
      " ✓ Tests  100 passed (100) is the title of a test",
    ]
    const plain = [
      " Test Files  1 failed | 4 passed (5)",
      "      Tests  2 failed | 46 passed | 1 skipped (49)",
    ]
    for (const lines of [coloured, plain]) {
      assert.deepStrictEqual(totals(lines.join("\n")), { status: 0, stdout: "46 passed, 2 failed" })
    }
  })

  it("count a file that does not load as a failure", () => {
    for (const [log, stdout] of [
      [" Test Files  1 failed | 1 passed (2)\n      Tests  3 passed (3)", "3 passed, 1 failed"],
      [" Test Files  2 failed (2)\n      Tests  no tests", "0 passed, 2 failed"],
    ] as const) {
      assert.deepStrictEqual(totals(log), { status: 0, stdout })
    }
  })

  it("are the sum of several runs, even if files do not load", () => {
    const runs = [
      " Test Files  2 failed | 40 passed (42)\n      Tests  1 failed | 900 passed (901)",
      " Test Files  1 passed (1)\n      Tests  8 passed (8)",
      " Test Files  1 failed (1)\n      Tests  no tests",
    ]
    assert.deepStrictEqual(totals(runs.join("\n")), { status: 0, stdout: "908 passed, 3 failed" })
  })

  it("fail if there are none", () => {
    assert.deepStrictEqual(totals("ERR_PNPM_NO_SCRIPT\nTests were not run"), { status: 1, stdout: "" })
  })
})
