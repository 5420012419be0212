/**
 * Domain join connectors, as Intune talks about them.
 *
 * `NewDomainJoinConnector` is one that nobody has stored yet; `DomainJoinConnector` has an identity;
 * `DomainJoinConnectorPatch` is a change of one. They exist only in valid form, so no other module checks a field again.
 */
import { Schema } from "effect"
import { DateTimeOffset } from "./DateTimeOffset.ts"
import { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"
import { Text } from "./Text.ts"

/** The name of the type in Graph's metadata, as `@odata.type` gives it after its `#`. */
export const qualifiedTypeName = "microsoft.graph.deviceManagementDomainJoinConnector"

const required = { messageMissingKey: "Expected a value: the property is required" }

const id = Text.check(Schema.isNonEmpty({ message: "Expected at least one character" }))

const displayName = Schema.NullOr(Text)

/**
 * A connector that is to be created.
 *
 * | property | shape |
 * |---|---|
 * | `id` | optional, any text but the empty one; a store makes a GUID where it is absent |
 * | `displayName` | any text, or `null`; need not be unique |
 * | `lastConnectionDateTime` | {@link DateTimeOffset} |
 * | `state` | {@link DomainJoinConnectorState} |
 * | `version` | any text; Intune's own are four numbers with dots, the reference's example is not |
 *
 * Source: the Graph reference of `Create deviceManagementDomainJoinConnector`. It lists `id` as required and leaves
 * it out of its example; the metadata lets `displayName` alone be null.
 */
export const NewDomainJoinConnector = Schema.Struct({
  id: Schema.optionalKey(id),
  displayName: displayName.annotateKey(required),
  lastConnectionDateTime: DateTimeOffset.annotateKey(required),
  state: DomainJoinConnectorState.annotateKey(required),
  version: Text.annotateKey(required),
}).annotate({ identifier: "NewDomainJoinConnector", message: "Expected an object" })
export interface NewDomainJoinConnector extends Schema.Schema.Type<typeof NewDomainJoinConnector> {}

/**
 * What of a connector is to be changed: the properties that are given, and no other. The identity of a connector never
 * changes.
 *
 * Source: the Graph reference of `Update deviceManagementDomainJoinConnector`.
 */
export const DomainJoinConnectorPatch = Schema.Struct({
  displayName: Schema.optionalKey(displayName),
  lastConnectionDateTime: Schema.optionalKey(DateTimeOffset),
  state: Schema.optionalKey(DomainJoinConnectorState),
  version: Schema.optionalKey(Text),
}).annotate({ identifier: "DomainJoinConnectorPatch", message: "Expected an object" })
export interface DomainJoinConnectorPatch extends Schema.Schema.Type<typeof DomainJoinConnectorPatch> {}

/**
 * A connector with an identity, as a store holds it.
 *
 * It differs from {@link NewDomainJoinConnector} in that `id` is always there, and that `state` may be a member which
 * this version does not know: what a service says is kept and shown, never dropped and never mistaken for another.
 */
export const DomainJoinConnector = Schema.Struct({
  id: id.annotateKey(required),
  displayName: displayName.annotateKey(required),
  lastConnectionDateTime: DateTimeOffset.annotateKey(required),
  state: Schema.Union([DomainJoinConnectorState, Schema.StringForLiteralAutocomplete]).annotateKey(required),
  version: Text.annotateKey(required),
}).annotate({ identifier: "DomainJoinConnector" })
export interface DomainJoinConnector extends Schema.Schema.Type<typeof DomainJoinConnector> {}
