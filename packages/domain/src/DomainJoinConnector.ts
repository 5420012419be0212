/**
 * The schemas of Intune's domain join connectors.
 *
 * A `NewDomainJoinConnector` is not stored yet, a `DomainJoinConnector` is stored under an id, and a
 * `DomainJoinConnectorPatch` changes one. Their values are always valid, so no other module checks a property again.
 */
import { Schema } from "effect"
import {
  type ChangeableProperty,
  type ConnectorProperty,
  changeableNames,
  type connectorProperties,
  propertyNames,
  propertyOf,
} from "./ConnectorProperties.ts"

type Table = typeof connectorProperties

type Nullable<
  Name extends ConnectorProperty,
  Value extends Schema.Top,
> = Table[Name]["isNullable"] extends true ? Schema.NullOr<Value> : Value

type Input<Name extends ConnectorProperty> = Nullable<Name, Table[Name]["schema"]>

/** Makes the schema nullable if the property is, and adds the property's description and example. */
const described = (name: ConnectorProperty, value: Schema.Top): Schema.Top => {
  const { isNullable, description, example } = propertyOf(name)
  return (isNullable ? Schema.NullOr(value) : value).annotate({ description, examples: [example] })
}

/** The values that a caller may give. */
const inputSchema = (name: ConnectorProperty): Schema.Top => described(name, propertyOf(name).schema)

/** The values that a service may return. They include states that this version does not know. */
const storedSchema = (name: ConnectorProperty): Schema.Top => {
  const { kind, schema } = propertyOf(name)
  return described(
    name,
    kind === "state" ? Schema.Union([schema, Schema.StringForLiteralAutocomplete]) : schema,
  )
}

const required = (schema: Schema.Top) => schema.annotateKey({ messageMissingKey: "Required" })

const messages = { message: "Expected an object", messageUnexpectedKey: "Unknown property" }

/** Makes a field for each property. The caller names their types: TypeScript can't infer them from the table. */
const fieldsOf = <Fields extends Schema.Struct.Fields>(
  names: ReadonlyArray<ConnectorProperty>,
  field: (name: ConnectorProperty) => Schema.Top,
): Fields => Object.fromEntries(names.map((name) => [name, field(name)])) as Schema.Struct.Fields as Fields

/**
 * A connector to be created, with the properties of {@link connectorProperties}. A store generates a GUID if `id` is
 * missing.
 *
 * Decoding drops unknown properties. With `{ onExcessProperty: "error" }` it fails with `Unknown property`, and
 * `Schema.toJsonSchemaDocument` describes an object that can't have other properties.
 *
 * Source: the Graph reference of `Create deviceManagementDomainJoinConnector`.
 *
 * @example
 * ```ts
 * import { DomainJoinConnectorState, NewDomainJoinConnector } from "@odj/domain"
 * import { Schema } from "effect"
 *
 * const connector = Schema.decodeSync(NewDomainJoinConnector)({
 *   displayName: "HQ",
 *   lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
 *   state: DomainJoinConnectorState.active,
 *   version: "6.2504.2001.8",
 * })
 * console.log(connector.lastConnectionDateTime) // => 2016-12-31T23:58:36.6670033-08:00
 * ```
 */
export const NewDomainJoinConnector = Schema.Struct(
  fieldsOf<{
    readonly [Name in ConnectorProperty]: Table[Name]["onCreate"] extends "optional"
      ? Schema.optionalKey<Input<Name>>
      : Input<Name>
  }>(propertyNames, (name) =>
    propertyOf(name).onCreate === "optional"
      ? Schema.optionalKey(inputSchema(name))
      : required(inputSchema(name)),
  ),
).annotate({
  identifier: "NewDomainJoinConnector",
  ...messages,
})
export interface NewDomainJoinConnector extends Schema.Schema.Type<typeof NewDomainJoinConnector> {}

/**
 * A connector to be created, as a caller writes it. The timestamp is plain text, which decoding checks.
 *
 * @example
 * ```ts
 * import type { NewDomainJoinConnectorInput } from "@odj/domain"
 *
 * const input: NewDomainJoinConnectorInput = {
 *   displayName: null,
 *   lastConnectionDateTime: "2016-12-31T23:58Z",
 *   state: "error",
 *   version: "6.2504.2001.8",
 * }
 * console.log(input.state) // => error
 * ```
 */
export interface NewDomainJoinConnectorInput extends Schema.Codec.Encoded<typeof NewDomainJoinConnector> {}

/**
 * A change of a connector. Properties that are missing stay as they are, and the id never changes.
 *
 * Source: the Graph reference of `Update deviceManagementDomainJoinConnector`.
 *
 * @example
 * ```ts
 * import { DomainJoinConnectorPatch } from "@odj/domain"
 * import { Schema } from "effect"
 *
 * console.log(Schema.decodeSync(DomainJoinConnectorPatch)({ state: "inactive" })) // => { state: 'inactive' }
 * ```
 */
export const DomainJoinConnectorPatch = Schema.Struct(
  fieldsOf<{ readonly [Name in ChangeableProperty]: Schema.optionalKey<Input<Name>> }>(
    changeableNames,
    (name) => Schema.optionalKey(inputSchema(name)),
  ),
).annotate({
  identifier: "DomainJoinConnectorPatch",
  ...messages,
})
export interface DomainJoinConnectorPatch extends Schema.Schema.Type<typeof DomainJoinConnectorPatch> {}

/** A change of a connector, as a caller writes it: the timestamp is plain text, which decoding checks. */
export interface DomainJoinConnectorPatchInput
  extends Schema.Codec.Encoded<typeof DomainJoinConnectorPatch> {}

/**
 * A stored connector.
 *
 * Unlike a {@link NewDomainJoinConnector}, it always has an `id`. Its `state` may be any text: a state that this version does
 * not know is kept as the service returned it.
 *
 * @example
 * ```ts
 * import { DomainJoinConnector, exampleConnector } from "@odj/domain"
 * import { Schema } from "effect"
 *
 * const decode = Schema.decodeUnknownSync(DomainJoinConnector)
 * console.log(decode({ ...exampleConnector, id: "hq-1", state: "pending" }).state) // => pending
 * ```
 */
export const DomainJoinConnector = Schema.Struct(
  fieldsOf<{
    readonly [Name in ConnectorProperty]: Table[Name]["kind"] extends "state"
      ? Nullable<
          Name,
          Schema.Union<readonly [Table[Name]["schema"], typeof Schema.StringForLiteralAutocomplete]>
        >
      : Input<Name>
  }>(propertyNames, (name) => required(storedSchema(name))),
).annotate({ identifier: "DomainJoinConnector", ...messages })
export interface DomainJoinConnector extends Schema.Schema.Type<typeof DomainJoinConnector> {}
