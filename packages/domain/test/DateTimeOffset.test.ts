/**
 * Shows that a DateTimeOffset keeps its rules, its text and its instant.
 *
 * It is long because it has a table of rules, and an oracle and data that share nothing with the code.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, DateTime, Effect, Option, Schema } from "effect"
import { DateTimeOffset } from "../src/index.ts"
import { problemsOf } from "./problemsOf.ts"

const decode = Schema.decodeSync(DateTimeOffset)

// The oracle: instants as picoseconds, in arithmetic that shares nothing with the code under test.

/** Days since 1970-01-01 in the proleptic Gregorian calendar. */
const daysFromCivil = (year: bigint, month: bigint, day: bigint) => {
  const y = month <= 2n ? year - 1n : year
  const dayOfYear = (153n * (month > 2n ? month - 3n : month + 9n) + 2n) / 5n + day - 1n
  return 365n * y + y / 4n - y / 100n + y / 400n + dayOfYear - 719_468n
}

const picosecondsPerDay = 86_400n * 10n ** 12n

/** The instant in picoseconds since 1970, or `undefined` if the text is no `DateTimeOffset`. */
const instantOf = (text: string): bigint | undefined => {
  const parts =
    /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,12}))?)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))$/.exec(
      text,
    )
  if (parts === null) return undefined
  const number = (index: number) => BigInt(parts[index] ?? "0")
  const [year, month, day] = [number(1), number(2), number(3)]
  const [hour, minute, second] = [number(4), number(5), number(6)]
  const [offsetHour, offsetMinute] = [number(9), number(10)]
  const offset = (parts[8] === "-" ? -60n : 60n) * (offsetHour * 60n + offsetMinute)
  const isInRange =
    year >= 1n && month >= 1n && month <= 12n && day >= 1n && hour < 24n && minute < 60n && second < 60n
  const isOffset = offsetMinute < 60n && offsetHour * 60n + offsetMinute <= 840n
  if (!isInRange || !isOffset) return undefined
  const days = daysFromCivil(year, month, day)
  const nextMonth = month === 12n ? daysFromCivil(year + 1n, 1n, 1n) : daysFromCivil(year, month + 1n, 1n)
  if (days >= nextMonth) return undefined
  const seconds = hour * 3600n + minute * 60n + second - offset
  const instant = days * picosecondsPerDay + seconds * 10n ** 12n + BigInt((parts[7] ?? "").padEnd(12, "0"))
  const isUtcYear =
    instant >= daysFromCivil(1n, 1n, 1n) * picosecondsPerDay &&
    instant < daysFromCivil(10_000n, 1n, 1n) * picosecondsPerDay
  return isUtcYear ? instant : undefined
}

// The data. The schema generates mostly short texts, so these are made from parts, which are often at the edges.

const integer = (minimum: number, maximum: number, edges: ReadonlyArray<number> = [minimum, maximum]) =>
  Schema.Union([Schema.Int.check(Schema.isBetween({ minimum, maximum })), Schema.Literals(edges)])

/** The parts of a literal. Each lies in its own range, or one outside it if `beyond` is 1. */
const Parts = (beyond: 0 | 1) =>
  Schema.Struct({
    year: integer(1 - beyond, 9999, [1 - beyond, 1900, 2000, 2015, 2016, 9999]),
    month: integer(1 - beyond, 12 + beyond, [1, 2, 3, 12 + beyond]),
    day: integer(1 - beyond, 31 + beyond, [1 - beyond, 28, 29, 31 + beyond]),
    t: Schema.Literals(["T", "t"]),
    hour: integer(0, 23 + beyond),
    minute: integer(0, 59 + beyond),
    second: Schema.NullOr(integer(0, 59 + beyond)),
    fraction: Schema.NullOr(integer(0, 999_999_999_999, [1, 500_000_000_000, 999_999_999_999])),
    fractionDigits: integer(1, 12 + beyond, [3, 7, 12 + beyond]),
    zone: Schema.Literals(["Z", "z", "+", "-"]),
    offsetHour: integer(0, 14 + beyond),
    offsetMinute: integer(0, 59 + beyond, [0, 0, 59 + beyond]),
  })
type Parts = ReturnType<typeof Parts>["Type"]

const two = (value: number) => String(value).padStart(2, "0")

