import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result } from "effect"
import { checkToken } from "../src/BearerToken.ts"

describe("ODJ_TOKEN", () => {
  it("can be a JWT or any other bearer token", () => {
    for (const token of ["eyJ0.eyJh.c2ln", "a+b/c==", "opaque~token"])
      assert.isTrue(Result.isSuccess(checkToken(Redacted.make(token))), token)
  })

  it("can't break out of its header, and a message about it does not repeat it", () => {
    for (const token of ["", "SECRET x", "SECRET\r\nX-Other: 1", "Bearer SECRET", "SECRÉT"]) {
      const { message } = Result.getOrThrow(Result.flip(checkToken(Redacted.make(token))))
      assert.strictEqual(message, "ODJ_TOKEN: Must be a bearer token, without spaces and line breaks")
    }
  })
})
