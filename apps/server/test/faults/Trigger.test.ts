/** Which of the matching requests a fault strikes. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { GraphFault } from "../../src/faults/Fault.ts"
import { makeTrigger } from "../../src/faults/Trigger.ts"

type Frequency = Omit<GraphFault, "with">

const one = { tenant: "one", application: "a" }

/** Which of so many requests are struck, by their numbers. */
const strikes = (frequency: Frequency, requests: number) => {
  const { pull } = makeTrigger(frequency, 1)
  return Array.from({ length: requests }, (_, index) => index + 1).filter(
    () => pull(one, 0, false) !== undefined,
  )
}

const small = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 }))
const seeds = Schema.Int

describe("A fault strikes", () => {
  it("every request without conditions", () => {
    assert.deepStrictEqual(strikes({}, 3), [1, 2, 3])
  })

  it.prop("the first requests, as many as `times` says", [small], ([times]) => {
    assert.deepStrictEqual(
      strikes({ times }, 12),
      Array.from({ length: times }, (_, index) => index + 1),
    )
  })

  it.prop("only request `nth`", [small], ([nth]) => {
    assert.deepStrictEqual(strikes({ nth }, 12), [nth])
  })

  it.prop("from request `nth` on, if there is `times`", [small, small], ([nth, times]) => {
    assert.deepStrictEqual(
      strikes({ nth, times }, 30),
      Array.from({ length: times }, (_, index) => nth + index),
    )
  })

  it.prop("the same requests with the same seed", [seeds], ([seed]) => {
    assert.deepStrictEqual(strikes({ rate: 0.5, seed }, 50), strikes({ rate: 0.5, seed }, 50))
  })

  it.prop("more requests at a higher rate, and among them those of a lower rate", [seeds], ([seed]) => {
    const [some, more] = [0.3, 0.6].map((rate) => strikes({ rate, seed }, 100))
    assert.includeMembers(more ?? [], some ?? [])
    assert.isBelow(some?.length ?? 0, more?.length ?? 0)
  })

  it("other requests with another seed, and without one those of the default", () => {
    assert.notDeepEqual(strikes({ rate: 0.5, seed: 2 }, 50), strikes({ rate: 0.5 }, 50))
    assert.deepStrictEqual(strikes({ rate: 0.5, seed: 1 }, 50), strikes({ rate: 0.5 }, 50))
  })

  it("no request at the rate 0, every request at the rate 1, and about the share in between", () => {
    assert.lengthOf(strikes({ rate: 0 }, 1_000), 0)
    assert.lengthOf(strikes({ rate: 1 }, 1_000), 1_000)
    assert.approximately(strikes({ rate: 0.1 }, 10_000).length, 1_000, 100)
  })

  it("the nth of the requests that the rate chooses", () => {
    const chosen = strikes({ rate: 0.5 }, 50)
    assert.deepStrictEqual(strikes({ rate: 0.5, nth: 3, times: 2 }, 50), chosen.slice(2, 4))
  })

  it("no request that another fault decides, but counts it", () => {
    const twice = makeTrigger({ times: 2 }, 1)
    assert.isUndefined(twice.pull(one, 0, true))
    assert.isDefined(twice.pull(one, 0, false))
    assert.strictEqual(twice.struck(), 1)
    const second = makeTrigger({ nth: 2 }, 1)
    for (const isDecided of [false, true, false]) assert.isUndefined(second.pull(one, 0, isDecided))
  })
})

describe("A limit", () => {
  const limit = { requests: 2, per: "20 seconds", by: "tenant" } as const

  it("strikes the requests beyond its number, and gives the rest of the window", () => {
    const { pull } = makeTrigger({ limit }, 1)
    const rests = [5_000, 6_000, 7_000, 24_999].map((now) => pull(one, now, false)?.rest)
    assert.deepStrictEqual(rests, [undefined, undefined, 18_000, 1])
  })

  it("begins a window with the first request after the last window, not before", () => {
    const { pull } = makeTrigger({ limit }, 1)
    const isStruck = (now: number) => pull(one, now, false) !== undefined
    assert.deepStrictEqual([0, 0, 19_999, 20_000, 39_999, 39_999, 40_000].map(isStruck), [
      false,
      false,
      true,
      false,
      false,
      true,
      false,
    ])
  })

  it("counts requests that are refused, so that it never lets more through than its number", () => {
    const { pull } = makeTrigger({ limit }, 1)
    const passed = Array.from({ length: 200 }, (_, index) => pull(one, index * 1_000, false)).filter(
      (strike) => strike === undefined,
    )
    assert.lengthOf(passed, 20)
  })

  it("begins a window if the clock was set back", () => {
    const { pull } = makeTrigger({ limit }, 1)
    const isStruck = (now: number) => pull(one, now, false) !== undefined
    assert.deepStrictEqual([9_000, 9_000, 9_000, 8_999].map(isStruck), [false, false, true, false])
  })

  it("counts by tenant, or by application of a tenant", () => {
    const callers = [one, { ...one, application: "b" }, { tenant: "two", application: "a" }]
    const struckBy = (by: "tenant" | "application") => {
      const { pull } = makeTrigger({ limit: { ...limit, requests: 1, by } }, 1)
      return [...callers, ...callers].map((caller) => pull(caller, 0, false) !== undefined)
    }
    assert.deepStrictEqual(struckBy("tenant"), [false, true, false, true, true, true])
    assert.deepStrictEqual(struckBy("application"), [false, false, false, true, true, true])
  })

  it("comes before nth and times", () => {
    const { pull } = makeTrigger({ limit, nth: 2 }, 1)
    const struck = [0, 0, 0, 0, 0].map((now) => pull(one, now, false) !== undefined)
    assert.deepStrictEqual(struck, [false, false, false, true, false])
  })
})
