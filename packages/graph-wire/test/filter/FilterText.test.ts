/** Tests how filters are parsed, and the messages about invalid ones. It is long because of its tables of examples. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorFilter, filterPredicate } from "@odj/domain"
import { Arbitrary, Effect, Result, Schema } from "effect"
import { parseFilter } from "../../src/filter/FilterText.ts"
import { encodeQuery } from "../../src/index.ts"
import { Connectors, canonical, Filter, nodesOf } from "../filters.ts"
import { choices, writeFilter } from "../writeFilter.ts"

const tooManyNodes = "The node count limit of '100' has been exceeded."

const read = (text: string): ConnectorFilter => Result.getOrThrow(parseFilter(text))

const problemsOf = (text: string): ReadonlyArray<string> => {
  const result = parseFilter(text)
  return Result.isFailure(result) ? result.failure : []
}

const type = "microsoft.graph.deviceManagementDomainJoinConnector"
const unknown = (name: string) => `Could not find a property named '${name}' on type '${type}'.`

const { and, constant, contains, equals, isGreater, isIn, literal, not, notEquals, or, toLower, toUpper } =
  ConnectorFilter
const displayName = ConnectorFilter.property("displayName")
const id = ConnectorFilter.property("id")
const state = ConnectorFilter.property("state")
const time = ConnectorFilter.property("lastConnectionDateTime")

describe("A filter", () => {
  const accepted: Record<string, ConnectorFilter> = {
    "displayName eq 'a'": equals("displayName", "a"),
    "'a' ne displayName": notEquals(literal("a"), displayName),
    "displayName gt id": isGreater("displayName", id),
    "displayName eq null": equals("displayName", null),
    "null eq null": equals(literal(null), null),
    "displayName eq ''": equals("displayName", ""),
    "displayName eq 'it''s'": equals("displayName", "it's"),
    "displayName eq ''''": equals("displayName", "'"),
    "displayName eq ' ( , ) and not \t'": equals("displayName", " ( , ) and not \t"),
    "(displayName) eq ('a')": equals("displayName", "a"),
    "tolower(toupper(displayName)) eq 'a'": equals(toLower(toUpper("displayName")), "a"),
    "lastConnectionDateTime gt 2016-12-31T23:58:36.6670033-08:00": isGreater(
      time,
      "2017-01-01T07:58:36.667003300000Z",
    ),
    "2016-12-31t23:58z gt lastConnectionDateTime": isGreater(
      literal("2016-12-31T23:58:00.000000000000Z"),
      time,
    ),
    "lastConnectionDateTime ne null": notEquals(time, null),
    "state eq 'error'": equals("state", "error"),
    "'error' ne state": notEquals(literal("error"), state),
    [`state eq ${type}State'error'`]: equals("state", "error"),
    "contains(displayName,'a')": contains("displayName", "a"),
    "contains( displayName\t, 'a' )": contains("displayName", "a"),
    "contains(null,tolower(id))": contains(literal(null), toLower("id")),
    "startswith(displayName,'a')": ConnectorFilter.startsWith("displayName", "a"),
    "endswith(displayName,'a')": ConnectorFilter.endsWith("displayName", "a"),
    "displayName in ('a')": isIn("displayName", ["a"]),
    "displayName in('a', null ,'a')": isIn("displayName", ["a", null, "a"]),
    [`state in ('error',${type}State'active')`]: isIn("state", ["error", "active"]),
    "lastConnectionDateTime in (2016-12-31T23:58Z,null)": isIn(time, [
      "2016-12-31T23:58:00.000000000000Z",
      null,
    ]),
    "null in ('a',null)": isIn(literal(null), ["a", null]),
    "null in (null,1)": isIn(literal(null), [null, 1]),
    "id in ()": constant(false),
    'id in ["a", \'b\' ,"\\"\\u00e9",null]': isIn(id, ["a", "b", '"é', null]),
    'lastConnectionDateTime in ["2016-12-31T23:58Z",2016-12-31T23:59Z]': isIn(time, [
      "2016-12-31T23:58:00.000000000000Z",
      "2016-12-31T23:59:00.000000000000Z",
    ]),
    'state in ["active","1"]': isIn("state", ["active", "error"]),
    "$it/displayName eq 'a'": equals("displayName", "a"),
    [`${type}/displayName eq 'a'`]: equals("displayName", "a"),
    "$it/graph.deviceManagementDomainJoinConnector/displayName eq 'a'": equals("displayName", "a"),
    "state has 'error'": equals("state", "error"),
    [`state has ${type}State'2'`]: equals("state", "inactive"),
    "state has null": constant(null),
    "state eq '0' or state ne '+1'": or(equals("state", "active"), notEquals("state", "error")),
    "state eq '3'": equals(state, "3"),
    "length(trim(displayName)) gt 1.5e1": isGreater(
      ConnectorFilter.length(ConnectorFilter.trim("displayName")),
      15,
    ),
    "indexof(displayName,id) eq -0": equals(ConnectorFilter.indexOf("displayName", id), 0),
    "substring( id , 1 ) eq substring(id,1,length(id))": equals(
      ConnectorFilter.substring("id", 1),
      ConnectorFilter.substring("id", 1, ConnectorFilter.length("id")),
    ),
    "CONCAT(id,'a') eq null": equals(ConnectorFilter.concat("id", literal("a")), null),
    "Year(lastConnectionDateTime) eq 2016": equals(
      ConnectorFilter.timestampPart("year", "lastConnectionDateTime"),
      2016,
    ),
    "month(date(lastConnectionDateTime)) eq hour(time(lastConnectionDateTime))": equals(
      ConnectorFilter.timestampPart("month", "lastConnectionDateTime"),
      ConnectorFilter.timestampPart("hour", "lastConnectionDateTime"),
    ),
    "year(2016-12-31T23:58:36-08:00) eq year(2016-12-31)": equals(literal(2016), literal(2016)),
    "date(2016-12-31T23:58:36-08:00) eq 2016-12-31": equals(literal("2016-12-31"), literal("2016-12-31")),
    "time(lastConnectionDateTime) le 23:58": ConnectorFilter.isLessOrEqual(
      ConnectorFilter.timestampPart("time", "lastConnectionDateTime"),
      "23:58:00.000000000000",
    ),
    "minute(23:58:36.5) eq fractionalseconds(23:58:36.5)": equals(literal(58), literal(0.5)),
    "mindatetime() lt maxdatetime( )": ConnectorFilter.isLess(
      literal("0001-01-01T00:00:00.000000000000Z"),
      literal("9999-12-31T23:59:59.999999999999Z"),
    ),
    "cast(displayName,Edm.String) eq cast('a',Edm.String)": equals("displayName", "a"),
    [`cast('error',${type}State) eq state`]: equals(literal("error"), state),
    [`isof(${type}) and isof(graph.deviceManagementDomainJoinConnector)`]: and(
      constant(true),
      constant(true),
    ),
    "isof(displayName,Edm.String) or isof(state,Edm.String)": or(constant(true), constant(false)),
    true: constant(true),
    false: constant(false),
    null: constant(null),
    tRUe: constant(true),
    " \ttrue ": constant(true),
    "((true))": constant(true),
    "not not true": not(not(constant(true))),
    "not(true)": not(constant(true)),
    "not null": not(constant(null)),
  }
  it("is parsed", () => {
    for (const [text, filter] of Object.entries(accepted)) assert.deepStrictEqual(read(text), filter, text)
  })

  const same: ReadonlyArray<readonly [text: string, inParentheses: string]> = [
    ["true or false and null", "true or (false and null)"],
    ["true and false or null", "(true and false) or null"],
    ["not true and false", "(not true) and false"],
    ["not true or false", "(not true) or false"],
    ["id eq 'a' and id gt 'b' or id in ('c')", "((id eq 'a') and (id gt 'b')) or (id in ('c'))"],
    ["not contains(id,'a') eq false", "(not contains(id,'a')) eq false"],
    ["not id in ('a')", "not (id in ('a'))"],
    ["id gt 'a' eq false", "(id gt 'a') eq false"],
    ["false eq id gt 'a'", "false eq (id gt 'a')"],
    ["id eq 'a' ne true", "(id eq 'a') ne true"],
    ["true or false eq null or true", "true or (false eq null) or true"],
  ]
  it("has the operator precedence of OData: not, in, gt, eq, and, or", () => {
    for (const [text, inParentheses] of same) assert.deepStrictEqual(read(text), read(inParentheses), text)
    assert.deepStrictEqual(
      read("true or false and null"),
      or(constant(true), and(constant(false), constant(null))),
    )
    assert.deepStrictEqual(read("not true and false"), and(not(constant(true)), constant(false)))
  })

  it("becomes a condition that is never null when it is compared with true or false", () => {
    const isNamed = notEquals("displayName", null)
    const [ofName, ofId] = [contains("displayName", "a"), contains("id", "a")]
    const examples: Record<string, ConnectorFilter> = {
      "contains(displayName,'a') eq true": and(ofName, isNamed),
      "false eq contains(displayName,'a')": and(not(ofName), isNamed),
      "contains(displayName,'a') ne false": not(and(not(ofName), isNamed)),
      "contains('a',tolower(toupper(displayName))) eq true": and(
        contains(literal("a"), toLower(toUpper("displayName"))),
        isNamed,
      ),
      "contains(null,'a') eq true": and(contains(literal(null), "a"), notEquals(literal(null), null)),
      "contains(id,'a') eq true": ofId,
      "contains(version,'a') eq true": contains("version", "a"),
      "contains(id,'a') eq false": not(ofId),
      "(id in ('a')) eq false": not(isIn("id", ["a"])),
      "(contains(id,'a') and id eq null) eq false": or(not(ofId), not(equals(id, null))),
      "(contains(id,'a') or not contains(id,'a')) eq false": and(not(ofId), ofId),
      "null eq true": constant(false),
      "true eq null": constant(false),
      "false ne false": not(constant(true)),
    }
    for (const [text, filter] of Object.entries(examples)) assert.deepStrictEqual(read(text), filter, text)
  })

  it("joins any number of conditions, and keeps those in parentheses together", () => {
    const [a, b, c] = [constant(true), constant(false), constant(null)]
    assert.deepStrictEqual(read("true and false and null"), and(a, b, c))
    assert.deepStrictEqual(read("(true and false) and null"), and(and(a, b), c))
    assert.deepStrictEqual(read("true or (false or null)"), or(a, or(b, c)))
    assert.deepStrictEqual(read("true and false or null and true or false"), or(and(a, b), and(c, a), b))
  })

  const functions =
    "cast, concat, contains, date, day, endswith, fractionalseconds, hour, indexof, isof, length, maxdatetime, mindatetime, minute, month, now, second, startswith, substring, time, tolower, totaloffsetminutes, toupper, trim, year"
  const primary = "a property, a function, a literal, not or ("
  const states = "'active', 'error', 'inactive'"
  const noLiteral = (found: string) =>
    `Expected text in quotes, a number, a timestamp, a date, a time, null, true or false at position 6, found ${found}`
  const noState = (name: string, at: number) =>
    `The string '${name}' is not a valid enumeration type constant. Expected one of ${states} at position ${at}`
  const refused: Record<string, ReadonlyArray<string>> = {
    // Syntax errors.
    "": [`Expected ${primary} at position 0, found the end`],
    "  ": [`Expected ${primary} at position 2, found the end`],
    "true or": [`Expected ${primary} at position 7, found the end`],
    "and true": [`Expected ${primary} at position 0, found and`],
    "or true": [`Expected ${primary} at position 0, found or`],
    "id eq and": [`Expected ${primary} at position 6, found and`],
    not: [`Expected ${primary} at position 3, found the end`],
    "()": [`Expected ${primary} at position 1, found )`],
    "((true)": ["Expected an operator or ) at position 7, found the end"],
    "(true false": ["Expected an operator or ) at position 6, found false"],
    "true)": ["Expected an operator or the end at position 4, found )"],
    "id has 'a'": ["Expected a state at position 0, found text"],
    "state has lastConnectionDateTime": [`Expected one of ${states} at position 10, found a timestamp`],
    "id eq 'a' 'b'": ["Expected an operator or the end at position 10, found 'b'"],
    "id eq 'a": ["The text at position 6 has no closing quote; a quote inside a text is written twice"],
    "id eq 'a-b:c": ["The text at position 6 has no closing quote; a quote inside a text is written twice"],
    "id eq 'a''": ["The text at position 6 has no closing quote; a quote inside a text is written twice"],
    "yaer(lastConnectionDateTime) eq 2016": [
      `Expected one of the functions ${functions} at position 0, found yaer. Did you mean year?`,
    ],
    "matchesPattern(id,'a')": [
      `Expected one of the functions ${functions} at position 0, found matchesPattern`,
    ],
    "toString('a')": [`Expected one of the functions ${functions} at position 0, found toString`],
    "contains(id 'a')": ["Expected a comma at position 12, found 'a'"],
    "contains(id)": ["Expected a comma at position 11, found )"],
    "substring(id) eq 'a'": ["Expected a comma at position 12, found )"],
    "substring(id,1 2) eq 'a'": ["Expected a comma or ) at position 15, found 2"],
    "substring(id,1,2,3) eq 'a'": ["Expected ) at position 16, found ,"],
    "now(1) lt lastConnectionDateTime": ["Expected ) at position 4, found 1"],
    "contains(id,'a'": ["Expected ) at position 15, found the end"],
    "contains(id,'a','b')": ["Expected ) at position 15, found ,"],
    "contains id": [unknown("contains"), "Expected an operator or the end at position 9, found id"],
    "tolower(id,'a') eq 'a'": ["Expected ) at position 10, found ,"],
    "id in 'a'": ["Expected ( or [ at position 6, found 'a'"],
    "id in [('a')]": ["Expected a literal at position 7, found ("],
    "id in ['a')": ["Expected a comma or ] at position 10, found )"],
    'id in ("a")': ['Expected a literal at position 7, found "a"'],
    'id in ["a\\"]': ["The text at position 7 is no text in JSON that a connector can have"],
    'id in ["\\ud83d"]': ["The text at position 7 is no text in JSON that a connector can have"],
    'id in ["\\u0000"]': ["The text at position 7 is no text in JSON that a connector can have"],
    'id eq "a"': [`Expected ${primary} at position 6, found "a"`],
    "id in (id)": ["Expected a literal at position 7, found id"],
    "id in ('a' 'b')": ["Expected a comma or ) at position 11, found 'b'"],
    "id in ('a',": ["Expected a literal at position 11, found the end"],
    // Unknown names.
    "displayname eq 'a'": [unknown("displayname")],
    "constructor eq 'a'": [unknown("constructor")],
    "connector/id eq 'a'": [unknown("connector/id")],
    "id eq abc": [unknown("abc")],
    "id\u00a0eq 'a'": [unknown("id\u00a0eq"), "Expected an operator or the end at position 6, found 'a'"],
    "a eq 'b' and c eq d": [unknown("a"), unknown("c"), unknown("d")],
    // Type errors.
    id: ["Expected a condition at position 0, found text"],
    "'a'": ["Expected a condition at position 0, found text"],
    "true and lastConnectionDateTime or state": [
      "Expected a condition at position 9, found a timestamp",
      "Expected a condition at position 35, found a state",
    ],
    "not id": ["Expected a condition at position 4, found text"],
    "not id eq 'a'": [
      "Expected a condition at position 4, found text: not binds before eq, so put its condition in parentheses",
    ],
    "lastConnectionDateTime gt '2016-12-31T23:58:36Z'": [
      "Expected a timestamp like 2016-12-31T23:58:36Z at position 26, found text: leave out the quotes",
    ],
    "lastConnectionDateTime eq id": [
      "Expected a timestamp like 2016-12-31T23:58:36Z at position 26, found text",
    ],
    "'a' eq lastConnectionDateTime": [
      "Expected a timestamp like 2016-12-31T23:58:36Z at position 0, found text: leave out the quotes",
    ],
    "lastConnectionDateTime gt 2016-12-31": [
      "Expected a timestamp like 2016-12-31T23:58:36Z at position 26, found a date: write 2016-12-31T00:00:00Z",
    ],
    "date(lastConnectionDateTime) gt '2016-12-31'": [
      "Expected a date like 2016-12-31 at position 32, found text: leave out the quotes",
    ],
    "date(lastConnectionDateTime) gt 2016-02-30": ["Expected a day that the month has, at position 32"],
    "time(lastConnectionDateTime) eq 24:00:00": ["Expected an hour from 00 to 23, at position 32"],
    "length(id) eq 1e400": ["Expected a number up to 1.7976931348623157e+308 at position 14, found 1e400"],
    "length(id) eq '1'": ["Expected a number at position 14, found text"],
    "length(state) eq 1": ["Expected text at position 7, found a state"],
    "substring(id,'1') eq 'a'": ["Expected a number at position 13, found text"],
    "year(id) eq 1": ["Expected a timestamp like 2016-12-31T23:58:36Z at position 5, found text"],
    "hour(date(lastConnectionDateTime)) eq 1": [
      "Expected a timestamp like 2016-12-31T23:58:36Z at position 5, found a date",
    ],
    "lastConnectionDateTime lt now()": [
      "Expected a timestamp at position 26, found now(): no clock is known here",
    ],
    [`cast(${type}) eq null`]: [
      "Expected a value with a type at position 0: the connector itself can't be compared",
    ],
    "cast(id,Edm.Date) eq null": ["Expected a date like 2016-12-31 at position 5, found text"],
    "cast(id,Edm.Int32) eq null": [
      `Expected one of ${type}, Edm.String, Edm.DateTimeOffset, Edm.Date, Edm.TimeOfDay, ${type}State at position 8, found Edm.Int32`,
    ],
    "id eq 2016-12-31T23:58Z": ["Expected text at position 6, found a timestamp"],
    "id eq state": ["Expected text at position 6, found a state"],
    "id eq true": ["Expected text at position 6, found true"],
    "false eq id": ["Expected text at position 0, found false"],
    "id eq contains(id,'a')": ["Expected text at position 6, found a condition"],
    "state eq lastConnectionDateTime": [`Expected one of ${states} at position 9, found a timestamp`],
    "state eq version": [`Expected one of ${states} at position 9, found text`],
    "state eq tolower('Error')": [`Expected one of ${states} at position 9, found text`],
    "state eq 'pending'": [noState("pending", 9)],
    "state eq 'Error'": [noState("Error", 9)],
    "state eq ''": [noState("", 9)],
    "state gt 'error'": ["Expected eq, ne or in at position 6, found gt: states have no order in a filter"],
    "null le state": ["Expected eq, ne or in at position 5, found le: states have no order in a filter"],
    "contains(lastConnectionDateTime,'2016')": ["Expected text at position 9, found a timestamp"],
    "contains(true or null,'a')": ["Expected text at position 9, found a condition"],
    "contains(state,true)": [
      "Expected text at position 9, found a state",
      "Expected text at position 15, found true",
    ],
    "toupper(state) eq 'a'": ["Expected text at position 8, found a state"],
    "true gt false": ["Expected eq or ne at position 5, found gt: conditions have no order"],
    "contains(id,'a') eq 'true'": ["Expected true or false at position 20, found text"],
    "contains(id,'a') eq null": ["Expected true or false at position 20, found null"],
    "contains(id,'a') eq contains(id,'b')": ["Expected true or false at position 20, found a condition"],
    "true eq 'a'": ["Expected a condition at position 8, found text"],
    "(id eq 'a') in ('a')": ["Expected a value at position 1, found a condition"],
    "state in ('error','a','b')": [noState("a", 18)],
    "id in ('a',null,2016-12-31T23:58Z,true)": ["Expected text at position 16, found a timestamp"],
    "null in (true)": ["Expected text at position 9, found true"],
    // Invalid literals, and literals of other types.
    "id eq 5": ["Expected text at position 6, found a number: write it in quotes"],
    "lastConnectionDateTime eq -1.5e3": [
      "Expected a timestamp like 2016-12-31T23:58:36Z at position 26, found a number",
    ],
    "id eq 77296cf7-6cf7-7729-f76c-2977f76c2977": [noLiteral("77296cf7-6cf7-7729-f76c-2977f76c2977")],
    "id eq ba72003d-0000": [noLiteral("ba72003d-0000")],
    "id eq 1.": [noLiteral("1.")],
    "id eq NULL": [unknown("NULL")],
    "lastConnectionDateTime eq datetime'2016-12-31T23:58'": [
      `Expected ${type}State or nothing before the quotes at position 26, found datetime`,
    ],
    "lastConnectionDateTime eq 2016-13-31T24:00:00": [
      "Expected a month from 01 to 12, at position 26",
      "Expected an hour from 00 to 23, at position 26",
      "Expected a time zone: Z, or an offset like -08:00, at position 26",
    ],
    "lastConnectionDateTime eq 2016-12-31T23:58:36 02:00": [
      "Expected + or - at position 45, found a space: write %2B for + in a URL",
    ],
    "lastConnectionDateTime in (2016-12-31T23:58 24:00) and id eq x": [
      "Expected + or - at position 43, found a space: write %2B for + in a URL",
      "Expected an offset from -14:00 to +14:00, at position 27",
      unknown("x"),
    ],
    "lastConnectionDateTime eq 2016-12-31T23:58:36Z 02:00": [
      "Expected an operator or the end at position 47, found 02:00",
    ],
  }
  it("is rejected with what was expected, and the position", () => {
    for (const [text, problems] of Object.entries(refused)) {
      assert.deepStrictEqual(problemsOf(text), problems, text)
    }
  })

  it("may have a hundred nodes, apart from the values of a list", () => {
    const long = (length: number) => `${"tolower(".repeat(length)}id${")".repeat(length)}`
    const hundred = [
      `${"true or ".repeat(49)}not true`,
      `${"not ".repeat(99)}true`,
      `${long(97)} eq 'a'`,
      `'a' eq ${long(97)}`,
      `contains(${long(97)},'a')`,
      `contains('a',${long(97)})`,
      `${long(98)} in ('a','b')`,
      `${"contains(id,'a') and ".repeat(24)}not not not null`,
      `(${long(94)} eq 'a') eq false and true`,
    ]
    for (const text of hundred) {
      assert.strictEqual(nodesOf(read(text)), 100, text)
      for (const more of [`not (${text})`, `true and (${text})`]) {
        assert.deepStrictEqual(problemsOf(more), [tooManyNodes], more)
      }
    }
    assert.strictEqual(nodesOf(read(`id in (${"'a',".repeat(1_000)}'a')`)), 2)
  })

  it("may have a hundred nodes, added conditions on null included", () => {
    const text = (count: number) =>
      Array.from({ length: count }, () => "contains(displayName,'a') ne true").join(" or ")
    assert.strictEqual(nodesOf(read(text(11))), 98)
    assert.deepStrictEqual(problemsOf(text(12)), [tooManyNodes])
  })

  it("may have a hundred nested parentheses, and more side by side", () => {
    const nested = (depth: number) => `${"(".repeat(depth)}true${")".repeat(depth)}`
    assert.deepStrictEqual(read(nested(100)), constant(true))
    assert.deepStrictEqual(read(`${nested(99)} or ${nested(99)}`), or(constant(true), constant(true)))
    assert.deepStrictEqual(problemsOf(nested(101)), ["Parentheses are nested more than 100 deep"])
  })
})

const filters = Arbitrary.schema(Filter).pipe(
  Arbitrary.map(canonical),
  Arbitrary.filter((filter) => nodesOf(filter) <= 100),
)

const small = Arbitrary.filter(filters, (filter) => nodesOf(filter) <= 25)

/** Texts that are filters, or nearly. */
const attempts = Arbitrary.all([
  small,
  choices,
  Arbitrary.array(
    Arbitrary.schema(
      Schema.Struct({
        at: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999 })),
        removed: Schema.Literals([0, 0, 1, 5]),
        inserted: Schema.Literals([
          "",
          ..."'(), \ta0-:+Z\0\u00a0٣😀\"[]@",
          " eq ",
          "not ",
          " and true",
          "null",
          " in (",
        ]),
      }),
    ),
    { maxLength: 3 },
  ),
]).pipe(
  Arbitrary.map(([filter, choices, edits]) =>
    edits.reduce(
      (text, { at, removed, inserted }) => {
        const start = at % (text.length + 1)
        return text.slice(0, start) + inserted + text.slice(start + removed)
      },
      writeFilter(filter, choices),
    ),
  ),
)

