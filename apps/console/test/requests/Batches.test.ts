/** Tests how the requests of a batch are put beneath it. */
import { assert, describe, it } from "vitest"
import { groupsOf } from "../../src/requests/Batches.ts"
import { requestOf } from "./requestOf.ts"

const numbers = (requests: ReadonlyArray<ReturnType<typeof requestOf>>) =>
  groupsOf(requests).map(({ request, parts }) => [request.number, parts.map(({ number }) => number)])

const batch = requestOf({ number: 2, operation: "batch", requestId: "b" })
const parts = [3, 5, 6].map((number) => requestOf({ number, batch: "b", requestId: `part-${number}` }))
const [first, second, third] = parts as [typeof batch, typeof batch, typeof batch]

describe("groupsOf", () => {
  it("puts the requests of a batch beneath it, in the order of the batch", () => {
    const alone = [1, 4, 7].map((number) => requestOf({ number, requestId: String(number) }))
    const all = [batch, ...parts, ...alone].toSorted((one, other) => other.number - one.number)
    assert.deepStrictEqual(numbers(all), [
      [7, []],
      [4, []],
      [2, [3, 5, 6]],
      [1, []],
    ])
  })

  it("keeps a request apart if its batch is not among the requests", () => {
    assert.deepStrictEqual(numbers([third, second, first]), [
      [6, []],
      [5, []],
      [3, []],
    ])
  })

  it("keeps every request once, also if another request has the id of a batch", () => {
    const other = requestOf({ number: 9, operation: "list", requestId: "b" })
    const groups = groupsOf([other, third, second, first, batch])
    const kept = groups.flatMap(({ request, parts }) => [
      request.number,
      ...parts.map(({ number }) => number),
    ])
    assert.deepStrictEqual(kept, [9, 2, 3, 5, 6])
  })
})
