/** Shows which inputs are invalid, and the messages of their problems. It is long because of its tables of examples. */
import { assert, describe, it } from "@effect/vitest"
import {
  DomainJoinConnectorPatch,
  exampleConnector,
  NewDomainJoinConnector,
  propertyNames,
  propertyOf,
} from "@odj/domain"
import { Arbitrary, Result, Schema } from "effect"
import { InvalidConnector, validate, validatePatch } from "../src/index.ts"

/** The properties of the example, and the names of the required ones. */
const seed: Readonly<Record<string, unknown>> = exampleConnector
const requiredNames = propertyNames.filter((name) => propertyOf(name).onCreate === "required")

const problemsOf = (input: unknown) => {
  const result = validate(input)
  return Result.isFailure(result) ? result.failure.problems : []
}

const required = "Required"
const closed = "Unknown property (known: id, displayName, lastConnectionDateTime, state, version)"
const loneSurrogate = "Expected well-formed Unicode, found a lone surrogate"
const noNul = "Expected text without NUL (U+0000)"
const anotherType = "Expected #microsoft.graph.deviceManagementDomainJoinConnector"

/** Generates one of the values, which need not be literals. */
const oneOf = <A>(values: ReadonlyArray<A>) =>
  Arbitrary.map(
    Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: values.length - 1 }))),
    (index) => values[index] as A,
  )

const json = Arbitrary.schema(Schema.Json)

const annotations = Arbitrary.array(
  Arbitrary.all([oneOf(["@odata.id", "@odata.etag", "state@odata.type", "@vendor.x", "@"]), json]),
)

