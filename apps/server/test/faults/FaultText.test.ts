import { assert, describe, it } from "@effect/vitest"
import { Array as Arrays, Result, Schema } from "effect"
import { Fault } from "../../src/faults/Fault.ts"
import { readFaultText } from "../../src/faults/FaultText.ts"

const problemsOf = (text: string) => {
  const result = readFaultText(text)
  return Result.isFailure(result) ? result.failure.message.split("\n") : []
}

describe("A text with faults", () => {
  it.prop("is JSON or NDJSON", [Schema.Array(Fault)], ([generated]) => {
    // JSON has no -0.
    const faults: ReadonlyArray<Fault> = JSON.parse(JSON.stringify(generated))
    const expected = Result.succeed(faults)
    assert.deepStrictEqual(readFaultText(JSON.stringify(faults)), expected)
    assert.deepStrictEqual(readFaultText(JSON.stringify(faults, null, 2)), expected)
    if (!Arrays.isReadonlyArrayNonEmpty(faults)) return
    const lines = faults.map((fault) => JSON.stringify(fault))
    assert.deepStrictEqual(readFaultText(lines.join("\n")), expected)
    assert.deepStrictEqual(readFaultText(`\r\n${lines.join("\r\n\r\n")}\r\n`), expected)
  })

  it("may be one fault", () => {
    assert.deepStrictEqual(readFaultText('{\n  "with": "reset"\n}\n'), Result.succeed([{ with: "reset" }]))
  })

  it("has no faults if it is an empty array, and is invalid if it is empty", () => {
    assert.deepStrictEqual(readFaultText("[]"), Result.succeed([]))
    assert.deepStrictEqual(problemsOf(" \n"), ["It is empty. Write [] for no faults"])
  })

  it("has problems with the number of the element", () => {
    assert.deepStrictEqual(problemsOf('[{"with":"reset"},{"with":{"status":99}},{"wiht":"reset"}]'), [
      "fault 2: with.status: Expected a value between 200 and 599",
      "fault 3: wiht: Unknown property. Did you mean with?",
      "fault 3: with: Required",
    ])
  })

  it("has problems with the number of the line", () => {
    assert.deepStrictEqual(problemsOf('{"with":"reset"}\n\n{"with":{"status":99}}\n{"with":"rest"}\n'), [
      "line 3: with.status: Expected a value between 200 and 599",
      'line 4: with: Unknown value "rest". Did you mean reset?',
    ])
    assert.match(problemsOf('{"with":"reset"}\n{"with":}\n').join(), /^line 2: Invalid JSON: /)
  })

  it("shows the place that is not JSON", () => {
    assert.match(problemsOf('[\n  {"with":"reset"},\n  {"with":}\n]').join(), /^Invalid JSON: .*h":}/)
  })

  it("gives no name twice", () => {
    assert.deepStrictEqual(problemsOf('{"with":"reset","with":"close"}'), ["with: Given twice"])
    assert.deepStrictEqual(problemsOf('{"with":"reset"}\n{"on":"create","on":"list","with":"reset"}'), [
      "line 2: on: Given twice",
    ])
  })
})
