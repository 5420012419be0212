/** Reads a connector's values as equality, filters and orders compare them. */
import { type ConnectorProperty, propertyNames, propertyOf } from "./ConnectorProperties.ts"
import { DateTimeOffset } from "./DateTimeOffset.ts"
import type { DomainJoinConnector, NewDomainJoinConnector } from "./DomainJoinConnector.ts"

/** A connector with or without an id. */
type Connector = DomainJoinConnector | NewDomainJoinConnector

type Read = (connector: DomainJoinConnector) => string | null

/** The value by which a property is compared: for a timestamp its sort key, otherwise the value itself. */
export const comparable = (name: ConnectorProperty, value: string | null): string | null =>
  propertyOf(name).kind === "timestamp" && value !== null
    ? DateTimeOffset.sortKey(value as DateTimeOffset)
    : value

const reader = (name: ConnectorProperty): Read =>
  propertyOf(name).kind === "timestamp"
    ? (connector) => comparable(name, connector[name])
    : (connector) => connector[name]

const readers = Object.fromEntries(propertyNames.map((name) => [name, reader(name)])) as Record<
  ConnectorProperty,
  Read
>

/**
 * Makes a function that reads the value of a property as it is compared. A timestamp is read as its sort key, so every
 * value is a text or null.
 */
export const comparableOf = (name: ConnectorProperty): Read => readers[name]

const contentNames = propertyNames.filter((name) => name !== "id")

const contentValues = contentNames.map(comparableOf)

/**
 * A text that two connectors share exactly if all their properties except the id are equal.
 *
 * Timestamps are equal if their instants are equal, because a service may return an instant with another offset.
 *
 * @example
 * ```ts
 * import { DateTimeOffset, equalityKey, exampleConnector, isIdentical, withId } from "@odj/domain"
 *
 * const stored = withId("hq-1", {
 *   ...exampleConnector,
 *   lastConnectionDateTime: DateTimeOffset.make("2017-01-01T07:58:36.6670033Z"),
 * })
 * console.log(exampleConnector.lastConnectionDateTime) // => 2016-12-31T23:58:36.6670033-08:00
 * console.log(equalityKey(stored) === equalityKey(exampleConnector)) // => true
 * console.log(isIdentical(stored, exampleConnector)) // => false
 * ```
 */
export const equalityKey = (connector: Connector): string =>
  JSON.stringify(contentValues.map((value) => value(connector as DomainJoinConnector)))

/** Whether all properties except the id have the same texts. Equal instants with different offsets are not identical. */
export const isIdentical = (left: Connector, right: Connector): boolean =>
  contentNames.every((name) => left[name] === right[name])

/**
 * A connector in which every property is null. It comes from `JSON.parse`, because copies of such an object need a third
 * less memory than copies of an object literal.
 */
const blank: Record<string, unknown> = JSON.parse(
  JSON.stringify(Object.fromEntries(propertyNames.map((name) => [name, null]))),
)

/** The connector with that id, as a store keeps it: the properties of the table in their order, and no others. */
export const withId = (id: string, connector: Connector): DomainJoinConnector => {
  const stored: Record<string, unknown> = { ...blank, id }
  for (const name of contentNames) stored[name] = connector[name]
  return stored as unknown as DomainJoinConnector
}

const textNames = propertyNames.filter((name) => propertyOf(name).kind === "text")

/** The length of all the connector's texts together, in UTF-16 code units. The other properties have a bounded length. */
export const textLength = (connector: Connector): number =>
  textNames.reduce((length, name) => length + (connector[name]?.length ?? 0), 0)
