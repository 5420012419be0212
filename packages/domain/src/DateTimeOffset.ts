/**
 * A point in time as OData writes it: the text as given, to the last digit and with its offset.
 *
 * The text is the value. It never becomes a JS `Date`, which would keep only three of up to twelve fraction digits, and no
 * offset. Instants are read from the text, exactly.
 */
import { Schema } from "effect"
import * as DateTimeOffsetText from "./DateTimeOffsetText.ts"
import { brokenRules, grammar, keepsRules } from "./DateTimeRules.ts"

const schema = Schema.String.annotate({ message: "Expected a string with a date and time" })
  .check(
    Schema.makeFilter((text) => (keepsRules(text) ? undefined : brokenRules(text)), {
      expected: "a date and time with its offset",
      // A pattern can't check the calendar, so it accepts a few texts that don't decode.
      toJsonSchema: () => [{ format: "date-time", pattern: grammar.source }, true],
      // Test data is generated from the grammar. Texts with days that don't exist are discarded.
      arbitraryConstraint: { patterns: [{ source: grammar.source, flags: "" }] },
    }),
  )
  .pipe(Schema.brand("DateTimeOffset"))

/**
 * A literal of OData's `Edm.DateTimeOffset`, in the range of .NET's `DateTimeOffset`.
 *
 * | rule | accepted | refused |
 * |---|---|---|
 * | date, `T`, time | `2016-12-31T23:58:36Z`, `2016-12-31t23:58:36z` | `2016-12-31 23:58:36Z`, `20161231T235836Z` |
 * | a year from 0001 to 9999 | `0001-01-01T00:00:00Z` | `0000-01-01T00:00:00Z`, `10000-01-01T00:00:00Z` |
 * | a month from 01 to 12 | `2016-12-31T00:00:00Z` | `2016-13-01T00:00:00Z` |
 * | a day that the month has | `2016-02-29T00:00:00Z` | `2015-02-29T00:00:00Z`, `2016-04-31T00:00:00Z` |
 * | an hour from 00 to 23 | `2016-12-31T23:59:59Z` | `2016-12-31T24:00:00Z` |
 * | a minute from 00 to 59 | `2016-12-31T23:59Z` | `2016-12-31T23:60Z` |
 * | a second from 00 to 59, if any | `2016-12-31T23:58Z` | `2016-12-31T23:59:60Z` |
 * | a fraction of 1 to 12 digits, if any | `2016-12-31T23:58:36.123456789012Z` | `2016-12-31T23:58:36.1234567890123Z` |
 * | a time zone | `2016-12-31T23:58:36Z`, `2016-12-31T23:58:36-08:00` | `2016-12-31T23:58:36` |
 * | an offset from -14:00 to +14:00 | `2016-12-31T23:58:36+14:00` | `2016-12-31T23:58:36+14:01`, `2016-12-31T23:58:36+01:60` |
 * | an instant whose year in UTC is from 0001 to 9999 | `9999-12-31T23:59:59-00:00` | `9999-12-31T23:59:59-01:00` |
 *
 * Decoding fails with a sentence for each rule that the text breaks. Encoding returns the same text. In JSON Schema, a
 * timestamp has the format `date-time` and a pattern. A pattern can't check the calendar, so it accepts a few texts that
 * don't decode.
 *
 * Sources: the rule `dateTimeOffsetValue` of OData's ABNF, and .NET's `DateTimeOffset` for the ranges. A service on .NET
 * refuses texts outside them.
 *
 * @example
 * ```ts
 * import { DateTimeOffset } from "@odj/domain"
 *
 * const inBerlin = DateTimeOffset.make("2017-01-01T08:58:36.5+01:00")
 * const inSeattle = DateTimeOffset.make("2016-12-31T23:58:36.500-08:00")
 * console.log(inBerlin) // => 2017-01-01T08:58:36.5+01:00
 * console.log(DateTimeOffset.Equivalence(inBerlin, inSeattle)) // => true
 * console.log(DateTimeOffset.sortKey(inSeattle)) // => 2017-01-01T07:58:36.500000000000Z
 * console.log(DateTimeOffset.is("2016-12-31T23:59:60Z")) // => false
 * ```
 */
export const DateTimeOffset = Object.assign(schema, DateTimeOffsetText)
export type DateTimeOffset = DateTimeOffsetText.DateTimeOffset
