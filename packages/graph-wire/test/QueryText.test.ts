import { assert, describe, it } from "@effect/vitest"
import { ConnectorFilter, filterPredicate, OrderBy } from "@odj/domain"
import { Result } from "effect"
import { encodeQuery, type ListOptions, parseQuery } from "../src/index.ts"
import { AnyFilter, Connectors, canonical, Filter, nodesOf } from "./filters.ts"
import { allOptions, listOptions } from "./listOptions.ts"

const parse = (query: string) => parseQuery(query, allOptions)

const { and, constant, contains, equals, isGreater, isIn, literal, not, or, property, toLower, toUpper } =
  ConnectorFilter

describe("encodeQuery", () => {
  it("is empty if no option is set", () => {
    for (const options of [{}, { select: [], order: [] }]) assert.strictEqual(encodeQuery(options), "")
  })

  it("writes each option under its name, in a fixed order", () => {
    const options: ListOptions = {
      format: "json",
      count: false,
      skipToken: "a&b=c",
      skip: 0,
      top: 10,
      order: [OrderBy.descending("state"), OrderBy.ascending("id")],
      filter: equals("displayName", "it's 100% a+b"),
      select: ["displayName", "id"],
    }
    assert.deepStrictEqual(encodeQuery(options).split("&"), [
      "$select=displayName%2Cid",
      "$filter=displayName%20eq%20'it''s%20100%25%20a%2Bb'",
      "$orderby=state%20desc%2Cid",
      "$top=10",
      "$skip=0",
      "$skiptoken=a%26b%3Dc",
      "$count=false",
      "$format=json",
    ])
  })

  it.prop(
    "writes options that parseQuery reads back",
    [listOptions],
    ([options]) => assert.deepStrictEqual(parse(encodeQuery(options)), Result.succeed(options)),
    { arbitrary: { runs: 500, size: 20 } },
  )
})

/** The text of a filter before it is encoded. */
const written = (filter: ConnectorFilter) =>
  decodeURIComponent(encodeQuery({ filter }).slice("$filter=".length))

describe("A filter", () => {
  const a = equals("displayName", "a")
  const b = contains("displayName", "b")
  const t = constant(true)
  const timestamp = (value: string) => equals("lastConnectionDateTime", literal(value))

  const examples: ReadonlyArray<readonly [filter: ConnectorFilter, text: string]> = [
    [a, "displayName eq 'a'"],
    [equals(literal(null), property("displayName")), "null eq displayName"],
    [equals(literal("a"), "b"), "'a' eq 'b'"],
    [equals(literal("error"), property("state")), "'error' eq state"],
    [equals(toLower(toUpper("displayName")), "A"), "tolower(toupper(displayName)) eq 'A'"],
    [
      timestamp("2017-01-01T07:58:36.667003300000Z"),
      "lastConnectionDateTime eq 2017-01-01T07:58:36.6670033Z",
    ],
    [timestamp("2017-01-01T07:58:30.000000000000Z"), "lastConnectionDateTime eq 2017-01-01T07:58:30Z"],
    [
      timestamp("2017-01-01T07:50:00.000000000001Z"),
      "lastConnectionDateTime eq 2017-01-01T07:50:00.000000000001Z",
    ],
    [isIn("displayName", ["a", null, "'"]), "displayName in ('a',null,'''')"],
    [isIn("displayName", []), "false"],
    [
      isIn(property("lastConnectionDateTime"), ["2017-01-01T07:58:00.000000000000Z"]),
      "lastConnectionDateTime in (2017-01-01T07:58:00Z)",
    ],
    [b, "contains(displayName,'b')"],
    [equals(ConnectorFilter.length("id"), 1.5), "length(id) eq 1.5"],
    [equals(literal("ab"), ConnectorFilter.substring("id", 1, 2)), "'ab' eq substring(id,1,2)"],
    [
      equals(ConnectorFilter.timestampPart("date", "lastConnectionDateTime"), "2016-12-31"),
      "date(lastConnectionDateTime) eq 2016-12-31",
    ],
    [
      equals(ConnectorFilter.timestampPart("time", "lastConnectionDateTime"), "23:50:00.000000000000"),
      "time(lastConnectionDateTime) eq 23:50:00",
    ],
    [constant(null), "null"],
    [and(a, b, t), "displayName eq 'a' and contains(displayName,'b') and true"],
    [and(a, and(t, t)), "displayName eq 'a' and (true and true)"],
    [and(or(t, a), t), "(true or displayName eq 'a') and true"],
    [or(and(t, t), t), "true and true or true"],
    [or(or(t, t), t), "(true or true) or true"],
    [and(or(a), t), "displayName eq 'a' and true"],
    [and(), "true"],
    [or(), "false"],
    [not(a), "not (displayName eq 'a')"],
    [not(isIn("displayName", ["a"])), "not (displayName in ('a'))"],
    [not(b), "not contains(displayName,'b')"],
    [not(not(t)), "not (not true)"],
  ]
  it("is written with as few parentheses as possible", () => {
    for (const [filter, text] of examples) assert.strictEqual(written(filter), text)
  })

  it.prop(
    "is read back unchanged, except for joins of fewer than two conditions",
    [Filter],
    ([filter]) => {
      const expected = canonical(filter)
      const options = parse(encodeQuery({ filter }))
      if (nodesOf(expected) <= 100) assert.deepStrictEqual(options, Result.succeed({ filter: expected }))
      else assert.isTrue(Result.isFailure(options))
    },
    { arbitrary: { runs: 500, size: 40 } },
  )

  it.prop(
    "matches the same connectors when it is read back",
    [Filter, Connectors],
    ([filter, connectors]) => {
      const options = Result.getOrUndefined(parse(encodeQuery({ filter })))
      if (options?.filter === undefined) return
      const [before, after] = [filterPredicate(filter), filterPredicate(options.filter)]
      for (const connector of connectors) assert.strictEqual(after(connector), before(connector))
    },
    { arbitrary: { runs: 500, size: 20 } },
  )

  it("is rejected by the parser if OData can't express it", () => {
    const formless: ReadonlyArray<ConnectorFilter> = [
      equals(property("state"), "pending"),
      equals("state", property("displayName")),
      timestamp("2017-01-01T07:58:36Z"),
      timestamp("a"),
      isGreater("state", "active"),
      isIn(property("state"), ["active", "pending"]),
      contains("lastConnectionDateTime", "2017"),
      equals(toLower("state"), "error"),
      equals("displayName", "a\0"),
      equals(property("state"), "1"),
      equals(ConnectorFilter.length("state"), 1),
      equals(ConnectorFilter.length("id"), "1"),
      equals(ConnectorFilter.timestampPart("date", "lastConnectionDateTime"), "2016-02-30"),
      equals(ConnectorFilter.timestampPart("time", "lastConnectionDateTime"), "23:58"),
    ]
    for (const filter of formless)
      assert.isTrue(Result.isFailure(parse(encodeQuery({ filter }))), written(filter))
  })

  it.prop(
    "is read back with the same meaning or not at all, whatever its types",
    [AnyFilter],
    ([filter]) => {
      const options = parse(encodeQuery({ filter }))
      if (Result.isSuccess(options)) assert.deepStrictEqual(options.success, { filter: canonical(filter) })
    },
    { arbitrary: { runs: 1000, size: 12 } },
  )
})
