import { assert, describe, it } from "@effect/vitest"
import { type ConnectorFilter, type FilterOperand, matching } from "@odj/domain"
import { Result } from "effect"
import { encodeQuery, type ListOptions, parseQuery } from "../src/index.ts"
import { AnyFilter, Connectors, canonical, Filter, nodesOf } from "./filters.ts"
import { allOptions, listOptions } from "./listOptions.ts"

const parse = (query: string) => parseQuery(query, allOptions)

const property = (property: "displayName" | "lastConnectionDateTime" | "state"): FilterOperand => ({
  _tag: "Property",
  property,
})
const literal = (value: string | null): FilterOperand => ({ _tag: "Literal", value })
const equal = (left: FilterOperand, right: FilterOperand): ConnectorFilter => ({
  _tag: "Compare",
  operator: "eq",
  left,
  right,
})

describe("encodeQuery", () => {
  it("says nothing where there is nothing to say", () => {
    for (const options of [{}, { select: [], order: [] }]) assert.strictEqual(encodeQuery(options), "")
  })

  it("writes each option under its name, in one order", () => {
    const options: ListOptions = {
      format: "json",
      count: false,
      skipToken: "a&b=c",
      skip: 0,
      top: 10,
      order: [
        { property: "state", descending: true },
        { property: "id", descending: false },
      ],
      filter: equal(property("displayName"), literal("it's 100% a+b")),
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
    "writes options so that they are read again",
    [listOptions],
    ([options]) => assert.deepStrictEqual(parse(encodeQuery(options)), Result.succeed(options)),
    { arbitrary: { runs: 500, size: 20 } },
  )
})

/** The text of a filter, as it is before it is encoded. */
const written = (filter: ConnectorFilter) =>
  decodeURIComponent(encodeQuery({ filter }).slice("$filter=".length))

describe("A filter", () => {
  const a = equal(property("displayName"), literal("a"))
  const t: ConnectorFilter = { _tag: "Constant", value: true }
  const contains: ConnectorFilter = { _tag: "Contains", text: property("displayName"), part: literal("b") }
  const timestamp = (value: string) => equal(property("lastConnectionDateTime"), literal(value))

  const examples: ReadonlyArray<readonly [filter: ConnectorFilter, text: string]> = [
    [a, "displayName eq 'a'"],
    [equal(literal(null), property("displayName")), "null eq displayName"],
    [equal(literal("a"), literal("b")), "'a' eq 'b'"],
    [equal(literal("error"), property("state")), "'error' eq state"],
    [
      equal(
        { _tag: "ToLower", operand: { _tag: "ToUpper", operand: property("displayName") } },
        literal("A"),
      ),
      "tolower(toupper(displayName)) eq 'A'",
    ],
    [
      timestamp("2017-01-01T07:58:36.667003300000Z"),
      "lastConnectionDateTime eq 2017-01-01T07:58:36.6670033Z",
    ],
    [timestamp("2017-01-01T07:58:30.000000000000Z"), "lastConnectionDateTime eq 2017-01-01T07:58:30Z"],
    [
      timestamp("2017-01-01T07:50:00.000000000001Z"),
      "lastConnectionDateTime eq 2017-01-01T07:50:00.000000000001Z",
    ],
    [
      { _tag: "In", operand: property("displayName"), values: ["a", null, "'"] },
      "displayName in ('a',null,'''')",
    ],
    [{ _tag: "In", operand: property("displayName"), values: [] }, "false"],
    [
      {
        _tag: "In",
        operand: property("lastConnectionDateTime"),
        values: ["2017-01-01T07:58:00.000000000000Z"],
      },
      "lastConnectionDateTime in (2017-01-01T07:58:00Z)",
    ],
    [contains, "contains(displayName,'b')"],
    [{ _tag: "Constant", value: null }, "null"],
    [
      { _tag: "And", conditions: [a, contains, t] },
      "displayName eq 'a' and contains(displayName,'b') and true",
    ],
    [
      { _tag: "And", conditions: [a, { _tag: "And", conditions: [t, t] }] },
      "displayName eq 'a' and (true and true)",
    ],
    [
      { _tag: "And", conditions: [{ _tag: "Or", conditions: [t, a] }, t] },
      "(true or displayName eq 'a') and true",
    ],
    [{ _tag: "Or", conditions: [{ _tag: "And", conditions: [t, t] }, t] }, "true and true or true"],
    [{ _tag: "Or", conditions: [{ _tag: "Or", conditions: [t, t] }, t] }, "(true or true) or true"],
    [{ _tag: "And", conditions: [{ _tag: "Or", conditions: [a] }, t] }, "displayName eq 'a' and true"],
    [{ _tag: "And", conditions: [] }, "true"],
    [{ _tag: "Or", conditions: [] }, "false"],
    [{ _tag: "Not", condition: a }, "not (displayName eq 'a')"],
    [
      { _tag: "Not", condition: { _tag: "In", operand: property("displayName"), values: ["a"] } },
      "not (displayName in ('a'))",
    ],
    [{ _tag: "Not", condition: contains }, "not contains(displayName,'b')"],
    [{ _tag: "Not", condition: { _tag: "Not", condition: t } }, "not (not true)"],
  ]
  it("is written with as few parentheses as keep it together", () => {
    for (const [filter, text] of examples) assert.strictEqual(written(filter), text)
  })

  it.prop(
    "comes back as it was, but for what joins less than two",
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
    "matches the same connectors when it comes back",
    [Filter, Connectors],
    ([filter, connectors]) => {
      const options = Result.getOrUndefined(parse(encodeQuery({ filter })))
      if (options?.filter === undefined) return
      const [before, after] = [matching(filter), matching(options.filter)]
      for (const connector of connectors) assert.strictEqual(after(connector), before(connector))
    },
    { arbitrary: { runs: 500, size: 20 } },
  )

  it("is refused where OData has no form for it", () => {
    const formless: ReadonlyArray<ConnectorFilter> = [
      equal(property("state"), literal("pending")),
      equal(property("state"), property("displayName")),
      timestamp("2017-01-01T07:58:36Z"),
      timestamp("a"),
      { _tag: "Compare", operator: "gt", left: property("state"), right: literal("active") },
      { _tag: "In", operand: property("state"), values: ["active", "pending"] },
      { _tag: "Contains", text: property("lastConnectionDateTime"), part: literal("2017") },
      equal({ _tag: "ToLower", operand: property("state") }, literal("error")),
      equal(property("displayName"), literal("a\0")),
    ]
    for (const filter of formless)
      assert.isTrue(Result.isFailure(parse(encodeQuery({ filter }))), written(filter))
  })

  it.prop(
    "comes back with the same meaning or not at all, whatever its types",
    [AnyFilter],
    ([filter]) => {
      const options = parse(encodeQuery({ filter }))
      if (Result.isSuccess(options)) assert.deepStrictEqual(options.success, { filter: canonical(filter) })
    },
    { arbitrary: { runs: 1000, size: 12 } },
  )
})
