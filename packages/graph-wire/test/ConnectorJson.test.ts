/** Tests how connectors are written and read. It is long because it has verbatim examples of each kind of JSON. */
import { assert, describe, it } from "@effect/vitest"
import {
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  exampleConnector,
  NewDomainJoinConnector,
  propertyNames,
  propertyOf,
  withId,
} from "@odj/domain"
import { Arbitrary, Option, Result, Schema } from "effect"
import {
  decodeCollection,
  decodeEntity,
  encodeCollection,
  encodeEntity,
  encodeNewEntity,
  encodePatch,
  type Representation,
} from "../src/index.ts"

const serviceRoot = "https://graph.microsoft.com/beta"
const context = `${serviceRoot}/$metadata#deviceManagement/domainJoinConnectors/$entity`
const type = "#microsoft.graph.deviceManagementDomainJoinConnector"

const id = "5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d"
const seed = withId(id, exampleConnector)

/** Smaller arbitrary connectors have neither offsets nor fractions. */
const large = { arbitrary: { size: 50 } }

const encodeMinimal = (connector: DomainJoinConnector) =>
  encodeEntity(connector, { serviceRoot, metadata: "minimal" })

const representations = Arbitrary.schema(
  Schema.Struct({
    serviceRoot: Schema.Literals([serviceRoot, "http://127.0.0.1:8365/v1.0"]),
    metadata: Schema.Literals(["none", "minimal", "full"]),
    select: Schema.optional(Schema.UniqueArray(Schema.Literals(propertyNames)).check(Schema.isMinLength(1))),
  }),
)

/** The members of an entity in the order of the text, without `@odata.context`. */
const expectedMembers = (
  connector: DomainJoinConnector,
  { serviceRoot, metadata, select = propertyNames }: Representation,
): ReadonlyArray<readonly [name: string, value: unknown]> => {
  const path = `deviceManagement/domainJoinConnectors('${encodeURIComponent(connector.id.replaceAll("'", "''"))}')`
  const types = {
    text: undefined,
    timestamp: "#DateTimeOffset",
    state: "#microsoft.graph.deviceManagementDomainJoinConnectorState",
  }
  return [
    ...(metadata === "none" ? [] : [["@odata.type", type] as const]),
    ...(metadata === "full"
      ? [["@odata.id", `${serviceRoot}/${path}`] as const, ["@odata.editLink", path] as const]
      : []),
    ...select.flatMap((name) => {
      const type = metadata === "full" ? types[propertyOf(name).kind] : undefined
      const member = [name, connector[name]] as const
      return type === undefined ? [member] : [[`${name}@odata.type`, type] as const, member]
    }),
  ]
}

