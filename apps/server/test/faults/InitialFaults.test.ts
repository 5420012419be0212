import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { initialFaults } from "../../src/faults/InitialFaults.ts"
import { presets } from "../../src/faults/Presets.ts"

describe("The faults at the start", () => {
  it("are those of the options, and then those of the presets", () => {
    const own = { on: "delete", times: 1, with: "reset" } as const
    assert.deepStrictEqual(initialFaults({}), Result.succeed([]))
    assert.deepStrictEqual(
      initialFaults({ faults: [own], presets: ["observed", "flaky"] }),
      Result.succeed([own, ...presets.observed.faults, ...presets.flaky.faults]),
    )
  })

  it("report every problem, also those that only a program without types can have", () => {
    const result = initialFaults({
      faults: [{ with: "reset" }, { with: { status: 99 } }],
      presets: ["throtled", "flaky", 3],
    } as never)
    assert.deepStrictEqual(Result.isFailure(result) && result.failure.message.split("\n"), [
      "faults[1]: with.status: Expected a value between 200 and 599",
      'presets[0]: Unknown preset "throtled". Did you mean throttled?',
      "presets[2]: Unknown preset 3. Use throttled, observed, unlicensed, notRouted or flaky",
    ])
    const one = initialFaults({ faults: { with: "rest" } } as never)
    assert.strictEqual(
      Result.isFailure(one) && one.failure.message,
      'faults[0]: with: Unknown value "rest". Did you mean reset?',
    )
  })
})
