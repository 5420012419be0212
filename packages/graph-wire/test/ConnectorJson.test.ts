import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { Arbitrary, Option, Schema } from "effect"
import { decodeEntity, encodeEntity, encodeNew } from "../src/index.ts"

const serviceRoot = "https://graph.microsoft.com/beta"
const context = `${serviceRoot}/$metadata#deviceManagement/domainJoinConnectors/$entity`
const type = "#microsoft.graph.deviceManagementDomainJoinConnector"

const seed: DomainJoinConnector = {
  id: "5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d",
  displayName: "Display Name value",
  lastConnectionDateTime: Schema.decodeSync(DateTimeOffset)("2016-12-31T23:58:36.6670033-08:00"),
  state: "error",
  version: "Version value",
}

/** Small connectors have neither offsets nor fractions. */
const large = { arbitrary: { size: 50 } }

describe("encodeEntity", () => {
  it("writes the reference's example with its context, annotations first", () => {
    assert.strictEqual(
      encodeEntity(seed, serviceRoot),
      '{"@odata.context":"https://graph.microsoft.com/beta/$metadata#deviceManagement/domainJoinConnectors/$entity",' +
        '"@odata.type":"#microsoft.graph.deviceManagementDomainJoinConnector",' +
        '"id":"5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d",' +
        '"displayName":"Display Name value",' +
        '"lastConnectionDateTime":"2016-12-31T23:58:36.6670033-08:00",' +
        '"state":"error",' +
        '"version":"Version value"}',
    )
  })

  it.prop(
    "writes every connector so that it can be read back",
    [DomainJoinConnector],
    ([connector]) => {
      const json = JSON.parse(encodeEntity(connector, serviceRoot))
      assert.deepStrictEqual(json, { "@odata.context": context, "@odata.type": type, ...connector })
      assert.deepStrictEqual(decodeEntity(json), Option.some(connector))
    },
    large,
  )
})

describe("encodeNew", () => {
  const { id, ...properties } = seed
  it("writes the body of the reference's example, without an id where there is none", () => {
    assert.strictEqual(
      encodeNew({ ...properties, state: "error" }),
      '{"@odata.type":"#microsoft.graph.deviceManagementDomainJoinConnector",' +
        '"displayName":"Display Name value",' +
        '"lastConnectionDateTime":"2016-12-31T23:58:36.6670033-08:00",' +
        '"state":"error",' +
        '"version":"Version value"}',
    )
    assert.match(encodeNew({ ...properties, id, state: "error" }), /^\{"@odata.type":"[^"]+","id":"5d5bd8c1/)
  })

  it.prop(
    "writes every property of every connector, and no other",
    [NewDomainJoinConnector],
    ([connector]) =>
      assert.deepStrictEqual(JSON.parse(encodeNew(connector)), { "@odata.type": type, ...connector }),
    large,
  )
})

describe("decodeEntity", () => {
  const decode = (change: object) => decodeEntity({ ...seed, ...change })

  it("ignores annotations and properties that it does not know", () => {
    const json = JSON.parse(
      '{"@odata.context": 1, "@odata.type": "#other", "state@odata.type": "#x", "@microsoft.graph.tips": "use $select",' +
        '"machineName": "PC-1", "__proto__": {"version": "inherited"}, "Id": "other"}',
    )
    assert.deepStrictEqual(decode(json), Option.some(seed))
  })

  it("keeps a state that it does not know, and no value that is none", () => {
    for (const state of ["pending", "Active", "1", ""]) {
      assert.deepStrictEqual<unknown>(decode({ state }), Option.some({ ...seed, state }))
    }
    for (const state of [1, null, {}]) assert.deepStrictEqual(decode({ state }), Option.none())
  })

  it("reads a display name that is left out as null", () => {
    const { displayName: _, ...json } = seed
    const expected = Option.some({ ...seed, displayName: null })
    assert.deepStrictEqual(decodeEntity(json), expected)
    assert.deepStrictEqual(decode({ displayName: null }), expected)
    assert.deepStrictEqual(decode({ displayName: 3 }), Option.none())
  })

  it("reads nothing where another property is missing or wrong", () => {
    for (const property of ["id", "lastConnectionDateTime", "state", "version"] as const) {
      const { [property]: _, ...json } = seed
      assert.deepStrictEqual(decodeEntity(json), Option.none(), property)
      for (const value of [null, 3, ["a"], "\ud83d"]) {
        if (property === "state" && value === "\ud83d") continue
        assert.deepStrictEqual(decode({ [property]: value }), Option.none(), `${property} ${value}`)
      }
    }
    assert.deepStrictEqual(decode({ id: "" }), Option.none())
    assert.deepStrictEqual(decode({ lastConnectionDateTime: "2016-12-31T23:58:36" }), Option.none())
  })

  it("reads nothing from what is no object", () => {
    for (const json of [undefined, null, true, 3, "text", [], [seed], { value: seed }, { value: [seed] }]) {
      assert.deepStrictEqual(decodeEntity(json), Option.none())
    }
    const inherited = JSON.parse(`{"__proto__": ${JSON.stringify(seed)}}`)
    assert.deepStrictEqual(decodeEntity(inherited), Option.none())
  })

  const names = Schema.Literals([...Object.keys(seed), "displayname", "@odata.type", "__proto__"])
  it.prop(
    "answers any JSON at all, with what the schema accepts",
    [Arbitrary.array(Arbitrary.all([Arbitrary.schema(names), Arbitrary.schema(Schema.Json)])), Schema.Json],
    ([changes, json]) => {
      decodeEntity(json)
      const changed = { ...seed, ...Object.fromEntries(changes) }
      assert.strictEqual(Option.isSome(decodeEntity(changed)), Schema.is(DomainJoinConnector)(changed))
    },
    { arbitrary: { runs: 300 } },
  )
})
