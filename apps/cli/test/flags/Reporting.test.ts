import { assert, describe, it } from "@effect/vitest"
import { reportingOf } from "../../src/flags/Reporting.ts"

const rows: ReadonlyArray<readonly [line: string, json: boolean, monitoring: boolean]> = [
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
]

describe("The report of a failure", () => {
  for (const [line, json, monitoring] of rows) {
    it(`is ${json ? "JSON" : "text"}${monitoring ? " for a monitoring system" : ""} after odj ${line}`, () => {
      assert.deepStrictEqual(reportingOf(line.split(" "), ["list", "get", "stale", "doctor"]), {
        json,
        monitoring,
      })
    })
  }
})
