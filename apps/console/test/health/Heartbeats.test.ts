import { assert, describe, it } from "@effect/vitest"
import { Duration, Schema } from "effect"
import { makeHeartbeats, spanNames } from "../../src/health/Heartbeats.ts"

const counted = (ages: ReadonlyArray<Duration.Duration | undefined>) => {
  const heartbeats = makeHeartbeats()
  ages.forEach(heartbeats.add)
  return heartbeats.counted()
}

describe("The heartbeats", () => {
  it("have a last contact in the part of its age, and a limit belongs to what is older", () => {
    const { of } = counted([Duration.zero, Duration.minutes(2), Duration.minutes(59), Duration.hours(1)])
    assert.strictEqual(of.hour.parts[0], 1)
    assert.strictEqual(of.hour.parts[1], 1)
    assert.strictEqual(of.hour.parts[29], 1)
    assert.strictEqual(of.hour.older, 1)
    assert.deepStrictEqual(of.day.parts.slice(0, 2), [3, 1])
    assert.strictEqual(of.month.parts[0], 4)
  })

  it("count a connector without contact, and one in the future, outside of the picture", () => {
    const { of, never, future } = counted([undefined, Duration.minutes(-6), Duration.minutes(-4)])
    assert.deepStrictEqual([never, future, of.hour.parts[0]], [1, 1, 1])
  })

  it("have a part for each time of each span", () => {
    const { of } = counted([])
    assert.deepStrictEqual(
      spanNames.map((name) => of[name].parts.length),
      [30, 24, 30],
    )
  })

  it.prop(
    "count every connector once in each span",
    [Schema.Array(Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: -1e6, maximum: 5e6 }))))],
    ([seconds]) => {
      const { of, never, future } = counted(
        seconds.map((age) => (age === null ? undefined : Duration.seconds(age))),
      )
      for (const name of spanNames) {
        const inside = of[name].parts.reduce((sum, count) => sum + count, 0)
        assert.strictEqual(inside + of[name].older + never + future, seconds.length)
      }
    },
  )
})
