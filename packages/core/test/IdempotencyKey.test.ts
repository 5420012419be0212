/** Shows which texts are idempotency keys, and what makes two creates the same. */
import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, NewDomainJoinConnector } from "@odj/domain"
import { Duration, Option, Schema } from "effect"
import { IdempotencyKey, idempotencyKeyLifetime, isSameIntent } from "../src/index.ts"

const isKey = Schema.is(IdempotencyKey)

describe("An idempotency key", () => {
  const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("")

  it("is 1 to 255 printable ASCII characters", () => {
    for (const text of ["a", " ", printable, "k".repeat(255)]) assert.isTrue(isKey(text), text)
    for (const text of ["", "k".repeat(256), "\n", "a\n", "\u001f", "\u007f", "é", "😀", "a\0"]) {
      assert.isFalse(isKey(text), JSON.stringify(text))
    }
    for (const value of [undefined, null, 1, ["a"]]) assert.isFalse(isKey(value))
  })

  it.prop("is itself, as it was given", [IdempotencyKey], ([key]) => {
    assert.deepStrictEqual(Schema.decodeOption(IdempotencyKey)(key), Option.some(key))
    assert.match(key, /^[\x20-\x7e]{1,255}$/)
  })

  it("is remembered for a day", () => assert.strictEqual(Duration.toHours(idempotencyKeyLifetime), 24))
})

describe("isSameIntent", () => {
  const properties = Schema.decodeSync(NewDomainJoinConnector)({
    displayName: "Display Name value",
    lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
    state: "error",
    version: "Version value",
  })
  const stored = { ...properties, id: "id" }
  const withId = { connector: stored, isIdGiven: true }
  const withoutId = { connector: stored, isIdGiven: false }

  it.prop(
    "holds for what was asked for, with an id given and without",
    [NewDomainJoinConnector, Schema.NonEmptyString],
    ([asked, made]) => {
      const connector = { ...asked, id: asked.id ?? made }
      assert.isTrue(isSameIntent(asked, { connector, isIdGiven: asked.id !== undefined }))
      assert.isFalse(isSameIntent(asked, { connector, isIdGiven: asked.id === undefined }))
    },
  )

  it("tells ids apart, and whether there was one", () => {
    assert.isTrue(isSameIntent(stored, withId))
    assert.isFalse(isSameIntent({ ...stored, id: "ID" }, withId))
    assert.isFalse(isSameIntent(properties, withId))
    assert.isTrue(isSameIntent(properties, withoutId))
    assert.isFalse(isSameIntent(stored, withoutId))
  })

  const changes: Record<string, Partial<NewDomainJoinConnector>> = {
    "another display name": { displayName: "display name value" },
    "no display name": { displayName: null },
    "an empty display name": { displayName: "" },
    "the same instant in UTC": {
      lastConnectionDateTime: Schema.decodeSync(DateTimeOffset)("2017-01-01T07:58:36.6670033Z"),
    },
    "the same instant with another digit": {
      lastConnectionDateTime: Schema.decodeSync(DateTimeOffset)("2016-12-31T23:58:36.66700330-08:00"),
    },
    "another state": { state: "active" },
    "another version": { version: "Version value " },
  }
  for (const [what, change] of Object.entries(changes)) {
    it(`does not hold for ${what}`, () =>
      assert.isFalse(isSameIntent({ ...properties, ...change }, withoutId)))
  }

  it("holds for no display name where there was none", () => {
    const unnamed = { ...properties, displayName: null }
    const known = { connector: { ...stored, displayName: null }, isIdGiven: false }
    assert.isTrue(isSameIntent(unnamed, known))
    assert.isFalse(isSameIntent({ ...unnamed, displayName: "" }, known))
  })
})
