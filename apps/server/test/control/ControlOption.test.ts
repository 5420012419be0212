/** Which values can switch the control on. */
import { assert, describe, it } from "@effect/vitest"
import { isControlOption } from "../../src/control/ControlOption.ts"

describe("A server with a control token", () => {
  it("can't be started with a token that no request can send", () => {
    for (const token of ["", " ", "two words", "line\n", "é"])
      assert.isFalse(isControlOption({ token }), token)
    assert.isTrue(isControlOption({ token: "secret" }))
    assert.isTrue(isControlOption(true))
  })

  it("can't be started with a value that a program without types may give", () => {
    for (const value of [null, "secret", 1, {}, { token: 5 }, ["secret"]])
      assert.isFalse(isControlOption(value as never), JSON.stringify(value))
  })
})
