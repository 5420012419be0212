import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { assignment, readMediaType, splitList } from "../../src/http/MediaType.ts"

describe("A list", () => {
  it("is split at separators outside quoted strings", () => {
    assert.deepStrictEqual(splitList('a, "b,c" , "d\\",e",, f"', ","), ["a", '"b,c"', '"d\\",e"', 'f"'])
    assert.deepStrictEqual(splitList("", ","), [])
  })

  it.prop("has the elements that were joined", [Schema.Array(Schema.String)], ([texts]) => {
    const elements = texts.map((text) => `a="${text.replace(/["\\]/g, "\\$&")}"`)
    assert.deepStrictEqual(splitList(elements.join(","), ","), elements)
    assert.deepStrictEqual(
      splitList(elements.join(","), ",").map((element) => assignment(element)[1]),
      texts,
    )
  })
})

describe("A media type", () => {
  it("has lower-case names and unquoted values", () => {
    const { type, parameters } = readMediaType('Application/JSON ;\tCharset="UTF-8";q=0.5; a')
    assert.strictEqual(type, "application/json")
    assert.deepStrictEqual(Object.fromEntries(parameters), { charset: "UTF-8", q: "0.5", a: "" })
  })

  it("joins the values of a repeated parameter", () => {
    assert.strictEqual(readMediaType("a/b;c=1;C=2").parameters.get("c"), "1, 2")
  })
})
