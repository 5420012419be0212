/** Shows what a position in an order contains, and how positions are compared. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  type ConnectorOrder,
  DateTimeOffset,
  DomainJoinConnector,
  exampleConnector,
  OrderBy,
  positionComparator,
  positionIn,
  propertyNames,
  withId,
  withoutRepeats,
} from "../src/index.ts"
import { Connector } from "./filters.ts"

const decode = Schema.decodeUnknownSync(DateTimeOffset)

const seed = withId("c-1", { ...exampleConnector, displayName: "HQ", version: "6.2504.2001.8" })

const { ascending, descending } = OrderBy

const compare = (order: ConnectorOrder, left: DomainJoinConnector, right: DomainJoinConnector) =>
  Math.sign(positionComparator(order)(positionIn(order, left), positionIn(order, right)))

/** The changes, sorted by the order as if each were applied to the seed. */
const sorted = (order: ConnectorOrder, changes: ReadonlyArray<Partial<DomainJoinConnector>>) => {
  const inOrder = positionComparator(order)
  return changes.toSorted((left, right) =>
    inOrder(positionIn(order, { ...seed, ...left }), positionIn(order, { ...seed, ...right })),
  )
}

const Order: Schema.Schema<ConnectorOrder> = Schema.Array(
  Schema.Struct({ property: Schema.Literals(propertyNames), descending: Schema.Boolean }),
)

describe("A position", () => {
  it("has the value of each property, a timestamp as its sort key", () => {
    const order = [
      ascending("version"),
      descending("lastConnectionDateTime"),
      ascending("state"),
      ascending("displayName"),
      ascending("id"),
    ]
    const texts = ["6.2504.2001.8", "2017-01-01T07:58:36.667003300000Z", "error"]
    assert.deepStrictEqual(positionIn(order, seed), [...texts, "HQ", "c-1"])
    assert.deepStrictEqual(positionIn(order, { ...seed, displayName: null }), [...texts, null, "c-1"])
    assert.deepStrictEqual(positionIn([], seed), [])
  })

  it("has the first 256 characters of a text, and splits none of them", () => {
    const beginning = (version: string) => positionIn([ascending("version")], { ...seed, version })[0]
    for (const [text, expected] of [
      ["a".repeat(256), "a".repeat(256)],
      ["a".repeat(257), "a".repeat(256)],
      ["😀".repeat(128), "😀".repeat(128)],
      ["😀".repeat(256), "😀".repeat(256)],
      ["😀".repeat(257), "😀".repeat(256)],
      [`${"a".repeat(255)}😀`, `${"a".repeat(255)}😀`],
      [`${"a".repeat(255)}😀b`, `${"a".repeat(255)}😀`],
      [`${"a".repeat(256)}😀`, "a".repeat(256)],
      [`😀${"a".repeat(256)}`, `😀${"a".repeat(255)}`],
    ] as const) {
      assert.strictEqual(beginning(text), expected)
    }
  })

  const Characters = Schema.Array(Schema.Literals(["a", "\uffff", "😀"])).check(Schema.isMinLength(260))
  it.prop(
    "has at most 256 characters of any text",
    [Characters, Schema.Literals([255, 256, 257, 260])],
    ([characters, length]) => {
      const id = characters.slice(0, length).join("")
      assert.deepStrictEqual(positionIn([ascending("id")], { ...seed, id }), [
        characters.slice(0, Math.min(length, 256)).join(""),
      ])
    },
  )
})

describe("An order", () => {
  it("puts null first if ascending, and last if descending", () => {
    const names = [{ displayName: "" }, { displayName: null }, { displayName: "a" }]
    assert.deepStrictEqual(sorted([ascending("displayName")], names), [
      { displayName: null },
      { displayName: "" },
      { displayName: "a" },
    ])
    assert.deepStrictEqual(sorted([descending("displayName")], names), [
      { displayName: "a" },
      { displayName: "" },
      { displayName: null },
    ])
  })

  it("compares code points, so that upper case comes before lower case", () => {
    const versions = ["😀", "Ａ", "b", "B", "ab", "a", ""].map((version) => ({ version }))
    assert.deepStrictEqual(sorted([ascending("version")], versions), [
      ...["", "B", "a", "ab", "b", "Ａ", "😀"].map((version) => ({ version })),
    ])
  })

  it("compares instants, regardless of their offsets", () => {
    const times = [
      "2017-01-01T07:58:36.667003300001Z",
      "2016-12-31T23:58:36.6670033-08:00",
      "2017-01-01T08:00+02:00",
    ].map((text) => ({ lastConnectionDateTime: decode(text) }))
    assert.deepStrictEqual(sorted([ascending("lastConnectionDateTime")], times), times.toReversed())
    const same = { ...seed, lastConnectionDateTime: decode("2017-01-01T07:58:36.667003300Z") }
    assert.strictEqual(compare([ascending("lastConnectionDateTime")], seed, same), 0)
  })

  it("uses the next property if one is equal, each in its own direction", () => {
    const changes = [
      { state: "error", version: "1" },
      { state: "active", version: "1" },
      { state: "error", version: "2" },
      { state: "active", version: "2" },
    ]
    assert.deepStrictEqual(sorted([ascending("state"), descending("version")], changes), [
      { state: "active", version: "2" },
      { state: "active", version: "1" },
      { state: "error", version: "2" },
      { state: "error", version: "1" },
    ])
  })

  it("treats connectors as equal if they differ only in other properties or after 256 characters", () => {
    assert.strictEqual(compare([], seed, { ...seed, id: "c-2" }), 0)
    assert.strictEqual(compare([ascending("state")], seed, { ...seed, id: "c-2" }), 0)
    const long = { ...seed, version: "a".repeat(300) }
    assert.strictEqual(compare([ascending("version")], long, { ...long, version: `${long.version}b` }), 0)
    assert.strictEqual(compare([ascending("version")], long, { ...long, version: "a".repeat(255) }), 1)
  })

  it.prop(
    "is total and transitive",
    [Order, Connector, Connector, Connector],
    ([order, a, b, c]) => {
      const [ab, bc, ac] = [compare(order, a, b), compare(order, b, c), compare(order, a, c)]
      assert.strictEqual(compare(order, b, a) + ab, 0)
      assert.strictEqual(compare(order, a, a), 0)
      if (ab === bc) assert.strictEqual(ac, ab)
      if (ab === 0) assert.strictEqual(ac, bc)
      const same = order.every(
        ({ property }) => positionIn([ascending(property)], a)[0] === positionIn([ascending(property)], b)[0],
      )
      assert.strictEqual(ab === 0, same)
    },
    { arbitrary: { runs: 500 } },
  )

  it.prop("is the same without repeated properties", [Order, Connector, Connector], ([order, a, b]) => {
    const once = withoutRepeats(order)
    const names = once.map(({ property }) => property)
    assert.deepStrictEqual(names, [...new Set(order.map(({ property }) => property))])
    assert.strictEqual(compare(once, a, b), compare(order, a, b))
  })

  it.prop("is reversed if every direction is", [Order, Connector, Connector], ([order, a, b]) => {
    const turned = order.map(({ property, descending }) => ({ property, descending: !descending }))
    assert.strictEqual(compare(order, a, b) + compare(turned, a, b), 0)
  })

  it.prop("is the same as that of UTF-8 bytes", [DomainJoinConnector, DomainJoinConnector], ([a, b]) => {
    const bytes = ({ version }: DomainJoinConnector) => Buffer.from(version)
    assert.strictEqual(compare([ascending("version")], a, b), Buffer.compare(bytes(a), bytes(b)))
  })
})
