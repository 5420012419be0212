import { assert, it } from "@effect/vitest"
import { printed } from "../../src/ui/Apostrophes.ts"

it("Apostrophes are printed as such, and quotes stay", () => {
  assert.strictEqual(printed("The connector's name can't be 'x'"), "The connector’s name can’t be 'x'")
})
