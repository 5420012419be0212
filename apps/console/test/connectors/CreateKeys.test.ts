/** Tests the idempotency keys of a form. */
import { describe, it } from "@effect/vitest"
import { IdempotencyKey } from "@odj/core"
import { Schema } from "effect"
import { assert } from "vitest"
import { makeCreateKeys } from "../../src/connectors/CreateKeys.ts"

describe("The key of a create", () => {
  it("stays while a person types, and for retries of what was sent", () => {
    const keys = makeCreateKeys()
    const first = keys.keyOf("a")
    assert.strictEqual(keys.keyOf("ab"), first)
    keys.sent("ab")
    assert.strictEqual(keys.keyOf("ab"), first)
    keys.sent("ab")
    assert.strictEqual(keys.keyOf("ab"), first)
  })

  it("is another one for another body than was sent, and stays with it", () => {
    const keys = makeCreateKeys()
    keys.sent("a")
    const second = keys.keyOf("b")
    assert.notStrictEqual(second, keys.keyOf("a"))
    keys.sent("b")
    assert.strictEqual(keys.keyOf("b"), second)
    assert.strictEqual(new Set(["a", "b", "c"].map(keys.keyOf)).size, 3)
  })

  it("is one that the server accepts", () => {
    assert.isTrue(Schema.is(IdempotencyKey)(makeCreateKeys().keyOf("a")))
  })
})