describe("encodeEntity", () => {
  it("writes the reference's example with its context, annotations first", () => {
    assert.strictEqual(
      encodeMinimal(seed),
      '{"@odata.context":"https://graph.microsoft.com/beta/$metadata#deviceManagement/domainJoinConnectors/$entity",' +
        '"@odata.type":"#microsoft.graph.deviceManagementDomainJoinConnector",' +
        '"id":"5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d",' +
        '"displayName":"Display Name value",' +
        '"lastConnectionDateTime":"2016-12-31T23:58:36.6670033-08:00",' +
        '"state":"error",' +
        '"version":"Version value"}',
    )
  })

  it("writes only the properties without metadata", () => {
    assert.strictEqual(encodeEntity(seed, { serviceRoot, metadata: "none" }), JSON.stringify(seed))
  })

  it("writes types and the address with full metadata, each type before its property", () => {
    assert.strictEqual(
      encodeEntity({ ...seed, id: "it's" }, { serviceRoot, metadata: "full" }),
      `{"@odata.context":"${context}",` +
        '"@odata.type":"#microsoft.graph.deviceManagementDomainJoinConnector",' +
        `"@odata.id":"https://graph.microsoft.com/beta/deviceManagement/domainJoinConnectors('it''s')",` +
        `"@odata.editLink":"deviceManagement/domainJoinConnectors('it''s')",` +
        '"id":"it\'s",' +
        '"displayName":"Display Name value",' +
        '"lastConnectionDateTime@odata.type":"#DateTimeOffset",' +
        '"lastConnectionDateTime":"2016-12-31T23:58:36.6670033-08:00",' +
        '"state@odata.type":"#microsoft.graph.deviceManagementDomainJoinConnectorState",' +
        '"state":"error",' +
        '"version":"Version value"}',
    )
  })

  it("writes the selected properties in their order, and names them in the context", () => {
    assert.strictEqual(
      encodeEntity(seed, { serviceRoot, metadata: "minimal", select: ["state", "displayName"] }),
      '{"@odata.context":"https://graph.microsoft.com/beta/$metadata#deviceManagement/domainJoinConnectors(state,displayName)/$entity",' +
        '"@odata.type":"#microsoft.graph.deviceManagementDomainJoinConnector",' +
        '"state":"error","displayName":"Display Name value"}',
    )
    assert.strictEqual(
      encodeEntity(seed, { serviceRoot, metadata: "none", select: ["state"] }),
      '{"state":"error"}',
    )
  })

  it.prop(
    "writes every connector so that it can be read back",
    [DomainJoinConnector, Schema.Literals(["none", "minimal", "full"])],
    ([connector, metadata]) => {
      const json = JSON.parse(encodeEntity(connector, { serviceRoot, metadata }))
      assert.deepStrictEqual(decodeEntity(json), Result.succeed(connector))
    },
    large,
  )

  it.prop(
    "writes the members in the order that a streaming reader relies on",
    [DomainJoinConnector, representations],
    ([connector, representation]) => {
      const { metadata, select } = representation
      const suffix = `${select === undefined ? "" : `(${select.join(",")})`}/$entity`
      const contextUrl = `${representation.serviceRoot}/$metadata#deviceManagement/domainJoinConnectors${suffix}`
      assert.deepStrictEqual(Object.entries(JSON.parse(encodeEntity(connector, representation))), [
        ...(metadata === "none" ? [] : [["@odata.context", contextUrl]]),
        ...expectedMembers(connector, representation),
      ] as Array<[string, unknown]>)
    },
    large,
  )
})

describe("encodeCollection", () => {
  it("writes the context, the count, the next link, and then the connectors", () => {
    const collection = { connectors: [seed, { ...seed, id: "b" }], count: 5, nextLink: `${serviceRoot}/next` }
    assert.strictEqual(
      encodeCollection(collection, { serviceRoot, metadata: "minimal" }),
      '{"@odata.context":"https://graph.microsoft.com/beta/$metadata#deviceManagement/domainJoinConnectors",' +
        '"@odata.count":5,"@odata.nextLink":"https://graph.microsoft.com/beta/next",' +
        `"value":[${[id, "b"].map((id) => JSON.stringify({ "@odata.type": type, ...seed, id })).join(",")}]}`,
    )
  })

  it("keeps the count and the next link without metadata", () => {
    assert.strictEqual(
      encodeCollection(
        { connectors: [seed], count: 0, nextLink: "next" },
        { serviceRoot, metadata: "none", select: ["id"] },
      ),
      '{"@odata.count":0,"@odata.nextLink":"next","value":[{"id":"5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d"}]}',
    )
    assert.strictEqual(
      encodeCollection({ connectors: [] }, { serviceRoot, metadata: "none" }),
      '{"value":[]}',
    )
  })

  it("writes the count as a text with IEEE754Compatible", () => {
    assert.strictEqual(
      encodeCollection(
        { connectors: [], count: 5 },
        { serviceRoot, metadata: "none", ieee754Compatible: true },
      ),
      '{"@odata.count":"5","value":[]}',
    )
  })

  it("names the selected properties in the context", () => {
    assert.strictEqual(
      encodeCollection(
        { connectors: [] },
        { serviceRoot, metadata: "full", select: ["displayName", "state"] },
      ),
      '{"@odata.context":"https://graph.microsoft.com/beta/$metadata#deviceManagement/domainJoinConnectors(displayName,state)","value":[]}',
    )
  })

  it.prop(
    "writes each connector like a single entity without its context",
    [Schema.Array(DomainJoinConnector), representations],
    ([connectors, representation]) => {
      const { value } = JSON.parse(encodeCollection({ connectors }, representation))
      assert.deepStrictEqual(
        value.map(Object.entries),
        connectors.map((connector) => expectedMembers(connector, representation)),
      )
    },
  )
})

