import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { decodedToken } from "../../src/api/DecodedToken.ts"

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")

describe("A decoded token", () => {
  it.prop("has the header and the claims in any script", [Schema.String], ([name]) => {
    const token = `${part({ alg: "RS256" })}.${part({ name, more: "ü€😀" })}.signature`
    assert.deepStrictEqual(decodedToken(token), {
      header: { alg: "RS256" },
      claims: { name, more: "ü€😀" },
    })
  })

  it.each(["", "opaque", "a.b", "a.b.c", "....", "%.%.%"])("is undefined for %o", (text) => {
    assert.isUndefined(decodedToken(text))
  })
})