const toText = (parts: Parts) => {
  const date = `${String(parts.year).padStart(4, "0")}-${two(parts.month)}-${two(parts.day)}`
  const fraction =
    parts.fraction === null
      ? ""
      : `.${String(parts.fraction).padStart(12, "0").padEnd(13, "0").slice(0, parts.fractionDigits)}`
  const second = parts.second === null ? "" : `:${two(parts.second)}${fraction}`
  const offset = /z/i.test(parts.zone) ? "" : `${two(parts.offsetHour)}:${two(parts.offsetMinute)}`
  return `${date}${parts.t}${two(parts.hour)}:${two(parts.minute)}${second}${parts.zone}${offset}`
}

const isLiteral = (text: string): text is DateTimeOffset => instantOf(text) !== undefined

const literals = Arbitrary.schema(Parts(0)).pipe(Arbitrary.map(toText), Arbitrary.filter(isLiteral))

/** Pairs of literals that are close together: the second has some parts of the first. */
const neighbours = Arbitrary.all([
  Arbitrary.schema(Parts(0)),
  Arbitrary.schema(Parts(0)),
  Arbitrary.array(Arbitrary.schema(Schema.Literals(Object.keys(Parts(0).fields))), { maxLength: 4 }),
]).pipe(
  Arbitrary.map(([first, other, names]) => {
    const changes = Object.fromEntries(Object.entries(other).filter(([name]) => names.includes(name)))
    return [toText(first), toText({ ...first, ...changes })] as const
  }),
  Arbitrary.filter((pair): pair is readonly [DateTimeOffset, DateTimeOffset] => pair.every(isLiteral)),
)

/** Texts that are literals or almost literals. */
const attempts = Arbitrary.all({
  text: Arbitrary.schema(Schema.Union([Parts(0), Parts(1)])).pipe(Arbitrary.map(toText)),
  edits: Arbitrary.array(
    Arbitrary.schema(
      Schema.Struct({
        at: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 35 })),
        removed: Schema.Literals([0, 1]),
        inserted: Schema.Literals(["", ..."0123456789TtZz+-:.,− \n\0٣😀\ud800"]),
      }),
    ),
    { maxLength: 2 },
  ),
}).pipe(
  Arbitrary.map(({ text, edits }) =>
    edits.reduce(
      (text, { at, removed, inserted }) => text.slice(0, at) + inserted + text.slice(at + removed),
      text,
    ),
  ),
)

const runs = (runs: number) => ({ arbitrary: { runs } })

/** For each rule of the docstring's table: more literals that it accepts and refuses, and its sentence. */
const rules: Record<
  string,
  { accepted: ReadonlyArray<string>; refused: ReadonlyArray<string>; sentence: string }
