/** Shows when connectors are equal, and which of their values are stored. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  changeableNames,
  comparableOf,
  DateTimeOffset,
  DomainJoinConnector,
  equalityKey,
  exampleConnector,
  isIdentical,
  NewDomainJoinConnector,
  propertyNames,
  propertyOf,
  textLength,
  withId,
} from "../src/index.ts"
import { Connector } from "./filters.ts"

const stored = withId("c-1", exampleConnector)

/** Two connectors of few values, so that some are equal, and one of any values. */
const pairs = [Connector, Connector, Schema.toType(DomainJoinConnector)] as const

const timestamp = Schema.decodeSync(DateTimeOffset)

describe("Equality", () => {
  it.prop(
    "compares all properties except the id",
    [...pairs, Schema.Literals(changeableNames)],
    ([left, right, any, name]) => {
      const isEqual = changeableNames.every((name) => comparableOf(name)(left) === comparableOf(name)(right))
      assert.strictEqual(equalityKey(left) === equalityKey(right), isEqual)
      assert.strictEqual(equalityKey(any), equalityKey({ ...any, id: left.id }))
      // Most pairs differ in several properties. This pair differs in one property at most.
      const isSame = comparableOf(name)(left) === comparableOf(name)(right)
      assert.strictEqual(equalityKey(left) === equalityKey({ ...left, [name]: right[name] }), isSame, name)
    },
    { arbitrary: { runs: 500, size: 50 } },
  )

  it.prop(
    "includes connectors that are identical",
    [...pairs, Schema.Literals(changeableNames)],
    ([left, right, any, name]) => {
      const one = { ...left, [name]: right[name] }
      assert.strictEqual(isIdentical(left, one), left[name] === right[name])
      if (isIdentical(left, right)) assert.strictEqual(equalityKey(left), equalityKey(right))
      assert.isTrue(isIdentical(any, { ...any, id: left.id }))
    },
    { arbitrary: { runs: 500, size: 50 } },
  )

  it("ignores how an instant is written, but such connectors are not identical", () => {
    for (const text of ["2017-01-01T07:58:36.6670033Z", "2016-12-31T23:58:36.66700330-08:00"]) {
      const other = { ...stored, lastConnectionDateTime: timestamp(text) }
      assert.strictEqual(equalityKey(stored), equalityKey(other))
      assert.isFalse(isIdentical(stored, other))
    }
  })

  it("distinguishes null, the empty text and the text `null`", () => {
    const keys = [null, "", "null"].map((displayName) => equalityKey({ ...stored, displayName }))
    assert.strictEqual(new Set(keys).size, 3)
  })

  it("applies to connectors with and without an id", () => {
    assert.strictEqual(equalityKey(exampleConnector), equalityKey(stored))
    assert.isTrue(isIdentical(exampleConnector, stored))
  })
})

describe("withId", () => {
  it.prop(
    "has the properties of the table in its order, and nothing else",
    [NewDomainJoinConnector, Schema.NonEmptyString],
    ([connector, id]) => {
      const kept = withId(id, { owner: "me", ...connector, "@odata.id": 1 } as NewDomainJoinConnector)
      assert.deepStrictEqual<ReadonlyArray<string>>(Object.keys(kept), propertyNames)
      assert.deepStrictEqual<unknown>(kept, { ...connector, id })
    },
    { arbitrary: { size: 50 } },
  )

  it("never changes its argument, or an earlier result", () => {
    assert.notStrictEqual(withId("c-2", Object.freeze(stored)), stored)
    assert.strictEqual(stored.id, "c-1")
  })
})

it.prop(
  "textLength is the length of all texts together, without null and properties of other kinds",
  [DomainJoinConnector],
  ([connector]) => {
    const texts = propertyNames
      .filter((name) => propertyOf(name).kind === "text")
      .map((name) => connector[name])
    assert.strictEqual(textLength(connector), texts.join("").length)
    const { id: _, ...withoutId } = connector
    assert.strictEqual(
      textLength(withoutId as NewDomainJoinConnector),
      textLength(connector) - connector.id.length,
    )
  },
  { arbitrary: { size: 50 } },
)
