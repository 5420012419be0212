/**
 * The test cases of OASIS for OData's ABNF that apply to `$filter` on connectors, with the names of connectors in them.
 *
 * Source: `abnf/odata-abnf-testcases.yaml` of `oasis-tcs/odata-abnf`; the names are those of its cases, abridged. A value that
 * is no condition is compared with null. Not here are cases for what connectors lack: numbers, binary values, durations,
 * places, flags, collections, complex types, navigation, and functions and annotations of a service's own.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset } from "@odj/domain"
import { Result } from "effect"
import { type OptionName, parseQuery } from "../../src/index.ts"

type Case = readonly [name: string, query: string]

const type = "microsoft.graph.deviceManagementDomainJoinConnector"
const time = "lastConnectionDateTime"

/** The cases of a rule, each of which is put into the query at `*`. */
const within = (query: string, ...cases: ReadonlyArray<Case>): ReadonlyArray<Case> =>
  cases.map(([name, text]) => [name, query.replace("*", () => text)])

/** Expressions that are no conditions. */
const values = (...cases: ReadonlyArray<Case>) => within("$filter=* eq null", ...cases)
const conditions = (...cases: ReadonlyArray<Case>) => within("$filter=*", ...cases)
const dates = (...cases: ReadonlyArray<Case>) => within(`$filter=date(${time}) eq *`, ...cases)
const timestamps = (...cases: ReadonlyArray<Case>) => within(`$filter=${time} eq *`, ...cases)
const times = (...cases: ReadonlyArray<Case>) => within(`$filter=time(${time}) eq *`, ...cases)
const numbers = (...cases: ReadonlyArray<Case>) => within("$filter=length(displayName) eq *", ...cases)
const texts = (...cases: ReadonlyArray<Case>) => within("$filter=displayName eq *", ...cases)

