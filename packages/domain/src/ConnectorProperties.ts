/**
 * The properties of a connector, a row each. Whatever depends on which properties there are follows from this table:
 * the schemas, equality, filters, JSON, SQL, CSV, metadata, output and the laws of a store.
 */
import { Schema } from "effect"
import { DateTimeOffset } from "./DateTimeOffset.ts"
import { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"
import { Text } from "./Text.ts"

/**
 * What a property holds, and so how it is compared: a text and a state by code points, a timestamp by its instant.
 */
export type PropertyKind = "text" | "timestamp" | "state"

/** What the model says of one property. */
interface Property {
  readonly kind: PropertyKind
  /** What a caller may give, apart from null. */
  readonly schema: Schema.Top
  readonly isNullable: boolean
  /** Whether a create needs it. A store makes what is optional and absent. */
  readonly onCreate: "required" | "optional"
  /** Whether it can change once the connector is created. */
  readonly canChange: boolean
  /** What it is, in a sentence or two. */
  readonly description: string
  /** What the reference has in its example. */
  readonly example: string
}

/**
 * Source: the Graph reference of `deviceManagementDomainJoinConnector`, whose metadata lets `displayName` alone be null.
 * The reference lists `id` as required on create and leaves it out of its example.
 */
export const connectorProperties = {
  id: {
    kind: "text",
    schema: Text.check(Schema.isNonEmpty({ message: "Expected at least one character" })),
    isNullable: false,
    onCreate: "optional",
    canChange: false,
    description: "Identifies the connector. A GUID is made for a new one that has none.",
    example: "77296cf7-6cf7-7729-f76c-2977f76c2977",
  },
  displayName: {
    kind: "text",
    schema: Text,
    isNullable: true,
    onCreate: "required",
    canChange: true,
    description: "The name that is shown. Several connectors may have the same.",
    example: "Display Name value",
  },
  lastConnectionDateTime: {
    kind: "timestamp",
    schema: DateTimeOffset,
    isNullable: false,
    onCreate: "required",
    canChange: true,
    description:
      "When the connector last called Intune. The text is kept as given, to the last digit and with its offset.",
    example: "2016-12-31T23:58:36.6670033-08:00",
  },
  state: {
    kind: "state",
    schema: DomainJoinConnectorState,
    isNullable: false,
    onCreate: "required",
    canChange: true,
    description: "How the connector is, as Intune sees it.",
    example: "error",
  },
  version: {
    kind: "text",
    schema: Text,
    isNullable: false,
    onCreate: "required",
    canChange: true,
    description: "Free text. Intune's own versions are four numbers with dots.",
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

/** The names of all properties, in the order in which they are listed everywhere. */
export const propertyNames = Object.keys(connectorProperties) as ReadonlyArray<ConnectorProperty>

/** The names of the properties that can change. */
export const changeableNames = propertyNames.filter(
  (name): name is ChangeableProperty => connectorProperties[name].canChange,
)

/** What the model says of a property of any name. */
export const propertyOf = (name: ConnectorProperty): Property => connectorProperties[name]