> = {
  "date, `T`, time": {
    accepted: ["2016-12-31T23:58:36z", "2016-12-31t23:58-08:00"],
    refused: [
      "",
      "2016-12-31",
      "2016-12-31T23Z",
      "2016-1-1T00:00Z",
      "-2016-12-31T23:58Z",
      " 2016-12-31T23:58Z",
      "2016-12-31T23:58Z\n",
      "2016-12-31T23:58.5Z",
      "2016-12-31T23:58:36.Z",
      "2016-12-31T23:58:36,5Z",
      "2016-12-31T23:58:36+8:00",
      "2016-12-31T23:58:36+0800",
      "2016-12-31T23:58:36−08:00",
      "2016-12-31T23:58:36 Z",
      "٢٠١٦-12-31T23:58:36Z",
    ],
    sentence: "Expected a date and time like 2016-12-31T23:58:36.6670033-08:00",
  },
  "a year from 0001 to 9999": {
    accepted: ["9999-12-31T23:59:59.999999999999Z"],
    refused: ["0000-12-31T23:59:59-00:01", "02016-12-31T00:00Z"],
    sentence: "Expected a year from 0001 to 9999",
  },
  "a month from 01 to 12": {
    accepted: ["2016-01-01T00:00Z"],
    refused: ["2016-00-01T00:00Z"],
    sentence: "Expected a month from 01 to 12",
  },
  "a day that the month has": {
    accepted: [
      ...["01-31", "02-28", "03-31", "04-30", "05-31", "06-30"].map((day) => `2015-${day}T00:00Z`),
      ...["07-31", "08-31", "09-30", "10-31", "11-30", "12-31"].map((day) => `2015-${day}T00:00Z`),
      "2000-02-29T00:00Z",
    ],
    refused: [
      ...["01-32", "02-29", "03-32", "04-31", "05-32", "06-31"].map((day) => `2015-${day}T00:00Z`),
      ...["07-32", "08-32", "09-31", "10-32", "11-31", "12-32"].map((day) => `2015-${day}T00:00Z`),
      "1900-02-29T00:00Z",
      "2016-12-00T00:00Z",
    ],
    sentence: "Expected a day that the month has",
  },
  "an hour from 00 to 23": {
    accepted: ["2016-12-31T00:00Z"],
    refused: ["2016-12-31T24:00Z", "2016-12-31T99:00Z"],
    sentence: "Expected an hour from 00 to 23",
  },
  "a minute from 00 to 59": {
    accepted: ["2016-12-31T23:00Z"],
    refused: ["2016-12-31T23:99:00Z"],
    sentence: "Expected a minute from 00 to 59",
  },
  "a second from 00 to 59, if any": {
    accepted: ["2016-12-31T23:58:00Z", "2016-12-31T23:58:59Z"],
    refused: ["2016-12-31T23:58:61Z"],
    sentence: "Expected a second from 00 to 59: leap seconds are not accepted",
  },
  "a fraction of 1 to 12 digits, if any": {
    accepted: ["2016-12-31T23:58:36.0Z", "2016-12-31T23:58:36.000000000000+00:00"],
    refused: ["2016-12-31T23:58:36.0000000000000-08:00"],
    sentence: "Expected at most 12 fraction digits",
  },
  "a time zone": {
    accepted: ["2016-12-31T23:58+00:00"],
    refused: ["2016-12-31T23:58", "2016-12-31T23:58:36.5"],
    sentence: "Expected a time zone: Z, or an offset like -08:00",
  },
  "an offset from -14:00 to +14:00": {
    accepted: ["2016-12-31T23:58:36-14:00", "2016-12-31T23:58:36+13:59", "2016-12-31T23:58:36-00:00"],
    refused: ["2016-12-31T23:58:36-14:01", "2016-12-31T23:58:36+15:00", "2016-12-31T23:58:36-13:60"],
    sentence: "Expected an offset from -14:00 to +14:00",
  },
  "an instant whose year in UTC is from 0001 to 9999": {
    accepted: ["0001-01-01T14:00+14:00", "9999-12-31T09:59:59.999999999999-14:00"],
    refused: ["0001-01-01T00:00+00:01", "0001-01-01T13:59:59+14:00", "9999-12-31T10:00-14:00"],
    sentence: "Expected an instant whose year in UTC is from 0001 to 9999",
  },
}

/** The rows of the table in the docstring. */
const documented = [
  ...readFileSync(new URL("../src/DateTimeOffset.ts", import.meta.url), "utf8").matchAll(
    /^ \* \| (.+?) \| (`.+?) \| (`.+?) \|$/gm,
  ),
].map(([, rule = "", accepted = "", refused = ""]) => {
  const quoted = (cell: string) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, literal = ""]) => literal)
  return { rule, accepted: quoted(accepted), refused: quoted(refused) }
})

describe("A DateTimeOffset has", () => {
  for (const [rule, { accepted, refused, sentence }] of Object.entries(rules)) {
    it(`${rule}`, () => {
      const row = documented.find((row) => row.rule === rule)
      assert(row !== undefined, "the rule is documented")
      for (const text of [...accepted, ...row.accepted]) {
        assert.deepStrictEqual(problemsOf(DateTimeOffset, text), [], text)
      }
      for (const text of [...refused, ...row.refused]) {
        assert.deepStrictEqual(problemsOf(DateTimeOffset, text), [sentence], text)
      }
    })
  }

  it("no other documented rule", () => {
    assert.deepStrictEqual(
      documented.map(({ rule }) => rule),
      Object.keys(rules),
    )
  })
})

