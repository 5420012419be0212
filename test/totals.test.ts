/** The last line of `.ci/run` says what the tests came to; what adds it up cannot be silent about a failure. */
import { spawnSync } from "node:child_process"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const totals = (log: string) => {
  const script = join(dirname(import.meta.dirname), ".ci/totals")
  const { status, stdout } = spawnSync(script, { input: log, encoding: "utf8" })
  return { status, stdout: stdout.trim() }
}

describe("The totals", () => {
  it("are summed over the packages, coloured or not, replayed by turbo or not", () => {
    assert.deepStrictEqual(
      totals(
        [
          "@odj/core:test: cache hit, replaying logs 6e1b0a9f1f5dd5f3",
          "@odj/core:test: \u001b[2m Test Files \u001b[22m \u001b[1m\u001b[32m1 passed\u001b[39m\u001b[22m\u001b[90m (1)\u001b[39m",
          "@odj/core:test: \u001b[2m      Tests \u001b[22m \u001b[1m\u001b[32m39 passed\u001b[39m\u001b[22m\u001b[90m (39)\u001b[39m",
          "//:test:root:  Test Files  1 failed | 1 passed (2)",
          "//:test:root:       Tests  2 failed | 3 passed | 1 skipped (6)",
          " Test Files  1 passed (1)",
          "      Tests  4 passed (4)",
          "@odj/core:test:    ✓ Tests  100 passed (100) is the title of a test",
        ].join("\n"),
      ),
      { status: 0, stdout: "46 passed, 2 failed" },
    )
  })

  it("count a file that does not load as one that failed", () => {
    assert.deepStrictEqual(
      totals("a:test:  Test Files  1 failed | 1 passed (2)\na:test:       Tests  3 passed (3)"),
      {
        status: 0,
        stdout: "3 passed, 1 failed",
      },
    )
    assert.deepStrictEqual(totals("a:test:  Test Files  2 failed (2)\na:test:       Tests  no tests"), {
      status: 0,
      stdout: "0 passed, 2 failed",
    })
  })

  it("are an error where there are none", () => {
    assert.deepStrictEqual(totals("ERR_PNPM_NO_SCRIPT\nTests were not run"), { status: 1, stdout: "" })
  })
})
