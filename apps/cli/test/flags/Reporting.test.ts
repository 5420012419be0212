import { assert, describe, it } from "@effect/vitest"
import { commandDocs } from "../../build/CommandDocs.ts"
import { reportingOf } from "../../src/flags/Reporting.ts"

const rows: ReadonlyArray<readonly [line: string, json: boolean, monitoring: boolean, metrics?: string]> = [
  ["", false, false],
  ["list", false, false],
  ["list -o json", true, false],
  ["list -o=json", true, false],
  ["list --output json", true, false],
  ["list --output=json", true, false],
  ["--output json list", true, false],
  ["list -o json -o csv", false, false],
  ["list -o csv --output=json", true, false],
  ["list -o", false, false],
  ["get -- -o json", false, false],
  ["stale", false, true],
  ["doctor --bogus", false, true],
  ["-o json stale", true, true],
  ["--query stale list", false, false],
  ["--query=stale doctor", false, true],
  ["get stale", false, false],
  ["--url http://127.0.0.1 stale", false, true],
  ["--bogus doctor", false, true],
  ["stale -o prometheus", false, true, "stale"],
  ["-o=prometheus doctor --bogus", false, true, "doctor"],
  ["list -o prometheus", false, false],
]

describe("The report of a failure", () => {
  for (const [line, json, monitoring, metrics] of rows) {
    const form = metrics === undefined ? (json ? "JSON" : "text") : "metrics"
    it(`is ${form}${monitoring ? " for a monitoring system" : ""} after odj ${line}`, () => {
      assert.deepStrictEqual(reportingOf(line.split(" "), ["list", "get", "stale", "doctor"]), {
        json,
        monitoring,
        metrics,
      })
    })
  }

  it("does not take the value of a global flag for the command", async () => {
    const [program] = await commandDocs
    for (const { names, value } of program?.globalFlags ?? [])
      for (const name of names) {
        const { monitoring } = reportingOf([name, "stale", "list"], ["list", "stale"])
        assert.strictEqual(monitoring, value === undefined, name)
      }
  })
})