const valid: ReadonlyArray<Case> = [
  ...conditions(
    ["Boolean: true", "true"],
    ["Boolean: false", "false"],
    ["Boolean: literals are case-insensitive", "tRUe"],
    ["Null: unqualified", "displayName eq null"],
  ),
  ...dates(
    ["Date in URL", "2012-09-03"],
    ["Date: year zero", "0000-01-01"],
    ["Date: negative", "-10000-04-01"],
  ),
  ...timestamps(
    ["DateTimeOffset: no seconds", "2012-09-03T13:52Z"],
    ["DateTimeOffset: seconds", "2012-09-03T22:09:02Z"],
    ["DateTimeOffset: leap second", "1972-06-30T23:59:60Z"],
    ["DateTimeOffset: subseconds", "2012-08-31T18:19:22.1Z"],
    ["DateTimeOffset: year zero", "0000-01-01T00:00Z"],
    ["DateTimeOffset: negative", "-10000-04-01T00:00Z"],
    ["DateTimeOffset: CEST", "2012-09-03T14:53%2B02:00"],
    ["DateTimeOffset: UTC", "2012-09-03T12:53Z"],
    ["DateTimeOffset: with percent-encoding in URLs", "2012-09-03T23%3A59%2B01%3A00"],
  ),
  ...times(
    ["TimeOfDay", "11:22:33"],
    ["TimeOfDay: percent-encoded colon", "11%3A22%3a33"],
    ["TimeOfDay: no seconds", "11:22"],
    ["TimeOfDay: fractional seconds", "11:22:33.4444444"],
  ),
  ...numbers(
    ["Decimal: exponential notation", "-1.234567e3"],
    ["Decimal: positive integer in URL", "%2B42"],
    ["Single in URL", "%2B0.314e%2B1"],
    ["Int64 in URL", "%2B1234567890123456789"],
    ["5.1.1.1.1 Equals: number", "4.0"],
  ),
  ...texts(
    ["String", "'ABCXYZabcxyz0123456789-._~!$%26('')*%2B,;=:@'"],
    ["String: doubled quote", "'O''Neil'"],
    ["String: percent-encoded quotes", "%27O'%27Neil'"],
    ["String: percent-encoded delimiters", "'%26%28'"],
    ["Key: string", "'Hugo''s%20Tavern'"],
    ["5.1.1.1.1 Equals: string", "'Hugo'"],
  ),
  ["5.1.1 Filter", "$filter=true"],
  ["5.1.1 $ is optional", "filter=true"],
  ...conditions(
    ["5.1.1.1.1 Equals", "true eq false"],
    ["5.1.1.1.2 Not Equals: string", "displayName ne 'Milk'"],
    ["5.1.1.1.2 Not Equals", "true ne false"],
    ["5.1.1.1.3 Greater Than", "displayName gt 'Milk'"],
    ["5.1.1.1.4 Greater Than or Equal", "displayName ge 'Milk'"],
    ["5.1.1.1.5 Less Than", "displayName lt 'Milk'"],
    ["5.1.1.1.6 Less Than or Equal", "displayName le 'Milk'"],
    ["5.1.1.1.7 Logical And", "true and false"],
    ["5.1.1.1.8 Logical Or", "true or false"],
    ["5.1.1.1.9 Logical Negation", "not false"],
    ["5.1.1.1.12 Logical Operator Examples: upper case", "displayName EQ 'Milk' AND length(version) LT 2.55"],
    ["5.1.1.1.12 Logical Operator Examples: mixed case", "displayName Eq 'Milk' OR length(version) Lt 2.55"],
    ["5.1.1.1.12 Logical Operator Examples: not", "not endswith(displayName,'ilk')"],
    ["5.1.1.1.12 Logical Operator Examples: has", `state has ${type}State'error'`],
    ["5.1.1.1.12 Logical Operator Examples: list", "displayName in ('Milk', 'Cheese')"],
    ["5.1.1.1.12 Logical Operator Examples: array", 'displayName in ["Milk", "Cheese"]'],
    ["5.1.1.3 Parenthesis: literal", "(true)"],
    ["5.1.1.3 Parenthesis: spaces", "( true )"],
    ["5.1.1.3 Parenthesis: condition", "(displayName eq 'Milk')"],
    ["5.1.1.3 Parenthesis: false", "(false)"],
    ["4.11 Inheritance: expression with path", `${type}/displayName eq 'Hugo'`],
  ),
  ...values(
    ["5.1.1.5.1 concat", "concat(displayName, version)"],
    ["5.1.1.5.1 concat: nested", "concat(concat(displayName,'-'),version)"],
    ["5.1.1.5.3 indexof", "indexof(displayName,'lfreds')"],
    ["5.1.1.5.7 substring", "substring(displayName, 5)"],
    ["5.1.1.5.7 substring with length", "substring(displayName,5,2)"],
    ["5.1.1.7.1 matchesPattern", "matchesPattern(displayName,'%5EA.*e$')"],
    ["5.1.1.7.2 tolower", "tolower(displayName)"],
    ["5.1.1.7.3 toupper", "toupper(displayName)"],
    ["5.1.1.7.4 trim", "trim(displayName)"],
  ),
  ...conditions(
    ["5.1.1.5.2 contains", "contains(displayName,'lfreds')"],
    ["5.1.1.5.3 endswith", "endswith(displayName,'Futterkiste')"],
    ["5.1.1.5.5 length", "length(displayName) eq 19"],
    ["5.1.1.5.6 startswith", "startswith(displayName,'Futterkiste')"],
  ),
  ...values(
    ["5.1.1.8.1 date", `date(${time})`],
    ["5.1.1.8.2 day", `day(${time})`],
    ["5.1.1.8.3 fractionalseconds", `fractionalseconds(${time})`],
    ["5.1.1.8.4 hour", `hour(${time})`],
    ["5.1.1.8.5 maxdatetime", "maxdatetime()"],
    ["5.1.1.8.5 maxdatetime: percent-encoding", "maxdatetime%28%20%29"],
    ["5.1.1.8.6 mindatetime", "mindatetime()"],
    ["5.1.1.8.6 mindatetime: percent-encoding", "mindatetime%28%20%29"],
    ["5.1.1.8.7 minute", `minute(${time})`],
    ["5.1.1.8.8 month", `month(${time})`],
    ["5.1.1.8.9 now", "now()"],
    ["5.1.1.8.9 now: percent-encoding", "now%28%20%29"],
    ["5.1.1.8.10 second", `second(${time})`],
    ["5.1.1.8.11 time", `time(${time})`],
    ["5.1.1.8.12 totaloffsetminutes", `totaloffsetminutes(${time})`],
    ["5.1.1.8.13 totalseconds", `totalseconds(duration'PT1S')`],
    ["5.1.1.8.14 year", `year(${time})`],
    ["5.1.1.10.1 cast", "cast(displayName,Edm.String)"],
  ),
  ...conditions(
    ["5.1.1.10.2 isof: entity", `isof(${type})`],
    ["5.1.1.10.2 isof: property", "isof(displayName,Edm.String)"],
    ["5.1.1.14.1 primitive literal", `date(${time}) gt 2013-05-24`],
    ["5.1.1.14.2 simple array", 'displayName in ["Miller","Smith"]'],
    ["5.1.1.14.2 array with single-quoted strings", `displayName in ["Miller",'Smith']`],
    ["5.1.1.14.2 empty array", "displayName in []"],
    ["5.1.1.14.4 $it", "$it/displayName eq 'Hugo'"],
    ["5.1.1.14.4 $it in a function", "endswith($it/displayName,'.com')"],
    ["Enumeration literal in filter", `state eq ${type}State'error'`],
    ["Enumeration literal in filter without prefix", "state eq 'error'"],
    ["Enumeration literal in filter: number", "state eq '1'"],
    ["Enumeration literal in filter: undefined number", `state has ${type}State'32'`],
    ["Enumeration literal in filter: cast", `state eq cast(state,${type}State)`],
    ["in operator with list of primitives", "displayName in ('Miller','Smith')"],
    ["in operator with a property in parentheses", "displayName in (displayName)"],
    ["in operator with empty literal list", "displayName in ()"],
  ),
  ["5.3 Parameter Aliases: function", "$filter=contains(displayName,@word)&@word='Black'"],
  ["5.3 Parameter Aliases: comparison", "$filter=displayName eq @title&@title='Wizard%20of%20Oz'"],
]

