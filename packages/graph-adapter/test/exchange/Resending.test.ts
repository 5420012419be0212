/** Shows every row of the table of what is sent again, and that the limits hold whatever happens. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Option, Schema } from "effect"
import {
  afterLost,
  type Ending,
  endingOf,
  limitAfter,
  togetherOf,
  waitBeforeNext,
} from "../../src/exchange/Resending.ts"
import { answerOf, plain } from "../situations.ts"

const upTo = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

const first = { attempts: 1, spent: 0, isRepeatable: false }
const asked = Duration.seconds(7)

describe("waitBeforeNext", () => {
  it("gives the wait of each row, from the least to the most", () => {
    const rows: ReadonlyArray<
      readonly [Ending, isRepeatable: boolean, waits: ReadonlyArray<readonly [number, number]>]
    > = [
      [
        { fate: "NeverSent" },
        false,
        [
          [0, 500],
          [0, 1000],
          [0, 2000],
        ],
      ],
      [
        { fate: "Throttled" },
        false,
        [
          [1000, 2000],
          [2000, 4000],
          [4000, 8000],
        ],
      ],
      [
        { fate: "Lost" },
        true,
        [
          [0, 500],
          [0, 1000],
          [0, 2000],
        ],
      ],
      [
        { fate: "TokenRefused" },
        false,
        [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      ],
      [
        { fate: "InProgress" },
        false,
        [
          [0, 500],
          [0, 1000],
          [0, 2000],
        ],
      ],
      [{ fate: "Lost" }, false, []],
      [{ fate: "Answered" }, true, []],
      [{ fate: "Impossible" }, true, []],
      [
        { fate: "Throttled", retryAfter: asked },
        false,
        [
          [7000, 7500],
          [7000, 8000],
          [7000, 9000],
        ],
      ],
      [
        { fate: "Lost", retryAfter: asked },
        true,
        [
          [7000, 7500],
          [7000, 8000],
          [7000, 9000],
        ],
      ],
      [{ fate: "Lost", retryAfter: asked }, false, []],
    ]
    for (const [ending, isRepeatable, waits] of rows) {
      for (const attempts of [1, 2, 3, 4]) {
        const progress = { attempts, spent: 0, isRepeatable }
        const least = waitBeforeNext(ending, progress, 0)
        const most = waitBeforeNext(ending, progress, 1 - Number.EPSILON)
        const found = least === undefined || most === undefined ? undefined : ([least, most] as const)
        assert.deepStrictEqual(found, waits[attempts - 1], `${ending.fate}, attempt ${attempts}`)
      }
    }
  })

  it("begins no wait that would last until the time is over", () => {
    const until = (spent: number) =>
      waitBeforeNext({ fate: "Throttled", retryAfter: asked }, { ...first, spent }, 0)
    assert.strictEqual(until(112_999), 7000)
    assert.isUndefined(until(113_000))
  })

  it.prop(
    "never waits less than is asked, nor past the end",
    [upTo(130_000), upTo(130_000), Schema.Finite],
    ([spent, wait, chance]) => {
      const given = waitBeforeNext(
        { fate: "Throttled", retryAfter: Duration.millis(wait) },
        { ...first, spent },
        Math.abs(chance) % 1,
      )
      assert.isTrue(given === undefined || (given >= wait && given + spent < 120_000))
    },
  )
})

describe("limitAfter", () => {
  it("is 30 seconds, or what is left of 120", () => {
    assert.deepStrictEqual([0, 90_000, 90_001, 119_999].map(limitAfter), [30_000, 30_000, 29_999, 1])
  })
})

describe("endingOf", () => {
  it("takes what says that something broke for lost, unless it says that it was not begun", () => {
    for (const [status, retryAfter, fate] of [
      [201, undefined, "Answered"],
      [400, undefined, "Answered"],
      [401, "5", "TokenRefused"],
      [403, "5", "Answered"],
      [409, undefined, "Answered"],
      [501, undefined, "Answered"],
      [505, undefined, "Answered"],
      [429, undefined, "Throttled"],
      [429, "120", "Throttled"],
      [503, "120", "Throttled"],
      [503, undefined, "Lost"],
      [503, "soon", "Lost"],
      [504, "120", "Lost"],
      ...([408, 500, 502, 504] as const).map((status) => [status, undefined, "Lost"] as const),
    ] as const) {
      const ending = endingOf("POST", answerOf({ ...plain, status, retryAfter }))
      assert.strictEqual(ending.fate, fate, String(status))
      const told = ending.retryAfter && Duration.toSeconds(ending.retryAfter)
      assert.strictEqual(told, retryAfter === "120" ? 120 : undefined, String(status))
    }
  })

  it("takes a conflict with what is under way for one that passes, and no other conflict", () => {
    const conflict = (status: number, code: string) =>
      endingOf("POST", {
        ...answerOf({ ...plain, status, retryAfter: "120" }),
        body: Option.some(JSON.stringify({ error: { code } })),
      })
    const wait = Duration.minutes(2)
    assert.deepStrictEqual(conflict(409, "RequestInProgress"), { fate: "InProgress", retryAfter: wait })
    assert.deepStrictEqual(conflict(409, "Conflict"), { fate: "Answered" })
    assert.deepStrictEqual(conflict(422, "RequestInProgress"), { fate: "Answered" })
  })

  it("takes XML that has arrived whole for an answer", () => {
    const xml = { ...plain, body: "a page of a proxy" }
    const answer = { ...answerOf(xml), headers: { "content-type": "application/xml;charset=utf-8" } }
    assert.strictEqual(endingOf("GET", answer).fate, "Answered")
    assert.strictEqual(endingOf("GET", { ...answer, body: Option.none() }).fate, "Lost")
  })

  it("takes a success for lost that can't be read, where it has to say anything", () => {
    for (const [method, status, body, fate] of [
      ["GET", 200, "half an entity", "Lost"],
      ["POST", 201, "what can't be read", "Lost"],
      ["POST", 201, "nothing", "Lost"],
      ["PATCH", 204, "nothing", "Answered"],
      ["PATCH", 200, "what can't be read", "Lost"],
      ["DELETE", 200, "what can't be read", "Answered"],
      ["GET", 404, "what can't be read", "Answered"],
    ] as const) {
      assert.strictEqual(
        endingOf(method, answerOf({ ...plain, status, body })).fate,
        fate,
        `${method} ${body}`,
      )
    }
  })
})

describe("togetherOf", () => {
  it("waits for the longest of the waits, and for another token only where nothing else is wanted", () => {
    const throttled = (seconds?: number): Ending => ({
      fate: "Throttled",
      retryAfter: seconds === undefined ? undefined : Duration.seconds(seconds),
    })
    const refused = (claims?: string): Ending => ({ fate: "TokenRefused", claims })
    for (const [endings, together] of [
      [[throttled()], throttled()],
      [[refused(), { fate: "InProgress", retryAfter: Duration.seconds(1) }], throttled(1)],
      [[throttled(2), throttled(), throttled(7), throttled(5)], throttled(7)],
      [[refused("a"), throttled(3)], throttled(3)],
      [[refused(), refused()], refused()],
      [[refused(), refused("a"), refused("b")], refused("a")],
    ] as const) {
      assert.deepStrictEqual(togetherOf(endings), together)
    }
  })
})

describe("afterLost", () => {
  it("believes the last answer of a read, and of a write where it says what was done", () => {
    for (const [method, status, told] of [
      ["GET", 200, 200],
      ["GET", 404, 404],
      ["GET", 403, 403],
      ["POST", 201, 201],
      ["POST", 403, undefined],
      ["POST", 404, undefined],
      ["POST", 409, undefined],
      ["PATCH", 200, 200],
      ["PATCH", 404, 404],
      ["PATCH", 403, undefined],
      ["DELETE", 204, 204],
      ["DELETE", 404, 204],
      ["DELETE", 403, undefined],
      ["DELETE", 429, undefined],
    ] as const) {
      const answer = afterLost(method, answerOf({ ...plain, status }))
      assert.strictEqual(Option.getOrUndefined(answer)?.status, told, `${method} ${status}`)
    }
  })
})