describe("DateTimeOffset", () => {
  it("reports every rule that is broken", () => {
    assert.deepStrictEqual(problemsOf(DateTimeOffset, "0000-13-32T24:60:60.1234567890123+14:01"), [
      "Expected a year from 0001 to 9999",
      "Expected a month from 01 to 12",
      "Expected a day that the month has",
      "Expected an hour from 00 to 23",
      "Expected a minute from 00 to 59",
      "Expected a second from 00 to 59: leap seconds are not accepted",
      "Expected at most 12 fraction digits",
      "Expected an offset from -14:00 to +14:00",
    ])
    assert.deepStrictEqual(problemsOf(DateTimeOffset, "2016-13-31T24:00"), [
      "Expected a month from 01 to 12",
      "Expected an hour from 00 to 23",
      "Expected a time zone: Z, or an offset like -08:00",
    ])
  })

  it("refuses values that are not text", () => {
    for (const input of [undefined, null, 0, 0n, true, {}, ["2016-12-31T23:58Z"], new Date(0)]) {
      assert.deepStrictEqual(problemsOf(DateTimeOffset, input), ["Expected a string with a date and time"])
    }
  })

  it.prop(
    "accepts what an independent parser accepts, and never throws",
    [attempts],
    ([text]) => {
      const problems = problemsOf(DateTimeOffset, text)
      assert.strictEqual(problems.length === 0, isLiteral(text))
      assert.strictEqual(DateTimeOffset.is(text), isLiteral(text))
      if (isLiteral(text)) assert.isTrue(isLiteral(DateTimeOffset.sortKey(text)))
    },
    runs(500),
  )

  it.prop("encodes to the same text", [literals], ([text]) => {
    assert.strictEqual<string>(decode(text), text)
    assert.strictEqual(Schema.encodeSync(DateTimeOffset)(text), text)
  })

  it.prop(
    "generates valid data",
    [DateTimeOffset],
    ([text]) => {
      assert.isTrue(isLiteral(text))
    },
    { arbitrary: { size: 50 } },
  )

  it.effect("is tested with offsets, fractions, lower case and whole minutes", () =>
    Effect.gen(function* () {
      const texts = yield* Arbitrary.sampleEffect(literals, { count: 1000, seed: 0 })
      for (const pattern of [/\+..:..$/, /-..:..$/, /\.\d{4,}/, /t/, /z$/, /t..:..[z+-]/i, /-02-29/]) {
        assert.isAtLeast(texts.filter((text) => pattern.test(text)).length, 10, String(pattern))
      }
      const tries = yield* Arbitrary.sampleEffect(attempts, { count: 1000, seed: 0 })
      assert.isAtLeast(tries.filter(isLiteral).length, 150, "attempts that are literals")
      assert.isAtLeast(tries.filter((text) => !isLiteral(text)).length, 300, "attempts that are not")
      const pairs = yield* Arbitrary.sampleEffect(neighbours, { count: 1000, seed: 0 })
      const [same, sameDay] = [0n, picosecondsPerDay].map((distance) =>
        pairs.filter(([a, b]) => {
          const between = (instantOf(a) ?? 0n) - (instantOf(b) ?? 0n)
          return a !== b && between <= distance && between >= -distance
        }),
      )
      assert.isAtLeast(same?.length ?? 0, 10, "pairs of one instant, written differently")
      assert.isAtLeast(sameDay?.length ?? 0, 200, "pairs within a day")
    }),
  )
})

describe("The JSON Schema of a DateTimeOffset", () => {
  const { pattern, format } = Schema.toJsonSchemaDocument(DateTimeOffset).schema
  const matches = (text: string) => new RegExp(String(pattern), "u").test(text)

  it("has the format of a date and time, and a pattern", () => {
    assert.strictEqual(format, "date-time")
    assert.isTrue(matches("2016-12-31T23:58:36.6670033-08:00"))
  })

  const calendar = [
    "a year from 0001 to 9999",
    "a day that the month has",
    "an instant whose year in UTC is from 0001 to 9999",
  ]

  it("refuses texts that break a rule, except the rules of the calendar", () => {
    for (const [rule, { refused }] of Object.entries(rules)) {
      if (!calendar.includes(rule)) for (const text of refused) assert.isFalse(matches(text), text)
    }
  })

  it.prop(
    "accepts every text that decodes, and otherwise only texts with an impossible date",
    [attempts],
    ([text]) => {
      const broken = problemsOf(DateTimeOffset, text)
      const isOfTheCalendar = broken.every((sentence) => calendar.some((rule) => sentence.endsWith(rule)))
      if (broken.length === 0) assert.isTrue(matches(text))
      else if (matches(text)) assert.isTrue(isOfTheCalendar)
    },
    runs(500),
  )
})

