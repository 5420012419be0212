/** Tests every row of the tables of outcomes. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Option } from "effect"
import {
  type AttemptOutcome,
  afterUnknown,
  commonOutcome,
  outcomeOf,
} from "../../src/exchange/AttemptOutcome.ts"
import { plain, responseOf } from "../situations.ts"

describe("outcomeOf", () => {
  it("is unknown after an internal error, unless the request was not processed", () => {
    for (const [status, retryAfter, kind] of [
      [201, undefined, "Final"],
      [400, undefined, "Final"],
      [401, "5", "TokenRefused"],
      [403, "5", "Final"],
      [409, undefined, "Final"],
      [501, undefined, "Final"],
      [505, undefined, "Final"],
      [429, undefined, "Throttled"],
      [429, "120", "Throttled"],
      [503, "120", "Throttled"],
      [503, undefined, "Unknown"],
      [503, "soon", "Unknown"],
      [504, "120", "Unknown"],
      ...([408, 500, 502, 504] as const).map((status) => [status, undefined, "Unknown"] as const),
    ] as const) {
      const outcome = outcomeOf("create", responseOf({ ...plain, status, retryAfter }))
      assert.strictEqual(outcome.kind, kind, String(status))
      const seconds = outcome.retryAfter && Duration.toSeconds(outcome.retryAfter)
      assert.strictEqual(seconds, retryAfter === "120" ? 120 : undefined, String(status))
    }
  })

  it("is in progress after a conflict with a request in flight, but not after another conflict", () => {
    const conflict = (status: number, code: string) =>
      outcomeOf(
        "create",
        responseOf({ ...plain, status, retryAfter: "120" }).with({
          body: Option.some(JSON.stringify({ error: { code } })),
        }),
      )
    const wait = Duration.minutes(2)
    assert.deepStrictEqual(conflict(409, "RequestInProgress"), { kind: "InProgress", retryAfter: wait })
    assert.deepStrictEqual(conflict(409, "Conflict"), { kind: "Final" })
    assert.deepStrictEqual(conflict(422, "RequestInProgress"), { kind: "Final" })
  })

  it("is final after complete XML", () => {
    const xml = { ...plain, body: "a page of a proxy" }
    const response = responseOf(xml).with({ headers: { "content-type": "application/xml;charset=utf-8" } })
    assert.strictEqual(outcomeOf("read", response).kind, "Final")
    assert.strictEqual(outcomeOf("read", response.with({ body: Option.none() })).kind, "Unknown")
  })

  it("is unknown after an unreadable success, if the body matters", () => {
    for (const [operation, status, body, kind] of [
      ["read", 200, "half an entity", "Unknown"],
      ["create", 201, "an unreadable body", "Unknown"],
      ["create", 201, "nothing", "Unknown"],
      ["update", 204, "nothing", "Final"],
      ["update", 200, "an unreadable body", "Unknown"],
      ["delete", 200, "an unreadable body", "Final"],
      ["read", 404, "an unreadable body", "Final"],
    ] as const) {
      assert.strictEqual(
        outcomeOf(operation, responseOf({ ...plain, status, body })).kind,
        kind,
        `${operation} ${body}`,
      )
    }
  })
})

describe("commonOutcome", () => {
  it("has the longest wait, and wants another token only if all requests do", () => {
    const throttled = (seconds?: number): AttemptOutcome => ({
      kind: "Throttled",
      retryAfter: seconds === undefined ? undefined : Duration.seconds(seconds),
    })
    const refused = (claims?: string): AttemptOutcome => ({ kind: "TokenRefused", claims })
    for (const [outcomes, together] of [
      [[throttled()], throttled()],
      [[refused(), { kind: "InProgress", retryAfter: Duration.seconds(1) }], throttled(1)],
      [[throttled(2), throttled(), throttled(7), throttled(5)], throttled(7)],
      [[refused("a"), throttled(3)], throttled(3)],
      [[refused(), refused()], refused()],
      [[refused(), refused("a"), refused("b")], refused("a")],
    ] as const) {
      assert.deepStrictEqual(commonOutcome(outcomes), together)
    }
  })
})

describe("afterUnknown", () => {
  it("uses the last response to a read, and to a write if it is conclusive", () => {
    for (const [operation, status, seconds] of [
      ["read", 200, 200],
      ["read", 404, 404],
      ["read", 403, 403],
      ["create", 201, 201],
      ["create", 403, undefined],
      ["create", 404, undefined],
      ["create", 409, undefined],
      ["update", 200, 200],
      ["update", 404, 404],
      ["update", 403, undefined],
      ["delete", 204, 204],
      ["delete", 404, 204],
      ["delete", 403, undefined],
      ["delete", 429, undefined],
    ] as const) {
      const response = afterUnknown(operation, responseOf({ ...plain, status }))
      assert.strictEqual(Option.getOrUndefined(response)?.status, seconds, `${operation} ${status}`)
    }
  })
})
