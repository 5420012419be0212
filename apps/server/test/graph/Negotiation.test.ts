import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { accepts, jsonFormat, preferences } from "../../src/graph/Negotiation.ts"

const level = (accept: string | undefined, format?: string) =>
  Result.match(jsonFormat(accept, format), {
    onSuccess: ({ metadata, ieee754Compatible }) => `${metadata}${ieee754Compatible ? ", as texts" : ""}`,
    onFailure: ({ _tag }) => _tag,
  })

describe("The format of JSON", () => {
  const cases: ReadonlyArray<readonly [accept: string | undefined, level: string]> = [
    [undefined, "minimal"],
    ["*/*", "minimal"],
    ["application/*", "minimal"],
    ["application/json", "minimal"],
    ["Application/JSON", "minimal"],
    ["application/json;charset=utf-8", "minimal"],
    ['application/json; charset="UTF-8"', "minimal"],
    ["application/json;odata.metadata=none", "none"],
    ["application/json;odata.metadata=full", "full"],
    ["application/json; OData.Metadata=Full", "full"],
    ["application/json;metadata=none", "none"],
    ['application/json;odata.metadata="none"', "none"],
    ["application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false", "minimal"],
    ["application/json;odata.streaming=false", "minimal"],
    ["application/json;q=0.5, application/json;odata.metadata=full;q=0.9", "full"],
    ["text/html, application/json;odata.metadata=none", "none"],
    ["text/html, */*;q=0.1", "minimal"],
    ["application/xml;odata.metadata=none, application/json", "minimal"],
    ["application/json;odata.metadata=much, application/json;q=0.1", "minimal"],
    ["", "minimal"],
    [" , ,", "minimal"],
    [",application/json;odata.metadata=none,", "none"],
    ["application/json;charset=utf8", "minimal"],
    ["application/json;IEEE754Compatible=true", "minimal, as texts"],
    ["application/json ; odata.metadata = full ; ieee754compatible = TRUE", "full, as texts"],
    ['application/json;odata.metadata=none;IEEE754Compatible="true"', "none, as texts"],
    ["application/json;IEEE754Compatible=true;q=0.1, application/json", "minimal"],
    ["application/json;ExponentialDecimals=true", "minimal"],
    ["application/json;ExponentialDecimals=false;IEEE754Compatible=true", "minimal, as texts"],
    ["application/json;q=0, application/*;odata.metadata=full", "NotAcceptable"],
    ["application/json;q=0, */*", "NotAcceptable"],
    ["application/*;q=0, */*", "NotAcceptable"],
    ["*/*;q=0, application/json", "minimal"],
    ["application/json;odata.metadata=full;q=0, */*", "minimal"],
    ["application/json;q=2, */*", "minimal"],
    ["text/html", "NotAcceptable"],
    ["text/*", "NotAcceptable"],
    ["application/xml", "NotAcceptable"],
    ["application/json;odata.metadata=much", "NotAcceptable"],
    ["application/json;odata.metadata", "NotAcceptable"],
    ["application/json;colour=red", "NotAcceptable"],
    ["application/json;charset=iso-8859-1", "NotAcceptable"],
    ["application/json;IEEE754Compatible=perhaps", "NotAcceptable"],
    ["application/json;IEEE754Compatible", "NotAcceptable"],
    ["application/json;IEEE754Compatible=true;ieee754compatible=true", "NotAcceptable"],
    ["application/json;ExponentialDecimals=perhaps", "NotAcceptable"],
    ["application/json;odata.streaming=perhaps", "NotAcceptable"],
    ["application/json;q=0", "NotAcceptable"],
    ["application/json;q=2", "NotAcceptable"],
    ["application/json;q=x", "NotAcceptable"],
    ['text/plain;a="application/json, application/json', "NotAcceptable"],
  ]
  for (const [accept, expected] of cases) {
    it(`is ${expected} for Accept: ${accept}`, () => assert.strictEqual(level(accept), expected))
  }

  it("is that of $format, whatever Accept is", () => {
    assert.strictEqual(level("text/html", "json"), "minimal")
    assert.strictEqual(level("text/html", "JSON;odata.metadata=none"), "none")
    assert.strictEqual(level("application/json", "application/json;odata.metadata=full"), "full")
    assert.strictEqual(level("application/json", "json;IEEE754Compatible=true"), "minimal, as texts")
    assert.strictEqual(level("application/json", "xml"), "NotAcceptable")
    assert.strictEqual(level("application/json", "jsonp"), "NotAcceptable")
  })

  it.prop("never throws", [Schema.String], ([accept]) => {
    level(accept, undefined)
    level(undefined, accept)
    level(`application/json;${accept}`)
    return true
  })
})

describe("A media type", () => {
  it("is accepted if a range covers it", () => {
    for (const accept of [
      undefined,
      "*/*",
      "text/*",
      "text/plain",
      "text/plain;q=0.9",
      "application/json, text/plain",
      "",
      ",",
      "*/*;q=0, text/plain",
    ])
      assert.isTrue(Result.isSuccess(accepts(accept, "text/plain")), accept)
    for (const accept of [
      "application/json",
      "text/html",
      "text/plain;q=0",
      "textual/*",
      "text/plain;q=0, */*",
    ])
      assert.isTrue(Result.isFailure(accepts(accept, "text/plain")), accept)
  })
})

describe("Prefer", () => {
  const cases: ReadonlyArray<readonly [prefer: string | undefined, expected: object]> = [
    [undefined, {}],
    ["", {}],
    ["return=minimal", { return: "minimal" }],
    ["return=representation", { return: "representation" }],
    ['Return="minimal"', { return: "minimal" }],
    ["return = minimal ; foo=bar", { return: "minimal" }],
    ["return=minimal, return=representation", { return: "minimal" }],
    ["return=Minimal", {}],
    ["return=nothing", {}],
    ["respond-async, wait=10", {}],
    ["odata.maxpagesize=50", { maxPageSize: 50, maxPageSizeName: "odata.maxpagesize" }],
    [
      "maxpagesize=50, return=minimal",
      { maxPageSize: 50, maxPageSizeName: "maxpagesize", return: "minimal" },
    ],
    ["odata.maxpagesize=0", {}],
    ["odata.maxpagesize=-1", {}],
    ["odata.maxpagesize=1e3", {}],
    ["odata.maxpagesize=99999999999999999999", {}],
  ]
  for (const [prefer, expected] of cases) {
    it(`${prefer} reads as ${JSON.stringify(expected)}`, () => {
      assert.deepStrictEqual<object>(preferences(prefer), expected)
    })
  }
})
