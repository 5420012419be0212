import { assert, describe, it } from "@effect/vitest"
import { ConnectorsUnreadable } from "@odj/core"
import { reportOf } from "../../src/failures/FailureTable.ts"
import { ImportStopped } from "../../src/transfer/ImportRows.ts"
import { ImportFailed } from "../../src/transfer/ImportSummary.ts"

describe("The report of connectors that can't be read", () => {
  const failure = new ConnectorsUnreadable({
    connectors: [{ id: "7", problems: [{ path: ["version"], message: "Missing" }], properties: { id: "7" } }],
  })

  it("names them, and has the exit code 8", () => {
    const { exitCode, lines } = reportOf(failure)
    assert.strictEqual(exitCode, 8)
    assert.deepStrictEqual(lines, ["1 connector could not be read", "7: version: Missing"])
  })

  it("says that rows may be among them if an import stops because of them", () => {
    const message = "1 of 2 rows created"
    const stopped = new ImportFailed({
      failure: new ImportStopped({ failure }),
      message,
      counts: {} as never,
    })
    const { exitCode, lines, remedy, summary } = reportOf(stopped)
    assert.strictEqual(exitCode, 8)
    assert.deepStrictEqual(lines, reportOf(failure).lines)
    assert.match(remedy ?? "", /^Rows of this import may be among them\./)
    assert.strictEqual(summary, message)
  })
})
