/** Tests that long work is done in slices, without time that passes. */
import { assert, describe, it } from "@effect/vitest"
import { inSlices } from "../../src/api/InSlices.ts"

/** Work whose every item takes a millisecond. */
const work = () => {
  let clock = 0
  let pauses = 0
  return {
    visited: [] as Array<number>,
    visit: () => {
      clock += 1
    },
    time: () => clock,
    pause: async () => {
      pauses += 1
    },
    pauses: () => pauses,
  }
}

const items = (length: number) => Array.from({ length }, (_, index) => index)

describe("Long work", () => {
  it("visits every item, and pauses after every five milliseconds", async () => {
    const { visited, visit, time, pause, pauses } = work()
    const { signal } = new AbortController()
    const each = (item: number) => {
      visit()
      visited.push(item)
    }
    await inSlices(items(100), each, { signal, time, pause })
    assert.deepStrictEqual(visited, items(100))
    assert.strictEqual(pauses(), 19)
  })

  it("does not pause if it is short", async () => {
    const { visit, time, pause, pauses } = work()
    await inSlices(items(5), visit, { signal: new AbortController().signal, time, pause })
    assert.strictEqual(pauses(), 0)
  })

  it("ends at the next pause when it is cancelled", async () => {
    const controller = new AbortController()
    const { visit, time, pause } = work()
    let visits = 0
    const each = () => {
      visit()
      visits += 1
      if (visits === 7) controller.abort()
    }
    const failure = await inSlices(items(100), each, { signal: controller.signal, time, pause }).catch(
      (error: unknown) => error,
    )
    assert.isTrue(failure instanceof DOMException && failure.name === "AbortError")
    assert.strictEqual(visits, 10)
  })
})
