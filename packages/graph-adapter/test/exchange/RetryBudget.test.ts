import { assert, describe, it } from "@effect/vitest"
import * as RetryBudget from "../../src/exchange/RetryBudget.ts"

/** How many retries there are for that many calls, each of which wants three. */
const spentBy = (budget: RetryBudget.RetryBudget, calls: number) => {
  let resent = 0
  for (let call = 0; call < calls; call++) {
    budget.deposit()
    for (let attempt = 1; attempt < 4 && budget.withdraw(1); attempt++) resent++
  }
  return resent
}

describe("A budget", () => {
  it("allows the first call three retries", () => assert.strictEqual(spentBy(RetryBudget.make(), 1), 3))

  it("allows retries for at most a fifth of the calls of an outage, besides the initial ones", () => {
    const resent = spentBy(RetryBudget.make(), 10_000)
    assert.isAtMost(resent, 2003)
    assert.isAtLeast(resent, 2000)
  })

  it("saves up at most 20 retries", () => {
    const budget = RetryBudget.make()
    for (let call = 0; call < 10_000; call++) budget.deposit()
    let left = 0
    while (budget.withdraw(1)) left++
    assert.strictEqual(left, 20)
  })

  it("takes a part of a retry for a part of a batch", () => {
    const budget = RetryBudget.make()
    let parts = 0
    while (budget.withdraw(0.25)) parts++
    assert.strictEqual(parts, 12)
  })
})