describe("encodeNewEntity", () => {
  it("writes the body of the reference's example, without an id if there is none", () => {
    assert.strictEqual(
      encodeNewEntity(exampleConnector),
      '{"@odata.type":"#microsoft.graph.deviceManagementDomainJoinConnector",' +
        '"displayName":"Display Name value",' +
        '"lastConnectionDateTime":"2016-12-31T23:58:36.6670033-08:00",' +
        '"state":"error",' +
        '"version":"Version value"}',
    )
    assert.match(encodeNewEntity({ ...exampleConnector, id }), /^\{"@odata.type":"[^"]+","id":"5d5bd8c1/)
  })

  it.prop(
    "writes every property of every connector, and no other",
    [NewDomainJoinConnector],
    ([connector]) =>
      assert.deepStrictEqual(JSON.parse(encodeNewEntity(connector)), { "@odata.type": type, ...connector }),
    large,
  )
})

describe("encodePatch", () => {
  it("writes the given properties and the type", () => {
    assert.strictEqual(
      encodePatch({ displayName: null, state: "inactive" }),
      '{"@odata.type":"#microsoft.graph.deviceManagementDomainJoinConnector","displayName":null,"state":"inactive"}',
    )
  })

  it.prop(
    "writes every change, and nothing else",
    [DomainJoinConnectorPatch],
    ([patch]) => assert.deepStrictEqual(JSON.parse(encodePatch(patch)), { "@odata.type": type, ...patch }),
    large,
  )
})

describe("decodeEntity", () => {
  const decoded = (json: unknown) => Result.getSuccess(decodeEntity(json))
  const decode = (change: object) => decoded({ ...seed, ...change })

  it("ignores annotations and unknown properties", () => {
    const json = JSON.parse(
      '{"@odata.context": 1, "@odata.type": "#other", "state@odata.type": "#x", "@microsoft.graph.tips": "use $select",' +
        '"machineName": "PC-1", "__proto__": {"version": "inherited"}, "Id": "other"}',
    )
    assert.deepStrictEqual(decode(json), Option.some(seed))
  })

  it("keeps an unknown state, and rejects a value that can't be a state", () => {
    for (const state of ["pending", "Active", "1", ""]) {
      assert.deepStrictEqual<unknown>(decode({ state }), Option.some({ ...seed, state }))
    }
    for (const state of [1, null, {}]) assert.deepStrictEqual(decode({ state }), Option.none())
  })

  it("reads a missing nullable property as null, and rejects an entity without another one", () => {
    for (const name of propertyNames) {
      const { [name]: _, ...json } = seed
      const expected = propertyOf(name).isNullable ? Option.some({ ...seed, [name]: null }) : Option.none()
      assert.deepStrictEqual<unknown>(decoded(json), expected, name)
      assert.deepStrictEqual<unknown>(decode({ [name]: null }), expected, name)
    }
  })

  it("rejects an entity with an invalid property", () => {
    for (const name of propertyNames) {
      for (const value of [3, ["a"], ...(propertyOf(name).kind === "state" ? [] : ["\ud83d"])]) {
        assert.deepStrictEqual(decode({ [name]: value }), Option.none(), `${name} ${value}`)
      }
    }
    assert.deepStrictEqual(decode({ id: "" }), Option.none())
    assert.deepStrictEqual(decode({ lastConnectionDateTime: "2016-12-31T23:58:36" }), Option.none())
  })

  it("rejects anything but an object", () => {
    for (const json of [undefined, null, true, 3, "text", [], [seed], { value: seed }, { value: [seed] }]) {
      assert.deepStrictEqual(decoded(json), Option.none())
    }
    const inherited = JSON.parse(`{"__proto__": ${JSON.stringify(seed)}}`)
    assert.deepStrictEqual(decoded(inherited), Option.none())
  })

  it("says why it rejects an entity, and shows it as far as possible", () => {
    const { version: _, ...json } = { ...seed, state: null }
    assert.deepStrictEqual(
      decodeEntity(json),
      Result.fail({
        id: seed.id,
        problems: [
          { path: ["state"], message: "Must be a string, not null" },
          { path: ["version"], message: "Missing" },
        ],
        properties: json,
      }),
    )
  })

  const names = Schema.Literals([...Object.keys(seed), "displayname", "@odata.type", "__proto__"])
  it.prop(
    "accepts exactly the JSON that the schema accepts",
    [Arbitrary.array(Arbitrary.all([Arbitrary.schema(names), Arbitrary.schema(Schema.Json)])), Schema.Json],
    ([changes, json]) => {
      decodeEntity(json)
      const changed = { ...seed, ...Object.fromEntries(changes) }
      assert.strictEqual(Result.isSuccess(decodeEntity(changed)), Schema.is(DomainJoinConnector)(changed))
    },
    { arbitrary: { runs: 300 } },
  )
})

