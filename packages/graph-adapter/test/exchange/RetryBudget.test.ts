import { assert, describe, it } from "@effect/vitest"
import * as RetryBudget from "../../src/exchange/RetryBudget.ts"

/** How many of the calls, each of which fails three times, are sent again how often. */
const spentBy = (budget: RetryBudget.RetryBudget, calls: number) => {
  let resent = 0
  for (let call = 0; call < calls; call++) {
    budget.deposit()
    for (let attempt = 1; attempt < 4 && budget.withdraw(1); attempt++) resent++
  }
  return resent
}

describe("A budget", () => {
  it("lets the first call be sent four times", () => assert.strictEqual(spentBy(RetryBudget.make(), 1), 3))

  it("lets no more than a fifth of the calls of an outage be sent again, but for what there was", () => {
    const resent = spentBy(RetryBudget.make(), 10_000)
    assert.isAtMost(resent, 2003)
    assert.isAtLeast(resent, 2000)
  })

  it("keeps no more than 20 of what good times leave", () => {
    const budget = RetryBudget.make()
    for (let call = 0; call < 10_000; call++) budget.deposit()
    let left = 0
    while (budget.withdraw(1)) left++
    assert.strictEqual(left, 20)
  })

  it("gives of a call that is sent again in part that part", () => {
    const budget = RetryBudget.make()
    let parts = 0
    while (budget.withdraw(0.25)) parts++
    assert.strictEqual(parts, 12)
  })
})
