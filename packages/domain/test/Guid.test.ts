/** Shows which texts are GUIDs. */
import { assert, describe, it } from "@effect/vitest"
import { isGuid } from "../src/Guid.ts"

const guid = "72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11"

describe("A GUID", () => {
  it.for([guid, guid.toUpperCase(), "00000000-0000-0000-0000-000000000000"])("is %s", (text) => {
    assert.isTrue(isGuid(text))
  })

  const others = [
    ...[
      "",
      `{${guid}}`,
      guid.replaceAll("-", ""),
      `${guid}0`,
      `0${guid}`,
      `${guid}\n`,
      guid.replace("a", "g"),
    ],
    ...[guid.replace("72a1e8b5-", "72a1e8b-5"), guid.slice(0, -1)],
  ]
  it.for(others)("is not %j", (text) => {
    assert.isFalse(isGuid(text))
  })
})
