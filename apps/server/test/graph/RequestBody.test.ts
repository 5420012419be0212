import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { checkJson, readJson } from "../../src/graph/RequestBody.ts"

const tagOf = (result: Result.Result<unknown, { readonly _tag: string }>) =>
  Result.match(result, { onSuccess: () => "Success", onFailure: ({ _tag }) => _tag })

const read = (contentType: string | undefined, body: string | Buffer | undefined = "{}", encoding?: string) =>
  tagOf(
    readJson(
      { "content-type": contentType, "content-encoding": encoding },
      typeof body === "string" ? Buffer.from(body) : body,
    ),
  )

const utf16 = (text: string) => Buffer.from(text, "utf16le")

describe("The JSON of a body", () => {
  it("is read if its Content-Type is JSON in UTF-8", () => {
    for (const type of [
      "application/json",
      "Application/JSON",
      "application/json; charset=utf-8",
      'application/json;charset="UTF-8"',
      "application/json\t;\tcharset=utf-8",
      "application/json;charset=utf8",
      "application/json;IEEE754Compatible=true;ExponentialDecimals=true",
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    ])
      assert.strictEqual(read(type), "Success", type)
    for (const encoding of ["identity", "Identity", "", ",", "identity, identity"])
      assert.strictEqual(read("application/json", "{}", encoding), "Success", encoding)
  })

  it.prop("is the same with a byte order mark before it", [Schema.Json], ([json]) => {
    const text = JSON.stringify(json)
    const jsonOf = (text: string) =>
      Result.getOrThrow(readJson({ "content-type": "application/json" }, Buffer.from(text)))
    assert.deepStrictEqual(jsonOf(`\uFEFF${text}`), jsonOf(text))
  })

  it("is refused with the reason", () => {
    const reasonOf = (contentType: string | undefined, body: Buffer) => {
      const failure = Result.getOrThrow(Result.flip(readJson({ "content-type": contentType }, body)))
      return failure._tag === "BodyInvalid" ? failure.reason : failure._tag
    }
    assert.strictEqual(reasonOf(undefined, Buffer.from("{}")), "Content-Type is missing.")
    for (const [type, body] of [
      ["application/json;charset=utf-16", Buffer.from("{}")],
      ["application/json", utf16("{}")],
      ["application/json", Buffer.from('"\xe9"', "latin1")],
    ] as const)
      assert.strictEqual(reasonOf(type, body), "Send the body in UTF-8.")
  })

  const refused: ReadonlyArray<readonly [what: string, result: string, expected: string]> = [
    ["no Content-Type", read(undefined), "BodyInvalid"],
    ["another Content-Type", read("text/plain"), "ContentTypeNotJson"],
    ["a Content-Type that begins like JSON's", read("application/jsonp"), "ContentTypeNotJson"],
    ["two Content-Types, joined", read("application/json, application/json"), "ContentTypeNotJson"],
    [
      "two Content-Types, joined after a parameter",
      read("application/json; a=b, text/plain"),
      "ContentTypeNotJson",
    ],
    ["two charsets", read("application/json; charset=utf-8; charset=utf-8"), "BodyInvalid"],
    ["a charset of many spaces", read(`application/json;charset=${" ".repeat(30_000)}a"b`), "BodyInvalid"],
    ["another charset", read("application/json; charset=utf-16"), "BodyInvalid"],
    ["an encoded body", read("application/json", "{}", "gzip"), "ContentEncodingNotSupported"],
    ["two encodings", read("application/json", "{}", "identity, gzip"), "ContentEncodingNotSupported"],
    [
      "a body over the limit",
      tagOf(readJson({ "content-type": "application/json" }, undefined)),
      "BodyTooLarge",
    ],
    ["no body", read("application/json", ""), "BodyEmpty"],
    ["no body and no Content-Type", read(undefined, ""), "BodyEmpty"],
    ["no body of another Content-Type", read("text/plain", ""), "ContentTypeNotJson"],
    ["bytes that are no UTF-8", read("application/json", Buffer.from([0x22, 0xff, 0x22])), "BodyInvalid"],
    ["two byte order marks", read("application/json", "\uFEFF\uFEFF{}"), "InvalidJson"],
    ["only a byte order mark", read("application/json", "\uFEFF"), "BodyEmpty"],
    ["UTF-16 with a mark", read("application/json", utf16("\uFEFF{}")), "BodyInvalid"],
    ["UTF-16", read("application/json", utf16("{}")), "BodyInvalid"],
    ["UTF-16, the high byte first", read("application/json", utf16("{}").swap16()), "BodyInvalid"],
    ["a name given twice", read("application/json", '{"a":1,"a":2}'), "InvalidJson"],
  ]
  for (const [what, result, expected] of refused) {
    it(`is refused for ${what}: ${expected}`, () => assert.strictEqual(result, expected))
  }

  it("needs the same headers in a batch", () => {
    const type = { "content-type": "application/json" }
    assert.deepStrictEqual<unknown>(Result.getOrThrow(checkJson(type, { a: null })), { a: null })
    assert.isNull(Result.getOrThrow(checkJson(type, null)))
    assert.strictEqual(tagOf(checkJson(type, undefined)), "BodyEmpty")
    assert.strictEqual(tagOf(checkJson({}, {})), "BodyInvalid")
    assert.strictEqual(tagOf(checkJson({ "content-type": "text/plain" }, {})), "ContentTypeNotJson")
  })
})