describe("validate", () => {
  it("accepts the body of the reference's example", () => {
    const body = { "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector", ...seed }
    assert.deepStrictEqual<unknown>(Result.getOrThrow(validate(JSON.parse(JSON.stringify(body)))), seed)
  })

  it("refuses anything but an object", () => {
    for (const input of [undefined, null, true, 3, 3n, "text", Symbol("s"), () => seed, [], [seed]]) {
      assert.deepStrictEqual(problemsOf(input), [{ path: [], message: "Expected an object" }])
    }
  })

  const refused: ReadonlyArray<readonly [property: string, value: unknown, message: string]> = [
    ["id", undefined, "Expected string"],
    ["id", null, "Expected string"],
    ["id", 3, "Expected string"],
    ["id", "", "Expected at least one character"],
    ["id", "\ud83d", loneSurrogate],
    ["id", "a\0", noNul],
    ["displayName", undefined, "Expected string | null"],
    ["displayName", ["a"], "Expected string | null"],
    ["displayName", "\ud83d", loneSurrogate],
    ["displayName", "a\0", noNul],
    ["lastConnectionDateTime", null, "Expected a string with a date and time"],
    ["lastConnectionDateTime", new Date(0), "Expected a string with a date and time"],
    [
      "lastConnectionDateTime",
      "yesterday",
      "Expected a date and time like 2016-12-31T23:58:36.6670033-08:00",
    ],
    ["lastConnectionDateTime", "2016-12-31T23:58:36", "Expected a time zone: Z, or an offset like -08:00"],
    ["state", null, 'Expected "active" | "error" | "inactive"'],
    ["state", "Error", 'Expected "active" | "error" | "inactive"'],
    ["state", "pending", 'Expected "active" | "error" | "inactive"'],
    ["state", 1, 'Expected "active" | "error" | "inactive"'],
    ["version", null, "Expected string"],
    ["version", 1.5, "Expected string"],
    ["version", "\ude00", loneSurrogate],
    ["version", "a\0", noNul],
    ["Id", "a", closed],
    ["", null, closed],
    ["odata.type", anotherType, closed],
  ]
  it("names the property and what was expected", () => {
    for (const [property, value, message] of refused) {
      assert.deepStrictEqual(problemsOf({ ...seed, [property]: value }), [{ path: [property], message }])
    }
  })

  it("requires every property but the id", () => {
    for (const property of requiredNames) {
      const { [property]: _, ...input } = seed
      assert.deepStrictEqual(problemsOf(input), [{ path: [property], message: required }])
    }
    assert.deepStrictEqual(problemsOf({ ...seed, id: "id" }), [])
  })

  it("reports every problem at once", () => {
    const { version: _, ...others } = seed
    const input = {
      "@odata.type": "#microsoft.graph.user",
      owner: "me",
      ...others,
      id: "",
      displayName: "\ud83d\0",
      lastConnectionDateTime: "2016-13-01T24:00Z",
      state: "pending",
    }
    assert.deepStrictEqual(problemsOf(input), [
      { path: ["@odata.type"], message: anotherType },
      { path: ["owner"], message: closed },
      { path: ["id"], message: "Expected at least one character" },
      { path: ["displayName"], message: loneSurrogate },
      { path: ["displayName"], message: noNul },
      { path: ["lastConnectionDateTime"], message: "Expected a month from 01 to 12" },
      { path: ["lastConnectionDateTime"], message: "Expected an hour from 00 to 23" },
      { path: ["state"], message: 'Expected "active" | "error" | "inactive"' },
      { path: ["version"], message: required },
    ])
  })

  it("refuses unknown properties, even those that every object inherits", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "displayname"]
    for (const name of names) {
      const input = JSON.parse(`{${JSON.stringify(name)}: {}, ${JSON.stringify(seed).slice(1)}`)
      assert.deepStrictEqual(problemsOf(input), [{ path: [name], message: closed }])
    }
    const onlyPrototype = JSON.parse(`{"__proto__": ${JSON.stringify(seed)}}`)
    assert.deepStrictEqual(problemsOf(onlyPrototype), [
      { path: ["__proto__"], message: closed },
      ...Object.keys(seed).map((name) => ({ path: [name], message: required })),
    ])
  })

  it("accepts every form of the type's name", () => {
    for (const name of [
      "#microsoft.graph.deviceManagementDomainJoinConnector",
      "microsoft.graph.deviceManagementDomainJoinConnector",
      "#graph.deviceManagementDomainJoinConnector",
      "https://graph.microsoft.com/beta/$metadata#microsoft.graph.deviceManagementDomainJoinConnector",
      "$metadata#graph.deviceManagementDomainJoinConnector",
    ]) {
      assert.deepStrictEqual(problemsOf({ ...seed, "@odata.type": name }), [], name)
    }
  })

  it("refuses an @odata.type that names another type", () => {
    for (const name of [
      undefined,
      null,
      3,
      true,
      {},
      ["#microsoft.graph.deviceManagementDomainJoinConnector"],
      "",
      "#",
      "#microsoft.graph.user",
      "#microsoft.graph.deviceManagementDomainJoinConnectorState",
      "#microsoft.graph.devicemanagementdomainjoinconnector",
      "#deviceManagementDomainJoinConnector",
      "#microsoft.deviceManagementDomainJoinConnector",
      "##microsoft.graph.deviceManagementDomainJoinConnector",
      "#vendor.microsoft.graph.deviceManagementDomainJoinConnector",
      "#Collection(microsoft.graph.deviceManagementDomainJoinConnector)",
      "#microsoft.graph.deviceManagementDomainJoinConnector\n",
      " #microsoft.graph.deviceManagementDomainJoinConnector",
      "https://graph.microsoft.com/beta/#microsoft.graph.deviceManagementDomainJoinConnector",
      "https://graph.microsoft.com/beta/$metadata#microsoft.graph.user",
    ]) {
      assert.deepStrictEqual(problemsOf({ ...seed, "@odata.type": name }), [
        { path: ["@odata.type"], message: anotherType },
      ])
    }
  })

  it.prop(
    "returns the properties unchanged and without annotations, and does not change the input",
    [NewDomainJoinConnector, annotations],
    ([connector, annotations]) => {
      const input = Object.freeze({ ...Object.fromEntries(annotations), ...connector })
      assert.deepStrictEqual(Result.getOrThrow(validate(input)), connector)
    },
  )

  /** Values that make each property invalid with one problem; `undefined` leaves it out. */
  const breaks: Record<string, ReadonlyArray<unknown>> = {
    id: ["", null, 3, "\0"],
    displayName: [undefined, 3, "\ud83d", {}],
    lastConnectionDateTime: [undefined, null, "", "2016-12-31T23:58:36"],
    state: [undefined, null, "pending", 1],
    version: [undefined, null, [], "a\0"],
    "@odata.type": ["", null, "#microsoft.graph.user", {}],
    owner: ["me", null, 3, {}],
  }
  it.prop(
    "reports exactly the invalid properties",
    [
      NewDomainJoinConnector,
      Arbitrary.array(Arbitrary.all([oneOf(Object.keys(breaks)), oneOf([0, 1, 2, 3])]), { minLength: 1 }),
      annotations,
    ],
    ([connector, choices, annotations]) => {
      const broken = new Map(choices.map(([property, way]) => [property, breaks[property]?.[way]]))
      const input = new Map<string, unknown>([...annotations, ...Object.entries(connector)])
      for (const [property, value] of broken) {
        if (value === undefined) input.delete(property)
        else input.set(property, value)
      }
      const paths = problemsOf(Object.fromEntries(input)).map(({ path }) => path)
      assert.sameDeepMembers(
        paths,
        Array.from(broken.keys(), (property) => [property]),
      )
    },
    { arbitrary: { runs: 300 } },
  )

  const oddities: ReadonlyArray<unknown> = [
    undefined,
    () => seed,
    Symbol("s"),
    3n,
    Number.NaN,
    -0,
    new Date(Number.NaN),
    new Map(Object.entries(seed)),
    new (class Connector {
      displayName = "a"
      #state = "error"
      get state() {
        return this.#state
      }
    })(),
    new String("error"),
    Object.create(null),
    new Proxy([], {}),
    Promise.resolve(seed),
    ...Object.values(seed),
  ]
  const values = Arbitrary.flatMap(oneOf([json, oneOf(oddities)]), (values) => values)
  const objects = Arbitrary.array(
    Arbitrary.all([oneOf([...Object.keys(breaks), "__proto__", "constructor", "state@odata.type"]), values]),
  ).pipe(Arbitrary.map(Object.fromEntries))
  it.prop(
    "never throws, and reports a problem with every invalid value",
    [Arbitrary.flatMap(oneOf([values, objects]), (inputs) => inputs)],
    ([input]) => {
      const result = validate(input)
      if (Result.isSuccess(result)) return
      assert.isNotEmpty(result.failure.problems)
      for (const { path, message } of result.failure.problems) {
        assert.isTrue(path.every((name) => typeof name === "string"))
        assert.match(message, /^(?:Expected \S|Required$|Unknown property \(known: )/)
      }
    },
    { arbitrary: { runs: 500 } },
  )
})

