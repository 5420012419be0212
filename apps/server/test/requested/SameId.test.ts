/** Which ids count as equal. */
import { assert, it } from "@effect/vitest"
import { isSameId } from "../../src/requested/SameId.ts"

const guid = "0d100d10-0d10-4d10-8d10-0d100d100d10"

it("GUIDs are equal in upper and lower case", () => {
  assert.isTrue(isSameId(guid, guid.toUpperCase()))
  assert.isFalse(isSameId(guid, guid.replace("0", "1")))
})

it("Other values are equal only if they are identical", () => {
  for (const value of ["lab", 504, true, null, undefined]) assert.isTrue(isSameId(value, value))
  assert.isFalse(isSameId("lab", "Lab"))
  assert.isFalse(isSameId("504", 504))
  assert.isFalse(isSameId(guid, undefined))
})