describe("The instant of a DateTimeOffset", () => {
  it("is written in UTC, with twelve fraction digits, by its sort key", () => {
    const sortKeys: Record<string, string> = {
      "2016-12-31T23:58:36.6670033-08:00": "2017-01-01T07:58:36.667003300000Z",
      "2016-12-31t23:58:36.123456789012z": "2016-12-31T23:58:36.123456789012Z",
      "2016-12-31t23:58-00:00": "2016-12-31T23:58:00.000000000000Z",
      "2016-06-15T12:34:56.7+05:45": "2016-06-15T06:49:56.700000000000Z",
      "2016-06-15T23:59-00:01": "2016-06-16T00:00:00.000000000000Z",
      "2016-06-15T00:00+00:01": "2016-06-14T23:59:00.000000000000Z",
      "2016-04-30T23:00-01:00": "2016-05-01T00:00:00.000000000000Z",
      "2016-05-01T00:00+01:00": "2016-04-30T23:00:00.000000000000Z",
      "2017-01-01T00:00+14:00": "2016-12-31T10:00:00.000000000000Z",
      "2016-02-28T23:00-01:00": "2016-02-29T00:00:00.000000000000Z",
      "2015-02-28T23:00-01:00": "2015-03-01T00:00:00.000000000000Z",
      "2016-02-29T23:00-01:00": "2016-03-01T00:00:00.000000000000Z",
      "2016-03-01T00:00+01:00": "2016-02-29T23:00:00.000000000000Z",
      "2015-03-01T00:00+01:00": "2015-02-28T23:00:00.000000000000Z",
      "1900-03-01T00:00+01:00": "1900-02-28T23:00:00.000000000000Z",
      "2000-03-01T00:00+01:00": "2000-02-29T23:00:00.000000000000Z",
      "0001-01-01T14:00+14:00": "0001-01-01T00:00:00.000000000000Z",
      "9999-12-31T09:59:59.999999999999-14:00": "9999-12-31T23:59:59.999999999999Z",
    }
    for (const [text, sortKey] of Object.entries(sortKeys)) {
      assert.strictEqual(DateTimeOffset.sortKey(decode(text)), sortKey, text)
    }
  })

  it.prop(
    "equals the instant of the sort key, which has a fixed width and is equal to its sort key",
    [literals],
    ([text]) => {
      const sortKey = decode(DateTimeOffset.sortKey(text))
      assert.match(sortKey, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{12}Z$/)
      assert.strictEqual(instantOf(sortKey), instantOf(text))
      assert.strictEqual<string>(DateTimeOffset.sortKey(sortKey), sortKey)
      assert.isTrue(DateTimeOffset.Equivalence(sortKey, text))
    },
    runs(300),
  )

  it("decides equivalence, regardless of offsets and trailing zeros", () => {
    const isEquivalent = (a: string, b: string) => DateTimeOffset.Equivalence(decode(a), decode(b))
    assert.isTrue(isEquivalent("2016-12-31T23:58:36.6670033-08:00", "2017-01-01T07:58:36.66700330z"))
    assert.isTrue(isEquivalent("2016-12-31T23:58Z", "2016-12-31T23:58:00.0-00:00"))
    assert.isFalse(isEquivalent("2016-12-31T23:58:36.123456789012Z", "2016-12-31T23:58:36.123456789013Z"))
    assert.isFalse(isEquivalent("2016-12-31T23:58Z", "2016-12-31T23:58+00:01"))
  })

  it("decides the order, to the twelfth digit", () => {
    const ordered = [
      "0001-01-01T00:00Z",
      "2017-01-01T00:00+14:00",
      "2016-12-31T23:58:36Z",
      "2016-12-31T23:58:36.000000000001Z",
      "2016-12-31T23:58:36.10Z",
      "2016-12-31T23:58:36.9+00:00",
      "2016-12-31T23:58:36-08:00",
      "9999-12-31T23:59:59.999999999999Z",
    ].map((text) => decode(text))
    assert.deepStrictEqual(ordered.toReversed().sort(DateTimeOffset.Order), ordered)
  })

  it.prop(
    "decides order and equivalence as a number of picoseconds does",
    [neighbours],
    ([[a, b]]) => {
      const [left = 0n, right = 0n] = [instantOf(a), instantOf(b)]
      assert.strictEqual(DateTimeOffset.Order(a, b), left < right ? -1 : left > right ? 1 : 0)
      assert.strictEqual(DateTimeOffset.Equivalence(a, b), left === right)
    },
    runs(500),
  )
})