describe("validatePatch", () => {
  const id = "5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d"
  const ownId = "Expected the connector's own id: it can't be changed"

  const patchProblemsOf = (input: unknown) => {
    const result = validatePatch(id, input)
    return Result.isFailure(result) ? result.failure.problems : []
  }

  it("accepts any of the properties, or none", () => {
    for (const patch of [{}, { displayName: null }, { state: "active", version: "" }, seed]) {
      assert.deepStrictEqual<unknown>(validatePatch(id, patch), Result.succeed(patch))
    }
  })

  it("accepts a connector that was read, and leaves its id out", () => {
    const read = { "@odata.context": "https://graph.microsoft.com/beta/$metadata#a", id, ...seed }
    assert.deepStrictEqual<unknown>(validatePatch(id, read), Result.succeed(seed))
  })

  it("refuses another id", () => {
    for (const other of [id.toUpperCase(), "", null, undefined, 3, [id], new String(id)]) {
      assert.deepStrictEqual(patchProblemsOf({ ...seed, id: other }), [{ path: ["id"], message: ownId }])
    }
  })

  it("refuses anything but an object", () => {
    for (const input of [undefined, null, true, 3, "text", [], [seed]]) {
      assert.deepStrictEqual(patchProblemsOf(input), [{ path: [], message: "Expected an object" }])
    }
  })

  it("reports every problem at once", () => {
    const input = {
      "@odata.type": "#microsoft.graph.user",
      owner: "me",
      id: "other",
      displayName: "\ud83d",
      lastConnectionDateTime: null,
      state: "pending",
      version: null,
    }
    assert.deepStrictEqual(patchProblemsOf(input), [
      { path: ["id"], message: ownId },
      { path: ["@odata.type"], message: anotherType },
      { path: ["owner"], message: closed },
      { path: ["displayName"], message: loneSurrogate },
      { path: ["lastConnectionDateTime"], message: "Expected a string with a date and time" },
      { path: ["state"], message: 'Expected "active" | "error" | "inactive"' },
      { path: ["version"], message: "Expected string" },
    ])
  })

  it.prop(
    "returns the properties unchanged and without annotations, and does not change the input",
    [DomainJoinConnectorPatch, annotations, Schema.Boolean],
    ([patch, annotations, hasId]) => {
      const input = Object.freeze({ ...Object.fromEntries(annotations), ...patch, ...(hasId && { id }) })
      assert.deepStrictEqual(Result.getOrThrow(validatePatch(id, input)), patch)
    },
  )

  it.prop(
    "reports the same problems as validate for the given properties",
    [Arbitrary.array(Arbitrary.all([oneOf([...Object.keys(seed), "@odata.type", "owner"]), json]))],
    ([changes]) => {
      const input = Object.fromEntries(changes)
      assert.deepStrictEqual(patchProblemsOf(input), problemsOf({ ...seed, ...input }))
    },
    { arbitrary: { runs: 300 } },
  )
})

describe("InvalidConnector", () => {
  it("has every problem in its message, with its path", () => {
    const failure = new InvalidConnector({
      problems: [
        { path: [], message: "Expected an object" },
        { path: ["version"], message: required },
        { path: ["a", "b"], message: closed },
      ],
    })
    assert.strictEqual(
      failure.message,
      `The connector is invalid: Expected an object; version: ${required}; a: b: ${closed}`,
    )
  })
})
