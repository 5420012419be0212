import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset } from "@odj/domain"
import { Schema } from "effect"
import { fromJsonDate } from "../../src/rows/JsonDate.ts"

const minutes = 60_000

/** A time between the years 2 and 9998, so that no offset leaves the range of a `DateTimeOffset`. */
const Time = Schema.Int.check(
  Schema.isBetween({ minimum: -62_000_000_000_000, maximum: 253_300_000_000_000 }),
)

const Offset = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 14 * 60 }))

const pad = (value: number) => String(value).padStart(2, "0")

describe("The date of Windows PowerShell", () => {
  it.prop("is the same instant, in UTC", [Time], ([time]) => {
    const date = DateTimeOffset.make(fromJsonDate(`/Date(${time})/`))
    assert.isTrue(date.endsWith("Z"))
    assert.strictEqual(DateTimeOffset.sortKey(date), `${new Date(time).toISOString().slice(0, -1)}000000000Z`)
  })

  it.prop(
    "is the same instant, with its offset",
    [Time, Offset, Schema.Literals(["+", "-"])],
    ([time, offset, sign]) => {
      const [hours, rest] = [pad(Math.floor(offset / 60)), pad(offset % 60)]
      const date = DateTimeOffset.make(fromJsonDate(`/Date(${time}${sign}${hours}${rest})/`))
      assert.isTrue(date.endsWith(`${sign}${hours}:${rest}`))
      assert.isTrue(
        DateTimeOffset.Equivalence(
          date,
          DateTimeOffset.make(
            new Date(Math.trunc(time / minutes) * minutes + (time % minutes)).toISOString(),
          ),
        ),
      )
    },
  )

  for (const [date, text] of [
    ["/Date(0)/", "1970-01-01T00:00:00.000Z"],
    ["/Date(-62135596800000)/", "0001-01-01T00:00:00.000Z"],
    ["/Date(1483257516667-0800)/", "2016-12-31T23:58:36.667-08:00"],
  ] as const) {
    it(`${date} is ${text}`, () => {
      assert.strictEqual(fromJsonDate(date), text)
    })
  }

  it("is left as it is if it has another form, or no JavaScript date can hold it", () => {
    for (const text of [
      "2016-12-31T23:58:36Z",
      "/Date(1)",
      "/Date(1.5)/",
      "x/Date(1)/",
      "/Date(9000000000000000)/",
    ]) {
      assert.strictEqual(fromJsonDate(text), text)
    }
  })
})
