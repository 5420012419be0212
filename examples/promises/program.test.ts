/** Runs the program. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { test } from "node:test"

test("the program prints the created connectors, and reports a missing one", () => {
  const output = execFileSync(process.execPath, ["program.ts"], { encoding: "utf8" })
  assert.equal(output, "HQ active\nDepot active\nThere is no connector with the id lab\n")
})
