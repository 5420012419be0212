/** Shows which texts are idempotency keys, and which creates are retries. */
import { assert, describe, it } from "@effect/vitest"
import {
  changeableNames,
  DateTimeOffset,
  exampleConnector,
  NewDomainJoinConnector,
  withId,
} from "@odj/domain"
import { Duration, Option, Schema, Struct } from "effect"
import {
  IdempotencyKey,
  idempotencyKeyLifetime,
  isRemembered,
  isRetryOf,
  rememberedSince,
} from "../src/index.ts"

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

  it.prop("is its own encoding", [IdempotencyKey], ([key]) => {
    assert.deepStrictEqual(Schema.decodeOption(IdempotencyKey)(key), Option.some(key))
    assert.match(key, /^[\x20-\x7e]{1,255}$/)
  })

  it("is remembered for 24 hours, to the millisecond", () => {
    const used = 1_700_000_000_000
    const end = used + 24 * 60 * 60 * 1000
    assert.strictEqual(Duration.toHours(idempotencyKeyLifetime), 24)
    assert.strictEqual(rememberedSince(end), used)
    const times = [used, end - 1, end, end + 1]
    assert.deepStrictEqual(
      times.map((now) => isRemembered(used, now)),
      [true, true, true, false],
    )
  })
})

describe("isRetryOf", () => {
  const stored = { ...exampleConnector, id: "id" }
  const givenId = { connector: stored, isIdGiven: true }
  const madeId = { connector: stored, isIdGiven: false }

  it.prop(
    "holds for the same connector, with a given id and without",
    [NewDomainJoinConnector, Schema.NonEmptyString],
    ([input, made]) => {
      const connector = { ...input, id: input.id ?? made }
      assert.isTrue(isRetryOf(input, { connector, isIdGiven: input.id !== undefined }))
      assert.isFalse(isRetryOf(input, { connector, isIdGiven: input.id === undefined }))
    },
  )

  it("distinguishes ids, and whether one was given", () => {
    assert.isTrue(isRetryOf(stored, givenId))
    assert.isFalse(isRetryOf({ ...stored, id: "ID" }, givenId))
    assert.isFalse(isRetryOf(exampleConnector, givenId))
    assert.isTrue(isRetryOf(exampleConnector, madeId))
    assert.isFalse(isRetryOf(stored, madeId))
  })

  it.prop(
    "does not hold if any property has another value",
    [NewDomainJoinConnector, NewDomainJoinConnector, Schema.Literals(changeableNames)],
    ([stored, other, name]) => {
      const value = other[name]
      const known = { connector: withId("made", stored), isIdGiven: false }
      const input = { ...Struct.omit(stored, ["id"]), [name]: value }
      assert.strictEqual(isRetryOf(input, known), stored[name] === value)
    },
    { arbitrary: { runs: 300, size: 50 } },
  )

  it("does not hold for the same instant with other digits or another offset", () => {
    for (const text of ["2017-01-01T07:58:36.6670033Z", "2016-12-31T23:58:36.66700330-08:00"]) {
      const lastConnectionDateTime = Schema.decodeSync(DateTimeOffset)(text)
      assert.isFalse(isRetryOf({ ...exampleConnector, lastConnectionDateTime }, madeId))
    }
  })
})