describe("As a DateTime, a DateTimeOffset", () => {
  const toIso = (text: string) =>
    DateTimeOffset.toDateTime(decode(text)).pipe(Option.map(DateTime.formatIsoOffset), Option.getOrNull)

  it("keeps its instant and its offset", () => {
    assert.strictEqual(toIso("2016-12-31T23:58:36.667-08:00"), "2016-12-31T23:58:36.667-08:00")
    assert.strictEqual(toIso("2016-12-31T23:58:36.667000000000-08:00"), "2016-12-31T23:58:36.667-08:00")
    assert.strictEqual(toIso("0099-12-31t23:58z"), "0099-12-31T23:58:00.000+00:00")
  })

  it("is none if it has digits beyond milliseconds", () => {
    assert.isNull(toIso("2016-12-31T23:58:36.6670033-08:00"))
    assert.isNull(toIso("2016-12-31T23:58:36.0001Z"))
    assert.isNull(toIso("2016-12-31T23:58:36.000000000001Z"))
  })

  it.prop(
    "is exact or none, and converts back to the same instant and offset",
    [literals],
    ([text]) => {
      const instant = instantOf(text) ?? 0n
      const dateTime = DateTimeOffset.toDateTime(text)
      assert.strictEqual(Option.isSome(dateTime), instant % 10n ** 9n === 0n)
      if (Option.isNone(dateTime)) return
      assert.strictEqual(BigInt(DateTime.toEpochMillis(dateTime.value)), instant / 10n ** 9n)
      const back = Option.getOrThrow(DateTimeOffset.fromDateTime(dateTime.value))
      assert.strictEqual(instantOf(back), instant)
      assert.strictEqual(back.slice(-6), text.replace(/z$|-00:00$/i, "+00:00").slice(-6))
    },
    runs(300),
  )

  const fromDateTime = (input: string, timeZone?: number | string) =>
    DateTimeOffset.fromDateTime(
      timeZone === undefined ? DateTime.makeUnsafe(input) : DateTime.makeZonedUnsafe(input, { timeZone }),
    ).pipe(Option.getOrNull)
  const hour = 3_600_000

  it("has Z if it is in UTC, or the offset of its zone at that instant", () => {
    const instant = "2016-12-31T23:58:36.667Z"
    assert.strictEqual<string | null>(fromDateTime(instant), instant)
    assert.strictEqual<string | null>(fromDateTime(instant, 0), "2016-12-31T23:58:36.667+00:00")
    assert.strictEqual<string | null>(fromDateTime(instant, -8 * hour), "2016-12-31T15:58:36.667-08:00")
    assert.strictEqual<string | null>(fromDateTime(instant, 14 * hour), "2017-01-01T13:58:36.667+14:00")
    assert.strictEqual<string | null>(
      fromDateTime(instant, "America/New_York"),
      "2016-12-31T18:58:36.667-05:00",
    )
    assert.strictEqual<string | null>(
      fromDateTime("2016-07-01T00:00:00Z", "America/New_York"),
      "2016-06-30T20:00:00.000-04:00",
    )
  })

  it("is none if a literal can't express it", () => {
    assert.isNull(fromDateTime("0000-12-31T23:59:59.999Z"), "UTC year 0")
    assert.isNull(fromDateTime("+010000-01-01T00:00:00Z"), "UTC year 10000")
    assert.isNull(fromDateTime("0001-01-01T00:00:00Z", -hour), "local year 0")
    assert.isNull(fromDateTime("9999-12-31T23:59:59Z", hour), "local year 10000")
    assert.isNull(fromDateTime("0000-12-31T23:59:59Z", hour), "UTC year 0, local year 1")
    assert.isNull(fromDateTime("+010000-01-01T00:00:00Z", -hour), "UTC year 10000, local year 9999")
    assert.isNull(fromDateTime("2016-12-31T23:58:36Z", 30_000), "an offset of half a minute")
    assert.isNull(fromDateTime("1800-01-01T00:00:00Z", "America/New_York"), "local mean time")
    assert.isNull(fromDateTime("2016-12-31T23:58:36Z", 14 * hour + 60_000), "an offset beyond 14 hours")
  })
})