const invalid: ReadonlyArray<Case> = [
  ["5.1.1 Filter: no spaces before =", "$filter =true"],
  ["5.1.1 Filter: no spaces after =", "$filter= true"],
  ...dates(["Date: negative Infinity", "-INF"], ["Date: positive Infinity", "INF"]),
  ...timestamps(
    ["DateTimeOffset: Midnight this day", "2011-12-31T24:00Z"],
    ["DateTimeOffset: Midnight this day with seconds", "2011-12-31T24:00:00Z"],
    ["DateTimeOffset: 24:00", "2012-09-03T24:00-03:00"],
    ["DateTimeOffset: negative infinity", "-INF"],
    ["DateTimeOffset: positive infinity", "INF"],
    ["DateTimeOffset: percent-encoded twice", "2012-09-03T23%253A59Z"],
    ["DateTimeOffset: offset percent-encoded twice", "2012-09-03T23:59%2B01%253A00"],
  ),
  ...values(
    ["Duration: no plus allowed", "duration'%2BP6DT23H59M59.9999S'"],
    ["Duration: no years allowed", "duration'P1Y6DT23H59M59.9999S'"],
    ["Duration: no months allowed", "duration'P1M6DT23H59M59.9999S'"],
    ["Binary with X", "X'1a2B3c4D'"],
    ["Guid with wrong character", "01234g67-89ab-cdef-0123-456789abcdef"],
    ["Guid with less than 32 digits", "01234567-89ab-cdef-456789abcdef"],
    ["Identifier: no starting digit", "0time"],
    ["Identifier: no dots within", "No.Dot"],
    ["Functions: without parentheses", `${type}.Available`],
    ["common expression cannot be empty", ""],
  ),
  ...numbers(
    ["Decimal: trailing dot", "42."],
    ["Decimal: no digit before decimal point", ".1"],
    ["Double with at most one exponent", "-0.314e1e2"],
  ),
  ...times(["TimeOfDay: 24:00", "24:00:00"], ["TimeOfDay: percent-encoded twice", "11%253A22%253a33"]),
  ...texts(
    ["String: single quote", "'O'Neil'"],
    ["String: percent-encoded single quote", "'O%27Neil'"],
    ["Enumeration value: percent-encoded twice", "Solid%252CYellow"],
    ["Enumeration value: number percent-encoded twice", "%252B42"],
    ["lists only allowed right of in operator", "('Miller','Smith')"],
  ),
  ...conditions(
    ["Filter: empty", ""],
    ["5.1.1.1.1 boolean: 0", "0"],
    ["5.1.1.1.1 boolean: 1", "1"],
    ["5.1.1.13.1 any() requires a path prefix", "any()"],
    ["5.1.1.13.2 all() requires path prefix", "all(lambda:true)"],
    ["5.1.1.13.2 all() must contain a lambda expression", "displayName/all()"],
    ["lists can only contain primitive literals", "displayName in (displayName,version)"],
  ),
]

const allowed: ReadonlySet<OptionName> = new Set(["filter"])
const now = () => DateTimeOffset.make("2016-12-31T23:58:36Z")

const isAccepted = ([, query]: Case) => Result.isSuccess(parseQuery(query, allowed, now))

const coverage = readFileSync(join(import.meta.dirname, "../../../../apps/server/COVERAGE.md"), "utf8")

describe("Of OASIS's test cases", () => {
  it("the valid ones are accepted, except for those that COVERAGE.md lists with a reason", () => {
    const refused = valid.filter((each) => !isAccepted(each)).map(([name]) => name)
    const [, rows = ""] = /\n\| Refused case[^\n]*\n\|[^\n]*\n(.*?)\n\n/s.exec(coverage) ?? []
    const listed = rows.split("\n").map((row) => row.split("|").map((cell) => cell.trim()))
    assert.sameMembers(
      listed.map(([, name]) => name ?? ""),
      refused,
    )
    for (const [, name, reason] of listed) assert.isNotEmpty(reason, name)
    assert.isAtMost(refused.length, 8)
    assert.include(coverage, `${valid.length} valid`)
  })

  it("each of the invalid ones is refused", () => {
    assert.deepStrictEqual(invalid.filter(isAccepted), [])
    assert.lengthOf(invalid, 38)
  })

  it("each occurs once", () => {
    assert.lengthOf(new Set([...valid, ...invalid].map(([name]) => name)), valid.length + invalid.length)
  })
})
