/** Connectors as Graph writes them in JSON: the entity, and the body of a create. */
import { DomainJoinConnector, type NewDomainJoinConnector, qualifiedTypeName } from "@odj/domain"
import { Predicate, Schema } from "effect"

const type = `#${qualifiedTypeName}`

type Connector = NewDomainJoinConnector | DomainJoinConnector

/** A connector as its JSON's members. A property that the model gains does not compile until it is written here. */
const membersOf = (connector: Connector) =>
  ({
    "@odata.type": type,
    id: connector.id,
    displayName: connector.displayName,
    lastConnectionDateTime: connector.lastConnectionDateTime,
    state: connector.state,
    version: connector.version,
  }) satisfies Record<keyof Connector | "@odata.type", unknown>

/**
 * The JSON text of an entity: `@odata.context` first, then `@odata.type`, then the properties, which is the order that
 * a reader of a stream may rely on. `serviceRoot` is the address of the API's version, without a slash at its end.
 *
 * Source: OData JSON Format, "Ordering of JSON Properties"; the context is that of a contained entity.
 */
export const encodeEntity = (connector: DomainJoinConnector, serviceRoot: string): string =>
  JSON.stringify({
    "@odata.context": `${serviceRoot}/$metadata#deviceManagement/domainJoinConnectors/$entity`,
    ...membersOf(connector),
  })

/** The JSON text that asks for a connector to be created; without `id` where it has none. */
export const encodeNew = (connector: NewDomainJoinConnector): string => JSON.stringify(membersOf(connector))

const decode = Schema.decodeUnknownOption(DomainJoinConnector)

/**
 * Reads an entity from a service's JSON; `None` where it is none.
 *
 * Annotations and properties that this version does not know are ignored, and a display name that is left out is null,
 * as OData reads an absent nullable property.
 */
export const decodeEntity = (json: unknown) =>
  decode(Predicate.isObject(json) ? { displayName: null, ...json } : json)