const pieces: ReadonlyArray<string> = [
  ...[
    "id",
    "state eq 'a'",
    "state eq 'error'",
    "true",
    "null",
    "x eq 'a'",
    "'a",
    "id in ('a',null)",
    "id in ()",
  ],
  ...["length(id) lt 5", "@p", "year(lastConnectionDateTime) eq 2016", 'id in ["a"]', "indexof(id,1) eq 0"],
  ...["contains(id,'a')", "tolower(id) gt 'a'", "contains(id)", "year(id)", "state gt null", "null eq 'a'"],
  ...["lastConnectionDateTime ne 2016-12-31T23:58Z", "lastConnectionDateTime ne 2016-12-31T23:58 02:00"],
]

/** Parts of filters in any order. */
const heaps = Arbitrary.array(
  Arbitrary.schema(
    Schema.Struct({
      before: Schema.Literals(["", "", "not ", "(", "((", " or "]),
      piece: Schema.Literals(pieces),
      after: Schema.Literals(["", "", " eq true", ")", "))", " and "]),
    }),
  ),
  { minLength: 1, maxLength: 4 },
).pipe(Arbitrary.map((heap) => heap.map(({ before, piece, after }) => before + piece + after).join(" and ")))

describe("A filter with aliases", () => {
  const readWith = (text: string, aliases: Record<string, string>) =>
    parseFilter(text, new Map(Object.entries(aliases)))

  it("has the values of the aliases in their places", () => {
    const named = equals("displayName", "a")
    const cases: ReadonlyArray<readonly [text: string, aliases: Record<string, string>, ConnectorFilter]> = [
      ["displayName eq @p", { "@p": "'a'" }, named],
      ["displayName eq @p", { "@P": "'a'" }, equals("displayName", null)],
      ["@f", { "@f": "displayName eq @p", "@p": "'a'" }, named],
      [
        "contains(@t,@p) and not @f",
        { "@t": "displayName", "@p": "'a'", "@f": "false" },
        and(contains("displayName", "a"), not(constant(false))),
      ],
      ["not @f", { "@f": "true and false" }, not(and(constant(true), constant(false)))],
      [
        "displayName in @l or displayName in @l",
        { "@l": "['a', \"b\"]" },
        or(isIn("displayName", ["a", "b"]), isIn("displayName", ["a", "b"])),
      ],
      [
        "@t gt @ü",
        { "@t": "lastConnectionDateTime", "@ü": "2016-12-31T23:58:00Z" },
        isGreater(time, "2016-12-31T23:58:00.000000000000Z"),
      ],
      ["state eq @s", { "@s": "'error'" }, equals("state", "error")],
    ]
    for (const [text, aliases, filter] of cases)
      assert.deepStrictEqual(readWith(text, aliases), Result.succeed(filter), text)
  })

  it("is refused with the name of the alias, or with its position if its type is wrong", () => {
    const cases: ReadonlyArray<readonly [text: string, aliases: Record<string, string>, problem: string]> = [
      [
        "id eq @p",
        { "@p": "'a" },
        "In @p: The text at position 0 has no closing quote; a quote inside a text is written twice",
      ],
      ["id eq @p", { "@p": "'a' 'b'" }, "In @p: Expected an operator or the end at position 4, found 'b'"],
      [
        "id eq @p",
        { "@p": "" },
        "In @p: Expected a property, a function, a literal, not or ( at position 0, found the end",
      ],
      ["id eq @a", { "@a": "@b", "@b": "x" }, `In @b: ${unknown("x")}`],
      ["id eq @a and id eq x", { "@a": "'1'" }, unknown("x")],
      ["id in @l", { "@l": "'a'" }, "In @l: Expected ( or [ at position 0, found 'a'"],
      [
        "state eq @p",
        { "@p": "2016-12-31T23:58:00Z" },
        "Expected one of 'active', 'error', 'inactive' at position 9, found a timestamp",
      ],
      ["id eq @a", { "@a": "@b", "@b": "@a" }, "In @a: The value contains the alias itself"],
      ["id eq @1", {}, unknown("@1")],
    ]
    for (const [text, aliases, problem] of cases)
      assert.deepStrictEqual(readWith(text, aliases), Result.fail([problem]), text)
  })

  it("has the limits of a filter without aliases", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, index) => [`@a${index}`, `@a${index + 1}`]),
    )
    const doubling = Object.fromEntries(
      Array.from({ length: 64 }, (_, index) => [`@a${index}`, `@a${index + 1} or @a${index + 1}`]),
    )
    const list = `(${Array.from({ length: 1_000 }, () => "'a'").join(",")})`
    assert.deepStrictEqual(
      readWith("@a0", chain),
      Result.fail(["In @a100: Parentheses are nested more than 100 deep"]),
    )
    assert.isTrue(Result.isFailure(readWith("@a0", { ...doubling, "@a64": "true" })))
    assert.isTrue(Result.isSuccess(readWith("id in @l or id in @l", { "@l": list })))
    assert.deepStrictEqual(
      readWith("id in @l or id in @l or id in @l", { "@l": list }),
      Result.fail(["In @l: Aliases stand for more than 8192 characters"]),
    )
  })
})

