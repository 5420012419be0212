import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { assignment, readMediaType, splitList } from "../../src/http/MediaType.ts"

describe("A list", () => {
  it("is split at separators that are in no quoted string", () => {
    assert.deepStrictEqual(splitList('a, "b,c" , "d\\",e",, f"', ","), ["a", '"b,c"', '"d\\",e"', 'f"'])
    assert.deepStrictEqual(splitList("", ","), [])
  })

  it.prop("gives back what was joined", [Schema.Array(Schema.String)], ([texts]) => {
    const elements = texts.map((text) => `a="${text.replace(/["\\]/g, "\\$&")}"`)
    assert.deepStrictEqual(splitList(elements.join(","), ","), elements)
    assert.deepStrictEqual(
      splitList(elements.join(","), ",").map((element) => assignment(element)[1]),
      texts,
    )
  })
})

describe("A media type", () => {
  it("has its names in lower case and its values without quotes", () => {
    const { type, parameters } = readMediaType('Application/JSON ;\tCharset="UTF-8";q=0.5; a')
    assert.strictEqual(type, "application/json")
    assert.deepStrictEqual(Object.fromEntries(parameters), { charset: "UTF-8", q: "0.5", a: "" })
  })

  it("keeps both values of a parameter that is given again", () => {
    assert.strictEqual(readMediaType("a/b;c=1;C=2").parameters.get("c"), "1, 2")
  })
})
