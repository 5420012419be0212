/**
 * Domain join connectors, as Intune talks about them.
 *
 * `NewDomainJoinConnector` is one that nobody has stored yet; `DomainJoinConnector` has an identity;
 * `DomainJoinConnectorPatch` is a change of one. They exist only in valid form, so no other module checks a field again.
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

type Given<Name extends ConnectorProperty> = Nullable<Name, Table[Name]["schema"]>

/** The schema of the property's values, with what the table says of all of them. */
const described = (name: ConnectorProperty, value: Schema.Top): Schema.Top => {
  const { isNullable, description, example } = propertyOf(name)
  return (isNullable ? Schema.NullOr(value) : value).annotate({ description, examples: [example] })
}

/** What a caller may give as the property. */
const givenSchema = (name: ConnectorProperty): Schema.Top => described(name, propertyOf(name).schema)

/** What a service may have as the property: of a state, a member that this version does not know as well. */
const storedSchema = (name: ConnectorProperty): Schema.Top => {
  const { kind, schema } = propertyOf(name)
  return described(
    name,
    kind === "state" ? Schema.Union([schema, Schema.StringForLiteralAutocomplete]) : schema,
  )
}

const required = (schema: Schema.Top) => schema.annotateKey({ messageMissingKey: "Required" })

/** A field for each of the properties. The cast says in types what the table says in values. */
const fieldsOf = <Fields extends Schema.Struct.Fields>(
  names: ReadonlyArray<ConnectorProperty>,
  field: (name: ConnectorProperty) => Schema.Top,
): Fields => Object.fromEntries(names.map((name) => [name, field(name)])) as Schema.Struct.Fields as Fields

/**
 * A connector that is to be created, with the properties of {@link connectorProperties}. A store makes a GUID if `id` is
 * absent.
 *
 * Source: the Graph reference of `Create deviceManagementDomainJoinConnector`.
 */
export const NewDomainJoinConnector = Schema.Struct(
  fieldsOf<{
    readonly [Name in ConnectorProperty]: Table[Name]["onCreate"] extends "optional"
      ? Schema.optionalKey<Given<Name>>
      : Given<Name>
  }>(propertyNames, (name) =>
    propertyOf(name).onCreate === "optional"
      ? Schema.optionalKey(givenSchema(name))
      : required(givenSchema(name)),
  ),
).annotate({ identifier: "NewDomainJoinConnector", message: "Expected an object" })
export interface NewDomainJoinConnector extends Schema.Schema.Type<typeof NewDomainJoinConnector> {}

/** A connector that is to be created, as a caller writes it: the timestamp is plain text, which decoding checks. */
export interface NewDomainJoinConnectorInput extends Schema.Codec.Encoded<typeof NewDomainJoinConnector> {}

/**
 * What of a connector is to be changed: the properties that are given, and no other. The identity of a connector never
 * changes.
 *
 * Source: the Graph reference of `Update deviceManagementDomainJoinConnector`.
 */
export const DomainJoinConnectorPatch = Schema.Struct(
  fieldsOf<{ readonly [Name in ChangeableProperty]: Schema.optionalKey<Given<Name>> }>(
    changeableNames,
    (name) => Schema.optionalKey(givenSchema(name)),
  ),
).annotate({ identifier: "DomainJoinConnectorPatch", message: "Expected an object" })
export interface DomainJoinConnectorPatch extends Schema.Schema.Type<typeof DomainJoinConnectorPatch> {}

/** A change of a connector, as a caller writes it: the timestamp is plain text, which decoding checks. */
export interface DomainJoinConnectorPatchInput
  extends Schema.Codec.Encoded<typeof DomainJoinConnectorPatch> {}

/**
 * A connector with an identity, as a store holds it.
 *
 * It differs from {@link NewDomainJoinConnector} in that `id` is always there, and that `state` may be a member which
 * this version does not know: what a service says is kept and shown, never dropped and never mistaken for another.
 */
export const DomainJoinConnector = Schema.Struct(
  fieldsOf<{
    readonly [Name in ConnectorProperty]: Table[Name]["kind"] extends "state"
      ? Nullable<
          Name,
          Schema.Union<readonly [Table[Name]["schema"], typeof Schema.StringForLiteralAutocomplete]>
        >
      : Given<Name>
  }>(propertyNames, (name) => required(storedSchema(name))),
).annotate({ identifier: "DomainJoinConnector" })
export interface DomainJoinConnector extends Schema.Schema.Type<typeof DomainJoinConnector> {}
