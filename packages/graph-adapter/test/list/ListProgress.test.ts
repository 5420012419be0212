/** Tests that only an endless list is ended. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { atFirstPage, follow } from "../../src/list/ListProgress.ts"

describe("A list that is followed", () => {
  it("ends at a hundred thousand pages", () => {
    const last = { pages: 99_999, empty: 0 }
    assert.deepStrictEqual(follow(last, 1), Result.succeed({ pages: 100_000, empty: 0 }))
    assert.deepStrictEqual(
      follow({ ...last, pages: 100_000 }, 1),
      Result.fail("The list has more than 100000 pages"),
    )
  })

  it("ends at a hundred empty pages in a row, but not at more with others in between", () => {
    let progress = atFirstPage
    for (let page = 1; page < 500; page++) {
      progress = Result.getOrThrow(follow(progress, page % 100 === 0 ? 1 : 0))
    }
    assert.deepStrictEqual(progress, { pages: 500, empty: 99 })
    assert.deepStrictEqual(follow(progress, 0), Result.fail("The service returned 100 empty pages in a row"))
  })
})
