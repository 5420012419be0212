/**
 * The properties of a connector, one row each.
 *
 * Schemas, equality, filters, JSON, SQL, CSV, metadata, output and the laws of a store follow from this table.
 */
import { Schema } from "effect"
import { DateTimeOffset } from "./DateTimeOffset.ts"
import { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"
import { StorableText } from "./StorableText.ts"

/** The kind of a property's values. Texts and states are compared by code points, timestamps by their instants. */
export type PropertyKind = "text" | "timestamp" | "state"

/** One row of the table. */
interface Property {
  readonly kind: PropertyKind
  /** The values that a caller may give, except null. */
  readonly schema: Schema.Top
  readonly isNullable: boolean
  /** Whether a create requires it. A store generates the value of an optional property that is missing. */
  readonly onCreate: "required" | "optional"
  /** Whether an update can change the property. */
  readonly canChange: boolean
  /** One or two sentences for documentation. */
  readonly description: string
  /** The value in the Graph reference's example. */
  readonly example: string
}

/**
 * The table of properties.
 *
 * Source: the Graph reference of `deviceManagementDomainJoinConnector`. In Graph's metadata, only `displayName` is nullable.
 * The reference lists `id` as required on create, but its own example has no `id`; here it is optional.
 *
 * @example
 * ```ts
 * import { connectorProperties, propertyNames } from "@odj/domain"
 *
 * console.log(propertyNames.join(", ")) // => id, displayName, lastConnectionDateTime, state, version
 * console.log(connectorProperties.displayName.isNullable) // => true
 * ```
 */
export const connectorProperties = {
  id: {
    kind: "text",
    schema: StorableText.check(Schema.isNonEmpty({ message: "Expected at least one character" })),
    isNullable: false,
    onCreate: "optional",
    canChange: false,
    description: "Identifies the connector. A new connector without an id gets a GUID.",
    example: "77296cf7-6cf7-7729-f76c-2977f76c2977",
  },
  displayName: {
    kind: "text",
    schema: StorableText,
    isNullable: true,
    onCreate: "required",
    canChange: true,
    description: "The name that people see. Several connectors may have the same name.",
    example: "Display Name value",
  },
  lastConnectionDateTime: {
    kind: "timestamp",
    schema: DateTimeOffset,
    isNullable: false,
    onCreate: "required",
    canChange: true,
    description:
      "When the connector last contacted Intune. The text is kept as given, to the last digit and with its offset.",
    example: "2016-12-31T23:58:36.6670033-08:00",
  },
  state: {
    kind: "state",
    schema: DomainJoinConnectorState,
    isNullable: false,
    onCreate: "required",
    canChange: true,
    description: "The state of the connector, as Intune sees it.",
    example: "error",
  },
  version: {
    kind: "text",
    schema: StorableText,
    isNullable: false,
    onCreate: "required",
    canChange: true,
    description: "The version of the connector: any text. Intune's own versions are four numbers with dots.",
    example: "Version value",
  },
} as const satisfies Record<string, Property>

type Table = typeof connectorProperties

/** The name of a property that every connector has. */
export type ConnectorProperty = keyof Table

/** The name of a property that can change. */
export type ChangeableProperty = {
  [Name in ConnectorProperty]: Table[Name]["canChange"] extends true ? Name : never
}[ConnectorProperty]

/** The name of a property that has a timestamp. */
export type TimestampProperty = {
  [Name in ConnectorProperty]: Table[Name]["kind"] extends "timestamp" ? Name : never
}[ConnectorProperty]

/** The names of all properties, in the order of the table. */
export const propertyNames = Object.keys(connectorProperties) as ReadonlyArray<ConnectorProperty>

/** The names of the properties that can change. */
export const changeableNames = propertyNames.filter(
  (name): name is ChangeableProperty => connectorProperties[name].canChange,
)

/** The row of a property, with the same type for all properties. */
export const propertyOf = (name: ConnectorProperty): Property => connectorProperties[name]
