/**
 * Domain join connectors, as Intune talks about them.
 *
 * `NewDomainJoinConnector` is one that nobody has stored yet; `DomainJoinConnector` has an identity. Both exist only
 * in valid form, so no other module checks a field again.
 */
import { Schema } from "effect"
import { DateTimeOffset } from "./DateTimeOffset.ts"
import { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"
import { Text } from "./Text.ts"

/** The name of the type in Graph's metadata, as `@odata.type` gives it after its `#`. */
export const qualifiedTypeName = "microsoft.graph.deviceManagementDomainJoinConnector"

const required = { messageMissingKey: "Expected a value: the property is required" }

const id = Text.check(Schema.isNonEmpty({ message: "Expected at least one character" }))

const displayName = Schema.NullOr(Text).annotateKey(required)
const lastConnectionDateTime = DateTimeOffset.annotateKey(required)
const version = Text.annotateKey(required)

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
  displayName,
  lastConnectionDateTime,
  state: DomainJoinConnectorState.annotateKey(required),
  version,
}).annotate({ identifier: "NewDomainJoinConnector", message: "Expected an object" })
export interface NewDomainJoinConnector extends Schema.Schema.Type<typeof NewDomainJoinConnector> {}

/**
 * A connector with an identity, as a store holds it.
 *
 * It differs from {@link NewDomainJoinConnector} in that `id` is always there, and that `state` may be a member which
 * this version does not know: what a service says is kept and shown, never dropped and never mistaken for another.
 */
export const DomainJoinConnector = Schema.Struct({
  id: id.annotateKey(required),
  displayName,
  lastConnectionDateTime,
  state: Schema.Union([DomainJoinConnectorState, Schema.StringForLiteralAutocomplete]).annotateKey(required),
  version,
}).annotate({ identifier: "DomainJoinConnector" })
export interface DomainJoinConnector extends Schema.Schema.Type<typeof DomainJoinConnector> {}
