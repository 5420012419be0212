import { assert, describe, it } from "@effect/vitest"
import { IdempotencyKey } from "@odj/core"
import { Duration, Option, Result, Schema } from "effect"
import {
  isKeyStillStored,
  isRepeatable,
  readRepeatable,
  refuseKeys,
  refuseRepeatability,
} from "../../src/graph/RepeatableRequest.ts"

const date = "Sun, 06 Nov 1994 08:49:37 GMT"

const byKey = (field: string) => readRepeatable({ "idempotency-key": field })

const byId = (id: string | undefined, firstSent: string | undefined = date) =>
  readRepeatable({ "repeatability-request-id": id, "repeatability-first-sent": firstSent })

const keyOf = (read: ReturnType<typeof readRepeatable>) => Result.getOrThrow(read).key

const failureOf = (read: ReturnType<typeof readRepeatable>) => Option.getOrThrow(Result.getFailure(read))

const printable = Schema.String.check(Schema.isPattern(/^[ -+\--~]{1,255}$/))

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`

describe("The key of a create", () => {
  it.prop("differs for every other text and header", [printable, printable], ([one, other]) => {
    const keys = [byKey(quoted(one)), byKey(quoted(other)), byId(one), byId(other)].map(keyOf)
    const isSameId = one === other || one.toLowerCase() === other.toLowerCase()
    assert.isTrue(isSameId || new Set(keys).size === 4)
    assert.strictEqual(keyOf(byKey(quoted(one))), keys[0])
  })

  it("is a valid key for the store, even from the longest text", () => {
    const texts = [1, 240, 241, 242, 243, 244, 245, 254, 255].flatMap((length) =>
      ["a", "b"].map((a) => a.repeat(length)),
    )
    const keys = texts.flatMap((text) => [keyOf(byKey(quoted(text))), keyOf(byId(text))])
    assert.isTrue(keys.every(Schema.is(IdempotencyKey)))
    assert.strictEqual(new Set(keys).size, keys.length)
  })

  it("is refused if it is invalid, with the name of its header", () => {
    for (const field of ["", '""', "a", '"a', quoted("a".repeat(256)), '"a", "a"'])
      assert.strictEqual(failureOf(byKey(field))._tag, "IdempotencyKeyInvalid", field)
    for (const id of ["", "a".repeat(256), "ä", "a\n", "a, a"]) {
      const { _tag, message } = failureOf(byId(id))
      assert.strictEqual(_tag, "RepeatabilityInvalid", id)
      assert.match(message, /^Repeatability-Request-ID: /)
    }
  })

  it("ignores case in a UUID, but in no other text", () => {
    const uuid = "8E03978E-40D5-43DD-BC93-6894A57F9324"
    assert.strictEqual(keyOf(byId(uuid)), keyOf(byId(uuid.toLowerCase())))
    assert.notStrictEqual(keyOf(byId("Ab")), keyOf(byId("ab")))
    assert.notStrictEqual(keyOf(byKey(quoted(uuid))), keyOf(byKey(quoted(uuid.toLowerCase()))))
  })

  it("comes with the time of the first attempt, in one format", () => {
    assert.strictEqual(Result.getOrThrow(byId("a")).firstSent, 784_111_777_000)
    assert.isUndefined(Result.getOrThrow(byKey('"a"')).firstSent)
    for (const text of [
      "",
      "now",
      "1994-11-06T08:49:37Z",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
      "Mon, 06 Nov 1994 08:49:37 GMT",
      "Sun, 6 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 +0000",
      "Sun, 31 Feb 1994 08:49:37 GMT",
      `${date} `,
      `${date}, ${date}`,
    ])
      assert.match(failureOf(byId("a", text)).message, /^Repeatability-First-Sent: /, text)
  })

  it("is in one header, and Repeatability needs both of its headers", () => {
    assert.match(
      failureOf(byId(undefined)).message,
      /^Missing Repeatability-Request-ID: Repeatability-First-Sent needs it/,
    )
    const alone = readRepeatable({ "repeatability-request-id": "a" })
    assert.match(
      failureOf(alone).message,
      /^Missing Repeatability-First-Sent: Repeatability-Request-ID needs it/,
    )
    for (const more of [{ "repeatability-request-id": "a" }, { "repeatability-first-sent": date }]) {
      const both = readRepeatable({ "idempotency-key": '"a"', ...more })
      assert.match(failureOf(both).message, /can't be combined/)
    }
  })

  it.prop(
    "is read from any text, or refused",
    [Schema.String, Schema.String, Schema.String],
    ([field, id, firstSent]) => {
      for (const read of [byKey(field), byId(id, firstSent), byId(id)])
        assert.isTrue(Result.isFailure(read) || Schema.is(IdempotencyKey)(read.success.key))
    },
  )
})

describe("A request", () => {
  it("is repeatable with one of the headers", () => {
    assert.isFalse(isRepeatable({}))
    for (const name of ["idempotency-key", "repeatability-request-id", "repeatability-first-sent"])
      assert.isTrue(isRepeatable({ [name]: "" }), name)
  })

  it("is repeatable for a day, less the tolerance for clocks", () => {
    const now = Duration.toMillis(Duration.days(20_000))
    const minute = Duration.toMillis(Duration.minutes(1))
    const limit = (23 * 60 + 55) * minute
    assert.isTrue(isKeyStillStored(now - limit, now))
    assert.isFalse(isKeyStillStored(now - limit - 1, now))
    assert.isTrue(isKeyStillStored(now + 5 * minute, now))
    assert.isFalse(isKeyStillStored(now + 5 * minute + 1, now))
  })

  it("other than a create is refused with Repeatability-Request-ID", () => {
    for (const name of ["repeatability-request-id", "repeatability-first-sent"]) {
      assert.isTrue(Result.isFailure(refuseRepeatability({ [name]: "a" })))
      assert.isTrue(Result.isFailure(refuseKeys({ [name]: "a" })))
    }
    assert.isTrue(Result.isSuccess(refuseRepeatability({ "idempotency-key": '"a"' })))
    assert.isTrue(Result.isFailure(refuseKeys({ "idempotency-key": '"a"' })))
    assert.isTrue(Result.isSuccess(refuseKeys({})))
  })
})
