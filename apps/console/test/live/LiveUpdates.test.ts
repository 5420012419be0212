import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  type LiveEvent,
  maxRequests,
  noUpdate,
  requestsAfter,
  withEvent,
} from "../../src/live/LiveUpdates.ts"
import type { RequestSummary } from "../../src/live/RequestSummary.ts"

const request = (number: number, status?: number): RequestSummary => ({
  number,
  time: "2026-01-31T12:00:00.000Z",
  method: "GET",
  path: "/beta",
  query: "",
  outcome: status === undefined ? "inFlight" : "response",
  committed: false,
  ...(status !== undefined && { status }),
})

const requestsEvent = (...requests: ReadonlyArray<RequestSummary>): LiveEvent => ({
  type: "requests",
  requests,
})

const stateEvent = (changes: number): LiveEvent => ({
  type: "state",
  state: { clock: { time: "2026-01-31T12:00:00.000Z", offset: 0 }, faults: [], dropped: 0, changes },
})

/** A step: an event of one of the three types, or a frame, in which the page changes. */
const Steps = Schema.Array(
  Schema.Union([
    Schema.Literals(["reset", "frame"]),
    Schema.Struct({
      first: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 900 })),
      count: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 300 })),
      status: Schema.Int,
    }),
    Schema.Int,
  ]),
)

type Step = (typeof Steps.Type)[number]

const eventOf = (step: Exclude<Step, "frame">): LiveEvent => {
  if (step === "reset") return { type: "reset" }
  if (typeof step === "number") return stateEvent(step)
  const { first, count, status } = step
  return requestsEvent(...Array.from({ length: count }, (_, index) => request(first + index, status)))
}

/** Runs the steps. With `always`, each event has its own frame. */
const run = (steps: ReadonlyArray<Step>, always: boolean) => {
  let shown: ReadonlyArray<RequestSummary> = []
  let state: unknown
  let update = noUpdate
  const frame = () => {
    shown = requestsAfter(shown, update)
    state = update.state ?? state
    update = noUpdate
  }
  for (const step of steps) {
    if (step !== "frame") update = withEvent(update, eventOf(step))
    if (step === "frame" || always) frame()
  }
  frame()
  return { shown, state }
}

describe("The updates of the page", () => {
  it("show the newest request first, and replace an older version of it", () => {
    const update = [requestsEvent(request(1), request(2)), requestsEvent(request(1, 200))].reduce(
      withEvent,
      noUpdate,
    )
    assert.deepStrictEqual(requestsAfter([], update), [request(2), request(1, 200)])
  })

  it("forget all requests before a reset", () => {
    const update = [requestsEvent(request(5)), { type: "reset" } as const, requestsEvent(request(1))].reduce(
      withEvent,
      noUpdate,
    )
    assert.deepStrictEqual(requestsAfter([request(4)], update), [request(1)])
  })

  it.prop("show the same, however many events there are in a frame", [Steps], ([steps]) => {
    assert.deepStrictEqual(run(steps, false), run(steps, true))
  })

  it("collect at most 200 requests of 100,000, with and without frames", () => {
    let update = noUpdate
    let shown: ReadonlyArray<RequestSummary> = []
    for (let number = 1; number <= 100_000; number++) {
      update = withEvent(update, requestsEvent(request(number)))
      if (update.requests.length > maxRequests) assert.fail("The collected requests are not bounded")
      if (number % 1_000 > 0) continue
      shown = requestsAfter(shown, update)
      if (number % 10_000 > 0) update = noUpdate
    }
    assert.strictEqual(shown.length, maxRequests)
    assert.deepStrictEqual(
      shown.map(({ number }) => number),
      Array.from({ length: maxRequests }, (_, index) => 100_000 - index),
    )
  })
})
