import { assert, describe, it } from "@effect/vitest"
import { ConnectorFilter, OrderBy } from "@odj/domain"
import { Arbitrary, Result, Schema } from "effect"
import { encodeQuery, InvalidQuery, type ListOptions, type OptionName, parseQuery } from "../src/index.ts"
import { allOptions, listOptions } from "./listOptions.ts"

const problemsOf = (query: string, allowed: ReadonlySet<OptionName> = allOptions) => {
  const result = parseQuery(query, allowed)
  return Result.isFailure(result) ? result.failure.problems : []
}

const unknownProperty = (name: string) =>
  `Could not find a property named '${name}' on type 'microsoft.graph.deviceManagementDomainJoinConnector'.`
const notSupported = "Not supported"
const notKnown = "Unknown query option"
const spaced = "Expected no space before or after the value"
const notThere = "Not supported by this resource"
const again = "Given twice"
const noNumber = (text: string) => `Expected a whole number from 0 to 9007199254740991, found '${text}'`

describe("parseQuery", () => {
  const ascending = OrderBy.ascending("id")
  const isNull = ConnectorFilter.equals("displayName", null)
  const accepted: Record<string, ListOptions> = {
    "": {},
    "&": {},
    "$select=id": { select: ["id"] },
    "$select=version,id,%20version%20,state": { select: ["version", "id", "state"] },
    "$select=*": {},
    "$select=id,*": {},
    "$filter=displayName eq null": { filter: isNull },
    "$filter=displayName+eq+null": { filter: isNull },
    "$orderby=id": { order: [ascending] },
    "$orderby=id asc": { order: [ascending] },
    "$orderby=id%20%09DESC,%20state+Asc": { order: [OrderBy.descending("id"), OrderBy.ascending("state")] },
    "$orderby=id,id desc,state,id": { order: [ascending, OrderBy.ascending("state")] },
    "$select=microsoft.graph.deviceManagementDomainJoinConnector/id,graph.deviceManagementDomainJoinConnector/state":
      { select: ["id", "state"] },
    "$orderby=microsoft.graph.deviceManagementDomainJoinConnector/id desc": {
      order: [OrderBy.descending("id")],
    },
    "$filter=displayName eq @p&@p='it''s'": { filter: ConnectorFilter.equals("displayName", "it's") },
    "@p=null&%40q=1&$filter=displayName eq %40p": { filter: isNull },
    "$filter=displayName eq @p": { filter: isNull },
    "$orderby=@p desc,@q&@p=id&@q=microsoft.graph.deviceManagementDomainJoinConnector/state": {
      order: [OrderBy.descending("id"), OrderBy.ascending("state")],
    },
    "@unused=x y z": {},
    "$top=0": { top: 0 },
    "$top=007": { top: 7 },
    "$skip=9007199254740991": { skip: Number.MAX_SAFE_INTEGER },
    "$count=true": { count: true },
    "$count=false": { count: false },
    "$count=tRUE": { count: true },
    "$skiptoken=a%26b=c%2B+": { skipToken: "a&b=c+ " },
    "$format=application/json;odata.metadata=none": { format: "application/json;odata.metadata=none" },
    "top=1&%24skip=2": { top: 1, skip: 2 },
    "TOP=1&$Count=true&SkipToken=a&$OrderBy=id": { top: 1, count: true, skipToken: "a", order: [ascending] },
  }
  it("reads each option, whatever the case of its name, with and without its dollar sign", () => {
    for (const [query, options] of Object.entries(accepted)) {
      assert.deepStrictEqual(parseQuery(query, allOptions), Result.succeed(options), query)
    }
  })

  const refused: Record<string, ReadonlyArray<readonly [option: string, message: string]>> = {
    "$select=": [["$select", unknownProperty("")]],
    "$select=id,Id,x,*,x": [
      ["$select", unknownProperty("Id")],
      ["$select", unknownProperty("x")],
    ],
    "$orderby=": [["$orderby", unknownProperty("")]],
    "$orderby=id,": [["$orderby", unknownProperty("")]],
    "$orderby=name desc,toString": [
      ["$orderby", unknownProperty("name")],
      ["$orderby", unknownProperty("toString")],
    ],
    "$orderby=id up,state desc asc": [
      ["$orderby", "Expected asc or desc after id, found 'up'"],
      ["$orderby", "Expected asc or desc after state, found 'desc asc'"],
    ],
    "$orderby=@p&@q=id": [["$orderby", unknownProperty("null")]],
    "$select=microsoft.graph.entity/id,microsoft.graph.deviceManagementDomainJoinConnector/": [
      ["$select", unknownProperty("microsoft.graph.entity/id")],
      ["$select", unknownProperty("")],
    ],
    "$filter= true&$select=id%20&$orderby=%09id&@p=%20'a'": [
      ["@p", spaced],
      ["$filter", spaced],
      ["$select", spaced],
      ["$orderby", spaced],
    ],
    "$filter=displayName eq @p&@p=paused": [["$filter", `In @p: ${unknownProperty("paused")}`]],
    "$filter=displayName eq @p&@p='a'&%40p='b'": [["@p", again]],
    "@1=1&@=1&@p/q=1&$@p=1": [
      ["@1", notKnown],
      ["@", notKnown],
      ["@p/q", notKnown],
      ["$@p", notKnown],
    ],
    "$filter=state eq 1 and x": [
      ["$filter", "Expected one of 'active', 'error', 'inactive' at position 9, found a number"],
      ["$filter", unknownProperty("x")],
    ],
    "$filter=lastConnectionDateTime gt 2016-12-31T23:58:36+02:00": [
      ["$filter", "Expected + or - at position 45, found a space: write %2B for + in a URL"],
    ],
    "$count=1": [["$count", "Expected true or false, found '1'"]],
    $count: [["$count", "Expected true or false, found ''"]],
    "$skiptoken=": [["$skiptoken", "Expected at least one character"]],
    "$format=": [["$format", "Expected at least one character"]],
    "$top=9007199254740992": [["$top", noNumber("9007199254740992")]],
    "$top=5&top=5": [["$top", again]],
    "$top=x&Top=y&TOP": [["$top", again]],
    "$search=a&EXPAND=b&$apply&compute=&$deltatoken=&$id=&$index=&$levels=&$schemaversion=": [
      ...[
        "$search",
        "EXPAND",
        "$apply",
        "compute",
        "$deltatoken",
        "$id",
        "$index",
        "$levels",
        "$schemaversion",
      ].map((option) => [option, notSupported] as const),
    ],
    "api-version=1&$$top=1&=1&a%3Db=1&toString": [
      ...["api-version", "$$top", "", "a=b", "toString"].map((option) => [option, notKnown] as const),
    ],
    "x=1&x=2": [["x", notKnown]],
    "$filter=%FF": [["$filter", "Expected percent-encoded UTF-8"]],
    "$filter=%C3": [["$filter", "Expected percent-encoded UTF-8"]],
    "$filter=%ED%A0%80": [["$filter", "Expected percent-encoded UTF-8"]],
    "$skiptoken=100%": [["$skiptoken", "Expected percent-encoded UTF-8"]],
    "$skiptoken=é": [["$skiptoken", "Expected ASCII, with everything else percent-encoded"]],
    "$skiptoken=a%00": [["$skiptoken", "Expected text without NUL (U+0000)"]],
    "%FF=1&é=2": [
      ["%FF", notKnown],
      ["é", notKnown],
    ],
    "$top=x&$search=y&state=z&$skip=-1": [
      ["$top", noNumber("x")],
      ["$search", notSupported],
      ["state", notKnown],
      ["$skip", noNumber("-1")],
    ],
  }
  it("reports every problem with its option", () => {
    for (const [query, problems] of Object.entries(refused)) {
      const expected = problems.map(([option, message]) => ({ path: [option], message }))
      assert.deepStrictEqual(problemsOf(query), expected, query)
    }
    for (const text of ["", "-1", "+1", "1.0", "1e3", "0x1", " 1", "Infinity", "١"]) {
      assert.deepStrictEqual(problemsOf(`$skip=${encodeURIComponent(text)}`), [
        { path: ["$skip"], message: noNumber(text) },
      ])
    }
  })

  it("rejects options that the resource does not support", () => {
    const allowed: ReadonlySet<OptionName> = new Set(["select", "format"])
    assert.deepStrictEqual(
      parseQuery("$select=id&format=json", allowed),
      Result.succeed({ select: ["id"], format: "json" }),
    )
    assert.deepStrictEqual(problemsOf("select=id&TOP=x&$filter=state&top=1&$expand=a&@p=1", allowed), [
      { path: ["@p"], message: notThere },
      { path: ["$top"], message: notThere },
      { path: ["$filter"], message: notThere },
      { path: ["$expand"], message: notSupported },
    ])
  })

  const edits = Arbitrary.array(
    Arbitrary.schema(
      Schema.Struct({
        at: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999 })),
        removed: Schema.Literals([0, 1, 9]),
        inserted: Schema.Literals(["", ..."&=%+$'*,é\0", "%FF", "%00", "$top=", "&select=", " desc"]),
      }),
    ),
    { maxLength: 3 },
  )
  it.prop(
    "never throws: it returns options that can be written, or problems",
    [listOptions, edits, Schema.String],
    ([options, edits, text]) => {
      parseQuery(text, allOptions)
      const query = edits.reduce((query, { at, removed, inserted }) => {
        const start = at % (query.length + 1)
        return query.slice(0, start) + inserted + query.slice(start + removed)
      }, encodeQuery(options))
      const result = parseQuery(query, allOptions)
      if (Result.isSuccess(result)) {
        assert.deepStrictEqual(parseQuery(encodeQuery(result.success), allOptions), result)
      } else {
        assert.isNotEmpty(result.failure.problems)
      }
    },
    { arbitrary: { runs: 500, size: 10 } },
  )

  it("reads queries of any length", () => {
    for (const part of [
      "&",
      "=",
      "a&",
      "top=1&",
      "%",
      "%25",
      "$",
      "$select=id,",
      "id,",
      "$orderby=id ",
      "x,",
    ]) {
      for (const beginning of ["", "$select=", "$orderby=", "$filter=", "$top="]) {
        const result = parseQuery(beginning + part.repeat(20_000), allOptions)
        if (Result.isFailure(result)) assert.isNotEmpty(result.failure.problems)
        else assert.deepStrictEqual(result.success, {})
      }
    }
  })
})

describe("InvalidQuery", () => {
  it("has a message with one line for each problem: its option and a sentence", () => {
    const problems = [
      { path: ["$top"], message: again },
      { path: ["x"], message: notKnown },
    ]
    assert.strictEqual(new InvalidQuery({ problems }).message, `$top: ${again}\nx: ${notKnown}`)
  })
})
