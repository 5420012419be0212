/** The failure of invalid options. */
import { assert, describe, it } from "@effect/vitest"
import { mustCount, OptionsInvalid, problemsOfOptions } from "../src/OptionsInvalid.ts"

describe("Invalid options", () => {
  it("are reported on a line each, and a question keeps its end", () => {
    const options = { prot: 1, maxBody: 0 } as object as { readonly port?: number; readonly maxBody?: number }
    const problems = problemsOfOptions(options, { port: mustCount(9), maxBody: mustCount(9) })
    assert.strictEqual(
      new OptionsInvalid({ problems }).message,
      [
        "The options of the server are invalid: Unknown option prot. Did you mean port?",
        "maxBody must be a whole number, 1 to 9",
      ].join("\n"),
    )
  })
})
