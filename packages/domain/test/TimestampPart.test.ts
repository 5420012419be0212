import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, timestampPart, timestampPartNames } from "../src/index.ts"

const partsOf = (text: string) => {
  const timestamp = DateTimeOffset.make(text)
  return Object.fromEntries(timestampPartNames.map((part) => [part, timestampPart(part, timestamp)]))
}

describe("A part of a timestamp", () => {
  it("is in the timestamp's own offset, and exact", () => {
    assert.deepStrictEqual(partsOf("2016-12-31T23:58:36.667003300001-08:00"), {
      date: "2016-12-31",
      day: 31,
      fractionalseconds: 0.667003300001,
      hour: 23,
      minute: 58,
      month: 12,
      second: 36,
      time: "23:58:36.667003300001",
      totaloffsetminutes: -480,
      year: 2016,
    })
  })

  it("is 0 if the text lacks it", () => {
    const parts = partsOf("0001-01-01t00:00z")
    assert.deepInclude(parts, { second: 0, fractionalseconds: 0, totaloffsetminutes: 0 })
    assert.strictEqual(parts.time, "00:00:00.000000000000")
  })

  it.prop(
    "makes the timestamp again",
    [DateTimeOffset],
    ([timestamp]) => {
      const { date, time, totaloffsetminutes } = partsOf(timestamp)
      const minutes = Math.abs(Number(totaloffsetminutes))
      const two = (number: number) => String(Math.floor(number)).padStart(2, "0")
      const offset = `${Number(totaloffsetminutes) < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`
      const again = DateTimeOffset.make(`${date}T${time}${offset}`)
      assert.isTrue(DateTimeOffset.Equivalence(again, timestamp))
    },
    { arbitrary: { size: 50, runs: 300 } },
  )

  it.prop(
    "keeps the order of fractions",
    [DateTimeOffset, DateTimeOffset],
    ([left, right]) => {
      const digits = (text: string) => (/\.(\d+)/.exec(text)?.[1] ?? "").padEnd(12, "0")
      assert.strictEqual(
        timestampPart("fractionalseconds", left) < timestampPart("fractionalseconds", right),
        digits(left) < digits(right),
      )
    },
    { arbitrary: { size: 50, runs: 300 } },
  )
})
