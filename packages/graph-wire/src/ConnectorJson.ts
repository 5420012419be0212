/** Connectors in Graph's JSON: the entity, the collection, and the bodies of a create and an update. */
import {
  type ConnectorProperty,
  type DomainJoinConnector,
  type DomainJoinConnectorPatch,
  type NewDomainJoinConnector,
  type PropertyKind,
  propertyNames,
  propertyOf,
  qualifiedTypeName,
  readConnector,
  UnreadableConnector,
} from "@odj/domain"
import { Option, Predicate, Result, Schema } from "effect"
import { collectionPath, entityPath } from "./ConnectorPath.ts"

const type = `#${qualifiedTypeName}`

type Connector = NewDomainJoinConnector | DomainJoinConnector

type Members = Record<ConnectorProperty | "@odata.type", unknown>

/** Appends a connector's properties to the members before them. */
const addProperties = (members: Record<string, unknown>, connector: Connector): Members => {
  for (const name of propertyNames) members[name] = connector[name]
  return members as Members
}

/** The members of a connector's JSON. */
const membersOf = (connector: Connector): Members => addProperties({ "@odata.type": type }, connector)

/** How many annotations a payload has: the parameter `odata.metadata` of its media type. */
export type MetadataLevel = "none" | "minimal" | "full"

/** How connectors are written. */
export interface Representation {
  /** The URL of the API's version, without a slash at its end. */
  readonly serviceRoot: string
  readonly metadata: MetadataLevel
  /** Whether a count is a text: the parameter `IEEE754Compatible` of the media type. The default is a number. */
  readonly ieee754Compatible?: boolean | undefined
  /** The properties to write, in this order. The default is all of them. */
  readonly select?: ReadonlyArray<ConnectorProperty> | undefined
}

/** The type annotation of a property, if its JSON does not imply the type. */
const typeAnnotations: Record<PropertyKind, string | undefined> = {
  text: undefined,
  timestamp: "#DateTimeOffset",
  state: `${type}State`,
}

/** The members of one entity, without the context. */
const represent = (
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
 * Writes an entity as JSON text. `@odata.context` comes first, then `@odata.type`, then the properties: streaming
 * readers rely on this order.
 *
 * Source: OData JSON Format, "Ordering of JSON Properties" and "Controlling the Amount of Control Information". The
 * context is that of a contained entity.
 *
 * @example
 * ```ts
 * import { exampleConnector, withId } from "@odj/domain"
 * import { encodeEntity } from "@odj/graph-wire"
 *
 * const text = encodeEntity(withId("hq-1", exampleConnector), {
 *   serviceRoot: "https://graph.microsoft.com/beta",
 *   metadata: "none",
 *   select: ["id", "state"],
 * })
 * console.log(text) // => {"id":"hq-1","state":"error"}
 * ```
 */
export const encodeEntity = (connector: DomainJoinConnector, representation: Representation): string => {
  const { serviceRoot, metadata, select } = representation
  if (metadata === "minimal" && select === undefined) {
    // The most common representation, made without an intermediate object.
    const context = `${serviceRoot}/$metadata#${collectionPath}/$entity`
    return JSON.stringify(addProperties({ "@odata.context": context, "@odata.type": type }, connector))
  }
  return JSON.stringify({ ...context(representation, "/$entity"), ...represent(connector, representation) })
}

/** A page of connectors, as a service returns it. */
export interface Collection {
  readonly connectors: ReadonlyArray<DomainJoinConnector>
  /** The connectors that can't be read. Absent if there are none. */
  readonly unreadable?: ReadonlyArray<UnreadableConnector> | undefined
  /** How many connectors there are on all pages. */
  readonly count?: number | undefined
  /** The URL of the next page, which may be relative. */
  readonly nextLink?: string | undefined
}

/**
 * The annotation of a collection for its unreadable connectors. They are not in `value`, because clients of Graph refuse a
 * whole page if a value in it does not have its type.
 */
const unreadableAnnotation = "@odj.unreadable"

/** Writes a collection as JSON text. */
export const encodeCollection = (
  { connectors, unreadable, count, nextLink }: Collection,
  representation: Representation,
): string =>
  JSON.stringify({
    ...context(representation, ""),
    ...(count !== undefined && { "@odata.count": representation.ieee754Compatible ? `${count}` : count }),
    ...(nextLink !== undefined && { "@odata.nextLink": nextLink }),
    ...(unreadable !== undefined && { [unreadableAnnotation]: unreadable }),
    value: connectors.map((connector) => represent(connector, representation)),
  })

/** Writes the body of a create; without `id` if the connector has none. */
export const encodeNewEntity = (connector: NewDomainJoinConnector): string =>
  JSON.stringify(membersOf(connector))

/** Writes the body of an update. */
export const encodePatch = (patch: DomainJoinConnectorPatch): string =>
  JSON.stringify({ "@odata.type": type, ...patch })

/** Null for each nullable property. */
const nulls = Object.fromEntries(
  propertyNames.filter((name) => propertyOf(name).isNullable).map((name) => [name, null]),
)

/**
 * Reads an entity from a service's JSON, or says why it can't be read.
 *
 * Annotations and unknown properties are ignored. A missing nullable property reads as null, as in OData.
 *
 * @example
 * ```ts
 * import { decodeEntity } from "@odj/graph-wire"
 * import { Result } from "effect"
 *
 * const entity = decodeEntity({
 *   "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
 *   id: "hq-1",
 *   lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
 *   state: "active",
 *   version: "6.2504.2001.8",
 * })
 * console.log(Result.getOrThrow(entity).displayName) // => null
 *
 * console.log(Result.isFailure(decodeEntity({ id: "hq-1" }))) // => true
 * ```
 */
export const decodeEntity = (json: unknown): Result.Result<DomainJoinConnector, UnreadableConnector> =>
  readConnector(Predicate.isObject(json) ? { ...nulls, ...json } : json)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** The names of the link to the next page: of OData 4.0, of 4.01, and of 3. A link that is ignored makes a list too short. */
const nextLinkNames = ["@odata.nextLink", "@nextLink", "odata.nextLink"]

const decodeUnreadable = Schema.decodeUnknownOption(UnreadableConnector)

/**
 * Reads a collection from a service's JSON; `None` if it is none. Its entities that can't be read, and those that the service
 * could not read, are in `unreadable`.
 */
export const decodeCollection = (json: unknown): Option.Option<Collection> => {
  if (!Predicate.isObject(json) || !Array.isArray(json.value)) return Option.none()
  const { "@odata.count": count, [unreadableAnnotation]: annotated } = json
  const unreadable = Array.isArray(annotated)
    ? annotated.flatMap((one) => Option.toArray(decodeUnreadable(one)))
    : []
  const nextLink = nextLinkNames.map((name) => json[name]).find(Predicate.isString)
  const connectors: Array<DomainJoinConnector> = []
  for (const entity of json.value) {
    const result = decodeEntity(entity)
    if (Result.isSuccess(result)) connectors.push(result.success)
    else unreadable.push(result.failure)
  }
  return Option.some({
    connectors,
    ...(unreadable.length > 0 && { unreadable }),
    ...(isCount(count) && { count }),
    ...(nextLink !== undefined && { nextLink }),
  })
}
