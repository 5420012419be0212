/** Shows that requests and responses of the server validate against the schemas of its OpenAPI document. */
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, NewDomainJoinConnector, propertyNames } from "@odj/domain"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Effect, Schema } from "effect"
import { openApi } from "../../src/docs/OpenApi.ts"
import type { SchemaName } from "../../src/docs/OpenApiSchemas.ts"
import { collection, endpoint, jsonOf, seed } from "../endpoint.ts"

// The document has more than schemas, which strict mode refuses. Formats are annotations: the pattern decides.
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(openApi("http://localhost:8365", { isNeeded: true }), "openapi.json")

const validator = (name: SchemaName) => ajv.compile({ $ref: `openapi.json#/components/schemas/${name}` })

const isConnector = validator("DomainJoinConnector")
const isCollection = validator("DomainJoinConnectorCollection")
const isNewConnector = validator("NewDomainJoinConnector")
const isPatch = validator("DomainJoinConnectorPatch")

const Selection = Schema.NonEmptyArray(Schema.Literals(propertyNames))

describe("The schema of", () => {
  it.effect.prop(
    "a response accepts what the server sends, whatever `$select` names",
    [NewDomainJoinConnector, Selection],
    ([connector, selection]) =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        const query = `$select=${selection.join(",")}`
        const created = yield* send({ target: `${collection}?${query}`, body: { ...connector, id: "7" } })
        const updated = yield* send({
          method: "PATCH",
          target: `${collection}/7?${query}`,
          body: { state: "active" },
          headers: { prefer: "return=representation" },
        })
        const got = yield* send({ method: "GET", target: `${collection}/7?${query}` })
        const listed = yield* send({ method: "GET", target: `${collection}?${query}` })
        for (const response of [created, updated, got]) {
          assert.isTrue(isConnector(jsonOf(response)), JSON.stringify(isConnector.errors))
        }
        assert.isTrue(isCollection(jsonOf(listed)), JSON.stringify(isCollection.errors))
        const names = Object.keys(jsonOf(got)).filter((name) => !name.includes("@"))
        assert.sameMembers(names, [...new Set(selection)])
      }).pipe(Effect.scoped),
    { arbitrary: { size: 50, runs: 30 } },
  )

  const mistakes: ReadonlyArray<Record<string, unknown>> = [
    { id: "" },
    { displayName: 1 },
    { lastConnectionDateTime: "2016-12-31T23:58:36" },
    { lastConnectionDateTime: null },
    { state: "activ" },
    { version: null },
  ]

  it("a response refuses a wrong value, in a list as well", () => {
    assert.isTrue(isConnector(exampleConnector))
    for (const mistake of mistakes) {
      const name = JSON.stringify(mistake)
      assert.isFalse(isConnector(mistake), name)
      assert.isFalse(isCollection({ value: [exampleConnector, mistake] }), name)
    }
  })

  it.prop("a request accepts whatever the domain decodes", [NewDomainJoinConnector], ([connector]) => {
    assert.isTrue(isNewConnector(connector), JSON.stringify(isNewConnector.errors))
    assert.isTrue(isPatch(connector), JSON.stringify(isPatch.errors))
  })

  it("a request accepts annotations, and refuses wrong values and unknown properties", () => {
    assert.isTrue(isNewConnector(seed))
    assert.isTrue(isPatch({ "state@odata.type": "#String", state: "active" }))
    for (const mistake of [...mistakes, { color: "red" }]) {
      const name = JSON.stringify(mistake)
      assert.isFalse(isNewConnector({ ...exampleConnector, ...mistake }), name)
      if (!("id" in mistake)) assert.isFalse(isPatch(mistake), name)
    }
  })

  it("a create requires every property but the id, and an update none", () => {
    for (const name of Object.keys(exampleConnector)) {
      const { [name]: _, ...others } = exampleConnector as unknown as Record<string, unknown>
      assert.isFalse(isNewConnector(others), name)
    }
    assert.isTrue(isPatch({}))
  })
})
