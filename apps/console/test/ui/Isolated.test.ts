import { assert, describe, it } from "vitest"
import { isolated } from "../../src/ui/Isolated.ts"

describe("isolated", () => {
  it("keeps a text as it is between marks that isolate it", () => {
    assert.strictEqual(isolated("שלום HQ"), "\u2068שלום HQ\u2069")
  })

  it("replaces what would end the isolation, so that a name does not turn the sentence around", () => {
    for (const end of ["\u2069", "\u2068", "\u2067", "\u2066", "\u2029", "\u0085", "\u001c"])
      assert.strictEqual(isolated(`a${end}\u202eb`), "\u2068a \u202eb\u2069")
  })
})
