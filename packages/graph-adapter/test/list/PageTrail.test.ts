/** Shows that a list which leads nowhere is noticed, however long its circle is, and that no other one is. */
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { begin, follow, type PageTrail } from "../../src/list/PageTrail.ts"
import { collection } from "../queries.ts"

const pageUrl = (number: number) => new URL(`?$skiptoken=${number}`, collection)

/** Follows pages, told by their numbers, until there are that many or the list leads nowhere. */
const followAll = (numberOf: (step: number) => number, steps: number, connectors = 1) => {
  let trail = Result.succeed(begin(pageUrl(numberOf(0)))) as ReturnType<typeof follow>
  let step = 1
  for (; step < steps && Result.isSuccess(trail); step++) {
    trail = follow(trail.success, pageUrl(numberOf(step)), connectors)
  }
  return { trail, step }
}

const problemOf = ({ trail }: ReturnType<typeof followAll>) =>
  Result.isFailure(trail) ? trail.failure : undefined

describe("A trail", () => {
  const length = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 60 }))

  it.prop(
    "notices a circle, wherever it begins and however long it is",
    [length, length],
    ([lead, circle]) => {
      const { trail, step } = followAll(
        (step) => (step < lead ? step : lead + ((step - lead) % circle)),
        1_000,
      )
      assert.deepStrictEqual(trail, Result.fail("The service names its pages in a circle"))
      assert.isAtMost(step, 3 * (lead + circle) + 1)
    },
  )

  it("takes no list for a circle that never comes back", () =>
    assert.isUndefined(problemOf(followAll((step) => step, 5_000))))

  it("ends at a hundred thousand pages", () => {
    const last: PageTrail = { pages: 99_999, mark: "", empty: 0 }
    assert.isTrue(Result.isSuccess(follow(last, pageUrl(1), 1)))
    assert.deepStrictEqual(
      follow({ ...last, pages: 100_000 }, pageUrl(1), 1),
      Result.fail("The service names more than 100000 pages"),
    )
  })

  it("ends at a hundred empty pages in a row, and at no more pages that are empty now and then", () => {
    const { trail, step } = followAll((step) => step, 1_000, 0)
    assert.deepStrictEqual(trail, Result.fail("The service names empty pages, 100 in a row"))
    assert.strictEqual(step, 101)
    let other = begin(pageUrl(0))
    for (let step = 1; step < 500; step++) {
      other = Result.getOrThrow(follow(other, pageUrl(step), step % 100 === 0 ? 1 : 0))
    }
    assert.strictEqual(other.pages, 500)
  })

  it("does not grow", () => {
    const { trail } = followAll((step) => step % 10 ** 4, 9_000)
    assert.isBelow(JSON.stringify(Result.getOrThrow(trail)).length, 80)
  })
})