describe("decodeCollection", () => {
  const { displayName: _, ...nameless } = seed

  it("reads the connectors, the count and the next link", () => {
    const json = {
      "@odata.context": "other",
      "@odata.count": 5,
      "@odata.nextLink": "next",
      "@microsoft.graph.tips": "use $select",
      value: [{ ...seed, "@odata.type": "#other", machineName: "PC-1" }, nameless],
    }
    assert.deepStrictEqual(
      decodeCollection(json),
      Option.some({ connectors: [seed, { ...seed, displayName: null }], count: 5, nextLink: "next" }),
    )
    assert.deepStrictEqual(decodeCollection({ value: [] }), Option.some({ connectors: [] }))
  })

  it("reads the link to the next page under its names in OData 3 and 4.01", () => {
    for (const name of ["@odata.nextLink", "@nextLink", "odata.nextLink"]) {
      assert.deepStrictEqual(
        decodeCollection({ [name]: "next", value: [] }),
        Option.some({ connectors: [], nextLink: "next" }),
      )
    }
  })

  it("ignores an invalid count and an invalid link", () => {
    for (const value of [null, {}, true]) {
      const json = { "@odata.count": value, "@odata.nextLink": value, value: [seed] }
      assert.deepStrictEqual(decodeCollection(json), Option.some({ connectors: [seed] }))
    }
    for (const count of [-1, 0.5, 2 ** 53]) {
      assert.deepStrictEqual(
        decodeCollection({ "@odata.count": count, value: [] }),
        Option.some({ connectors: [] }),
      )
    }
    const swapped = { "@odata.count": "5", "@odata.nextLink": 5, value: [] }
    assert.deepStrictEqual(decodeCollection(swapped), Option.some({ connectors: [] }))
  })

  it("rejects anything but a collection", () => {
    for (const json of [
      undefined,
      null,
      true,
      3,
      "text",
      [],
      [seed],
      {},
      seed,
      { value: seed },
      { value: null },
    ]) {
      assert.deepStrictEqual(decodeCollection(json), Option.none())
    }
  })

  it("keeps entities that can't be read apart, in their order", () => {
    const entities = [null, {}, [], "text", { ...seed, id: "" }, { ...seed, state: 1 }]
    const collection = decodeCollection({ value: [seed, ...entities, seed], "@odata.nextLink": "next" })
    assert.deepStrictEqual(
      collection,
      Option.some({
        connectors: [seed, seed],
        unreadable: entities.map((entity) => Result.getOrThrow(Result.flip(decodeEntity(entity)))),
        nextLink: "next",
      }),
    )
  })

  it("reads the ones that the service could not read, unless they are invalid themselves", () => {
    const unreadable = [
      { id: "a", problems: [{ path: ["state"], message: "wrong" }], properties: { state: null } },
    ]
    const text = encodeCollection({ connectors: [seed], unreadable }, { serviceRoot, metadata: "none" })
    assert.deepStrictEqual(
      decodeCollection(JSON.parse(text)),
      Option.some({ connectors: [seed], unreadable }),
    )
    for (const annotation of [null, {}, "text", [], [null], [{ id: "a" }]]) {
      assert.deepStrictEqual(
        decodeCollection({ value: [seed], "@odj.unreadable": annotation }),
        Option.some({ connectors: [seed] }),
      )
    }
  })

  it.prop(
    "reads back what encodeCollection writes, whatever the metadata",
    [
      Schema.Array(DomainJoinConnector),
      Schema.Struct({
        count: Schema.optionalKey(Schema.Natural),
        nextLink: Schema.optionalKey(Schema.String),
      }),
      Schema.Literals(["none", "minimal", "full"]),
    ],
    ([connectors, others, metadata]) => {
      const collection = { connectors, ...others }
      const json = JSON.parse(encodeCollection(collection, { serviceRoot, metadata }))
      assert.deepStrictEqual(decodeCollection(json), Option.some(collection))
    },
  )
})
