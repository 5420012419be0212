import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodePageToken, encodePageToken } from "../src/PageToken.ts"

const Position = Schema.Array(
  Schema.NullOr(Schema.String.check(Schema.makeFilter((text) => text.isWellFormed()))),
)

const base64Url = (text: string) => Buffer.from(text).toString("base64url")

describe("A page token", () => {
  it.prop(
    "is letters, digits, - and _ in at most two parts, and decodes to its position",
    [Schema.Natural, Position],
    ([sequence, position]) => {
      const token = encodePageToken({ sequence, position })
      assert.match(token, /^[\w-]+(\.[\w-]+)?$/)
      assert.deepStrictEqual(decodePageToken(token), Option.some({ sequence, position }))
    },
    { arbitrary: { runs: 200, size: 50 } },
  )

  it("is short without an order", () => {
    assert.strictEqual(encodePageToken({ sequence: 7, position: [] }), "Wzdd")
    assert.strictEqual(encodePageToken({ sequence: 7, position: ["é", null] }), "Wzdd.WyLDqSIsbnVsbF0")
  })

  for (const [what, token] of [
    ["an empty text", ""],
    ["a dot", "."],
    ["a text that is not base64", "!!!!"],
    ["a number without brackets", base64Url("12")],
    ["a number that is not an integer", base64Url("[1.5]")],
    ["a negative number", base64Url("[-1]")],
    ["an unsafe integer", base64Url("[9007199254740992]")],
    ["infinity", base64Url("[1e999]")],
    ["a number in another notation", base64Url("[1e3]")],
    ["a number with a space", base64Url("[ 12]")],
    ["a text", base64Url('["12"]')],
    ["two numbers", base64Url("[1,2]")],
    ["empty brackets", base64Url("[]")],
    ["a token with padding", `${base64Url("[12]")}==`],
    ["a token with a line break", `${base64Url("[12]")}\n`],
    ["a token with unused bits", "WzEyXR"],
    ["a token that ends in a dot", "Wzdd."],
    ["an empty position", `Wzdd.${base64Url("[]")}`],
    ["a position that is not JSON", `Wzdd.${base64Url("[")}`],
    ["a position that is not a list", `Wzdd.${base64Url('"a"')}`],
    ["a position of numbers", `Wzdd.${base64Url("[1]")}`],
    ["a position of lists", `Wzdd.${base64Url('[["a"]]')}`],
    ["a position with a space", `Wzdd.${base64Url('[ "a"]')}`],
    ["a position that is not UTF-8", `Wzdd.${Buffer.from('["\xff"]', "latin1").toString("base64url")}`],
    ["a token of three parts", `Wzdd.${base64Url('["a"]')}.${base64Url('["a"]')}`],
  ] as const) {
    it(`is not ${what}`, () => {
      assert.deepStrictEqual(decodePageToken(token), Option.none())
    })
  }
})
