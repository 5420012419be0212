/** Shows what Effect writes as JSON Schema for the domain's schemas, with an independent validator. */
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Result, Schema } from "effect"
import {
  changeableNames,
  DateTimeOffset,
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  DomainJoinConnectorState,
  exampleConnector,
  NewDomainJoinConnector,
  propertyNames,
  propertyOf,
  withId,
} from "../src/index.ts"

interface Definition {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties: boolean
}

const schemas: Record<string, Schema.Codec<unknown>> = {
  NewDomainJoinConnector,
  DomainJoinConnector,
  DomainJoinConnectorPatch,
}

const closed = { onExcessProperty: "error" } as const

const definition = (schema: Schema.Constraint, options?: { readonly onExcessProperty: "error" }) =>
  Object.values(Schema.toJsonSchemaDocument(schema, options).definitions)[0] as unknown as Definition

/** Formats are annotations in JSON Schema 2020-12: the pattern decides. */
const ajv = new Ajv2020({ validateFormats: false })

const stored = withId("hq-1", exampleConnector)

describe("The JSON Schema of", () => {
  for (const [name, schema] of Object.entries(schemas)) {
    const shape = definition(schema, closed)
    const { properties } = shape
    const names = name === "DomainJoinConnectorPatch" ? changeableNames : propertyNames
    const valid = Object.fromEntries(names.map((property) => [property, stored[property]]))
    const validate = ajv.compile(shape)

    it(`${name} has the table's properties, descriptions and examples`, () => {
      assert.deepStrictEqual(Object.keys(properties), [...names])
      for (const property of names) {
        const { description, examples } = properties[property] ?? {}
        assert.strictEqual(description, propertyOf(property).description)
        assert.deepStrictEqual(examples, [propertyOf(property).example])
      }
    })

    it(`${name} has the timestamp's format and pattern`, () => {
      const { format, pattern } = Schema.toJsonSchemaDocument(DateTimeOffset).schema
      assert.strictEqual(properties.lastConnectionDateTime?.format, format)
      assert.strictEqual(properties.lastConnectionDateTime?.pattern, pattern)
    })

    it(`${name} refuses unknown properties exactly if decoding does`, () => {
      const excess = { ...valid, color: "red" }
      for (const options of [closed, undefined]) {
        const isValid = ajv.compile(definition(schema, options))(excess)
        const decoded = Schema.decodeResult(schema, options)(excess)
        assert.strictEqual(isValid, options === undefined)
        assert.strictEqual(Result.isSuccess(decoded), isValid)
      }
    })

    it(`${name} refuses wrong values of each property, and accepts null only if the table does`, () => {
      assert.isTrue(validate(valid), JSON.stringify(validate.errors))
      for (const property of names) {
        assert.isFalse(validate({ ...valid, [property]: 1 }), property)
        assert.strictEqual(
          validate({ ...valid, [property]: null }),
          propertyOf(property).isNullable,
          property,
        )
      }
      assert.isFalse(validate({ ...valid, lastConnectionDateTime: "2016-12-31 23:58" }))
      assert.strictEqual(validate({ ...valid, state: "activ" }), name === "DomainJoinConnector")
    })

    it.prop(`${name} accepts every value that decodes`, [schema], ([connector]) => {
      assert.isTrue(validate(connector), JSON.stringify(validate.errors))
    })
  }

  it("NewDomainJoinConnector requires the properties that a create requires, and refuses an empty id", () => {
    const { required } = definition(NewDomainJoinConnector)
    assert.deepStrictEqual(
      required,
      propertyNames.filter((property) => propertyOf(property).onCreate === "required"),
    )
    assert.isFalse(ajv.compile(definition(NewDomainJoinConnector))({ ...exampleConnector, id: "" }))
  })

  it("DomainJoinConnector requires all properties, and DomainJoinConnectorPatch none", () => {
    assert.deepStrictEqual(definition(DomainJoinConnector).required, propertyNames)
    assert.isUndefined(definition(DomainJoinConnectorPatch).required)
  })

  it("DomainJoinConnectorState lists the members", () => {
    const { schema } = Schema.toJsonSchemaDocument(DomainJoinConnectorState)
    assert.deepStrictEqual(schema.enum, DomainJoinConnectorState.literals)
  })
})
