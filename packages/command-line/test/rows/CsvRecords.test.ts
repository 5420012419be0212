/** The records of CSV are those of csv-parse, and what it refuses is refused. */
import { assert, describe, it } from "@effect/vitest"
import { type CsvError, parse } from "csv-parse/sync"
import { Result, Schema } from "effect"
import { type CsvField, csvRecords } from "../../src/rows/CsvRecords.ts"

/** Fields as programs write them, and what is invalid between them. */
const pieces = Schema.Array(
  Schema.Literals(['"', '""', '"a"', "a", " ", ",", ";", "\n", "\r\n", "\r", '"\n"', "\ufeff", "é😀"]),
)

const expected = (text: string): ReadonlyArray<ReadonlyArray<CsvField>> | RegExp => {
  try {
    return parse(text, {
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      cast: (value, { quoting, index }) =>
        quoting ? value : (index === 0 ? value.replace(/^\ufeff/, "") : value) || null,
    }) as unknown as ReadonlyArray<ReadonlyArray<CsvField>>
  } catch (error) {
    const { code, records } = error as CsvError
    if (code === "CSV_QUOTE_NOT_CLOSED") return new RegExp(` in row ${Number(records) + 1} is never closed$`)
    return code === "CSV_INVALID_CLOSING_QUOTE" ? /: a closing quote must / : /: a field with a quote must /
  }
}

describe("The records of CSV", () => {
  it.prop(
    "are those of csv-parse",
    [pieces],
    ([parts]) => {
      const text = parts.join("")
      const records = csvRecords(text, 0, ",")
      const wanted = expected(text)
      if (wanted instanceof RegExp) assert.match(Result.isFailure(records) ? records.failure : "", wanted)
      else assert.deepStrictEqual(records, Result.succeed(wanted))
    },
    { fastCheck: { numRuns: 5_000 } },
  )

  it("begin at an index, and are separated by any character", () => {
    assert.deepStrictEqual(csvRecords("sep=^\na^]\n", 6, "^"), Result.succeed([["a", "]"]]))
  })

  for (const [text, reason] of [
    ['a\r\n"b\r\nc"\r"d"e', /^Invalid CSV in line 4: a closing quote must be followed by /],
    ['a\n\nb"c"', /^Invalid CSV in line 3: a field with a quote must be in quotes\./],
  ] as const) {
    it(`are refused with the line of what is invalid: ${JSON.stringify(text)}`, () => {
      const records = csvRecords(text, 0, ",")
      assert.match(Result.isFailure(records) ? records.failure : "", reason)
    })
  }
})
