import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodePageToken, encodePageToken } from "../src/PageToken.ts"

const Position = Schema.Array(
  Schema.NullOr(Schema.String.check(Schema.makeFilter((text) => text.isWellFormed()))),
)

const base64Url = (text: string) => Buffer.from(text).toString("base64url")

describe("A page token", () => {
  it.prop(
    "is letters, digits, - and _, in two parts at most, and leads back to its place",
    [Schema.Natural, Position],
    ([sequence, position]) => {
      const token = encodePageToken({ sequence, position })
      assert.match(token, /^[\w-]+(\.[\w-]+)?$/)
      assert.deepStrictEqual(decodePageToken(token), Option.some({ sequence, position }))
    },
    { arbitrary: { runs: 200, size: 50 } },
  )

  it("is short where there is no order", () => {
    assert.strictEqual(encodePageToken({ sequence: 7, position: [] }), "Wzdd")
    assert.strictEqual(encodePageToken({ sequence: 7, position: ["é", null] }), "Wzdd.WyLDqSIsbnVsbF0")
  })

  for (const [what, token] of [
    ["nothing", ""],
    ["a dot", "."],
    ["what is no base64", "!!!!"],
    ["a number without brackets", base64Url("12")],
    ["one that is no integer", base64Url("[1.5]")],
    ["one that is negative", base64Url("[-1]")],
    ["one that is not safe", base64Url("[9007199254740992]")],
    ["one that is infinite", base64Url("[1e999]")],
    ["one that is written otherwise", base64Url("[1e3]")],
    ["a space in it", base64Url("[ 12]")],
    ["a text", base64Url('["12"]')],
    ["two numbers", base64Url("[1,2]")],
    ["nothing between brackets", base64Url("[]")],
    ["padding", `${base64Url("[12]")}==`],
    ["a line break", `${base64Url("[12]")}\n`],
    ["bits that nobody reads", "WzEyXR"],
    ["nothing behind the dot", "Wzdd."],
    ["an empty position", `Wzdd.${base64Url("[]")}`],
    ["a position that is no JSON", `Wzdd.${base64Url("[")}`],
    ["a position that is no list", `Wzdd.${base64Url('"a"')}`],
    ["a position of numbers", `Wzdd.${base64Url("[1]")}`],
    ["a position of lists", `Wzdd.${base64Url('[["a"]]')}`],
    ["a position with a space in it", `Wzdd.${base64Url('[ "a"]')}`],
    ["a position that is not UTF-8", `Wzdd.${Buffer.from('["\xff"]', "latin1").toString("base64url")}`],
    ["three parts", `Wzdd.${base64Url('["a"]')}.${base64Url('["a"]')}`],
  ] as const) {
    it(`is not ${what}`, () => {
      assert.deepStrictEqual(decodePageToken(token), Option.none())
    })
  }
})
