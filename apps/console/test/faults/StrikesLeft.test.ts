/** Tests how many requests a fault can still strike. */
import { assert, describe, it } from "vitest"
import { strikesLeft } from "../../src/faults/StrikesLeft.ts"

const left = (fault: Readonly<Record<string, unknown>>, struck: number) =>
  strikesLeft({ id: "1", fault, matched: struck, struck })

describe("The strikes that a fault has left", () => {
  it("are unlimited without a limit", () => {
    assert.isUndefined(left({ rate: 0.5 }, 9))
  })

  it("are counted down from the limit", () => {
    assert.deepStrictEqual([left({ times: 2 }, 0), left({ times: 2 }, 2), left({ times: 2 }, 3)], [2, 0, 0])
  })

  it("are one for the request with a number, unless the fault has a limit", () => {
    assert.deepStrictEqual(
      [left({ nth: 3 }, 0), left({ nth: 3 }, 1), left({ nth: 3, times: 2 }, 1)],
      [1, 0, 1],
    )
  })
})