describe("parseFilter", () => {
  it.prop(
    "parses a filter whatever its spaces, parentheses and cases",
    [filters, choices],
    ([filter, choices]) => assert.deepStrictEqual(read(writeFilter(filter, choices)), filter),
    { arbitrary: { runs: 500, size: 20 } },
  )

  it.prop(
    "parses a comparison with true or false as a condition that is never null",
    [
      small,
      choices,
      Connectors,
      Schema.Struct({ operator: Schema.Literals(["eq", "ne"]), is: Schema.Boolean, isFirst: Schema.Boolean }),
    ],
    ([filter, choices, connectors, { operator, is, isFirst }]) => {
      const condition = `(${writeFilter(filter, choices)})`
      const text = isFirst ? `${is} ${operator} ${condition}` : `${condition} ${operator} ${is}`
      const isEqual = filterPredicate(is ? filter : not(filter))
      const [holds, holdsNot] = [filterPredicate(read(text)), filterPredicate(read(`not (${text})`))]
      for (const connector of connectors) {
        assert.strictEqual(holds(connector), isEqual(connector) === (operator === "eq"), text)
        assert.strictEqual(holdsNot(connector), !holds(connector), text)
      }
    },
    { arbitrary: { runs: 500, size: 12 } },
  )

  const assertParsed = (text: string) => {
    const result = parseFilter(text)
    if (Result.isSuccess(result)) {
      assert.isAtMost(nodesOf(result.success), 100)
      assert.deepStrictEqual(
        read(decodeURIComponent(encodeQuery({ filter: result.success }).slice(8))),
        result.success,
      )
    } else {
      assert.isNotEmpty(result.failure)
      for (const problem of result.failure) {
        assert.match(
          problem,
          /^(?:Expected .* at position \d+|Parentheses are|Could not find a property|The (?:string|node count|text at position))/s,
        )
      }
    }
  }

  it.prop(
    "never throws: it returns a filter that can be written, or problems",
    [Schema.String, attempts, heaps],
    ([text, attempt, heap]) => {
      parseFilter(text)
      // Texts from a URL are well-formed, and so are texts written into one.
      assertParsed(attempt.toWellFormed())
      assertParsed(heap.toWellFormed())
    },
    { arbitrary: { runs: 1000, size: 15 } },
  )

  it.effect("is tested with valid and invalid texts", () =>
    Effect.gen(function* () {
      for (const data of [attempts, heaps]) {
        const texts = yield* Arbitrary.sampleEffect(data, { count: 500, seed: 0, size: 15 })
        const read = texts.filter((text) => Result.isSuccess(parseFilter(text)))
        assert.isAtLeast(read.length, 20)
        assert.isAtLeast(texts.length - read.length, 100)
      }
    }),
  )

  it("parses texts of any length and depth", () => {
    const long = [
      "(",
      "not ",
      "a",
      "'",
      "''",
      "1",
      "1-",
      " ",
      ",",
      "tolower(",
      "true or ",
      "(true) and ",
    ].map((part) => part.repeat(50_000))
    const lists = ["'a',", "null,", "2016-12-31T23:58 02:00,", "'"].map((part) => part.repeat(50_000))
    for (const text of long) assert.isTrue(Result.isFailure(parseFilter(text)), text.slice(0, 20))
    for (const text of lists)
      assert.isTrue(Result.isFailure(parseFilter(`id in (${text}`)), text.slice(0, 20))
  })
})
