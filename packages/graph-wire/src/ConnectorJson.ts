/** Connectors as Graph writes them in JSON: the entity, the collection, and the bodies of a create and of an update. */
import {
  type ConnectorProperty,
  DomainJoinConnector,
  type DomainJoinConnectorPatch,
  type NewDomainJoinConnector,
  type PropertyKind,
  propertyNames,
  propertyOf,
  qualifiedTypeName,
} from "@odj/domain"
import { Option, Predicate, Schema } from "effect"
import { collectionPath, entityPath } from "./ConnectorPath.ts"

const type = `#${qualifiedTypeName}`

type Connector = NewDomainJoinConnector | DomainJoinConnector

type Members = Record<ConnectorProperty | "@odata.type", unknown>

/** Adds a connector's properties to the members that come before them. */
const addProperties = (members: Record<string, unknown>, connector: Connector): Members => {
  for (const name of propertyNames) members[name] = connector[name]
  return members as Members
}

/** A connector as its JSON's members. */
const membersOf = (connector: Connector): Members => addProperties({ "@odata.type": type }, connector)

/** How much a payload says of itself, as `odata.metadata` of its media type has it. */
export type MetadataLevel = "none" | "minimal" | "full"

/** How connectors are to be shown. */
export interface Representation {
  /** The address of the API's version, without a slash at its end. */
  readonly serviceRoot: string
  readonly metadata: MetadataLevel
  /** Which properties, in which order; all of them where it is absent. */
  readonly select?: ReadonlyArray<ConnectorProperty> | undefined
}

/** The type of a property's values, unless its JSON alone says it. */
const typeAnnotations: Record<PropertyKind, string | undefined> = {
  text: undefined,
  timestamp: "#DateTimeOffset",
  state: `${type}State`,
}

/** The members of one entity, without the context. */
const present = (
  connector: DomainJoinConnector,
  { serviceRoot, metadata, select }: Representation,
): Record<string, unknown> => {
  const members = membersOf(connector)
  if (metadata === "minimal" && select === undefined) return members
  return {
    ...(metadata !== "none" && { "@odata.type": type }),
    ...(metadata === "full" && {
      "@odata.id": `${serviceRoot}/${entityPath(connector.id)}`,
      "@odata.editLink": entityPath(connector.id),
    }),
    ...Object.fromEntries(
      (select ?? propertyNames).flatMap((name) => {
        const annotation = metadata === "full" ? typeAnnotations[propertyOf(name).kind] : undefined
        const member = [name, members[name]]
        return annotation === undefined ? [member] : [[`${name}@odata.type`, annotation], member]
      }),
    ),
  }
}

const context = ({ serviceRoot, metadata, select }: Representation, suffix: string) =>
  metadata !== "none" && {
    "@odata.context": `${serviceRoot}/$metadata#${collectionPath}${select ? `(${select.join(",")})` : ""}${suffix}`,
  }

/**
 * The JSON text of an entity: `@odata.context` first, then `@odata.type`, then the properties, which is the order that
 * a reader of a stream may rely on.
 *
 * Source: OData JSON Format, "Ordering of JSON Properties" and "Controlling the Amount of Control Information"; the
 * context is that of a contained entity.
 */
export const encodeEntity = (connector: DomainJoinConnector, representation: Representation): string => {
  const { serviceRoot, metadata, select } = representation
  if (metadata === "minimal" && select === undefined) {
    // What nearly every client asks for, in one object.
    const context = `${serviceRoot}/$metadata#${collectionPath}/$entity`
    return JSON.stringify(addProperties({ "@odata.context": context, "@odata.type": type }, connector))
  }
  return JSON.stringify({ ...context(representation, "/$entity"), ...present(connector, representation) })
}

/** Some of the connectors, as a service answers a list. */
export interface Collection {
  readonly connectors: ReadonlyArray<DomainJoinConnector>
  /** How many there are in all. */
  readonly count?: number | undefined
  /** Where the next ones are. */
  readonly nextLink?: string | undefined
}

/** The JSON text of a collection. */
export const encodeCollection = (
  { connectors, count, nextLink }: Collection,
  representation: Representation,
): string =>
  JSON.stringify({
    ...context(representation, ""),
    ...(count !== undefined && { "@odata.count": count }),
    ...(nextLink !== undefined && { "@odata.nextLink": nextLink }),
    value: connectors.map((connector) => present(connector, representation)),
  })

/** The JSON text that asks for a connector to be created; without `id` where it has none. */
export const encodeNewEntity = (connector: NewDomainJoinConnector): string =>
  JSON.stringify(membersOf(connector))

/** The JSON text that asks for a connector to be changed. */
export const encodePatch = (patch: DomainJoinConnectorPatch): string =>
  JSON.stringify({ "@odata.type": type, ...patch })

const decode = Schema.decodeUnknownOption(DomainJoinConnector)

/** Null for each property that may be null. */
const nulls = Object.fromEntries(
  propertyNames.filter((name) => propertyOf(name).isNullable).map((name) => [name, null]),
)

/**
 * Reads an entity from a service's JSON; `None` if it is none.
 *
 * Annotations and properties that this version does not know are ignored. A nullable property that is left out is null,
 * as OData reads it.
 */
export const decodeEntity = (json: unknown): Option.Option<DomainJoinConnector> =>
  decode(Predicate.isObject(json) ? { ...nulls, ...json } : json)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** Reads a collection from a service's JSON; `None` where it is none, or where one of its entities is none. */
export const decodeCollection = (json: unknown): Option.Option<Collection> => {
  if (!Predicate.isObject(json) || !Array.isArray(json.value)) return Option.none()
  const { "@odata.count": count, "@odata.nextLink": nextLink } = json
  return Option.map(Option.all(json.value.map(decodeEntity)), (connectors) => ({
    connectors,
    ...(isCount(count) && { count }),
    ...(Predicate.isString(nextLink) && { nextLink }),
  }))
}
