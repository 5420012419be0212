/** The values of a connector's properties, as they are compared: which makes equality, and feeds filters and orders. */
import { type ConnectorProperty, propertyNames, propertyOf } from "./ConnectorProperties.ts"
import { DateTimeOffset } from "./DateTimeOffset.ts"
import type { DomainJoinConnector, NewDomainJoinConnector } from "./DomainJoinConnector.ts"

/** A connector, whether it has an identity or not. */
type Connector = DomainJoinConnector | NewDomainJoinConnector

type Read = (connector: DomainJoinConnector) => string | null

/** A value of the property as it is compared: of a timestamp, its sort key. */
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

/** Reads the value of a property as it is compared: a timestamp by its sort key, so that all values are texts or null. */
export const comparableOf = (name: ConnectorProperty): Read => readers[name]

const contentNames = propertyNames.filter((name) => name !== "id")

const contentValues = contentNames.map(comparableOf)

/**
 * A text that two connectors share exactly when they are equal but for their ids. The same instant is equal however it is
 * written, since a service may write it otherwise.
 */
export const equalityKey = (connector: Connector): string =>
  JSON.stringify(contentValues.map((value) => value(connector as DomainJoinConnector)))

/** Whether two connectors have the same texts in all properties but the id: a stricter equality, in which offsets count. */
export const isIdentical = (left: Connector, right: Connector): boolean =>
  contentNames.every((name) => left[name] === right[name])

/** A connector without values. A copy of what `JSON.parse` makes takes as little memory as a literal, two thirds of others. */
const blank: Record<string, unknown> = JSON.parse(
  JSON.stringify(Object.fromEntries(propertyNames.map((name) => [name, null]))),
)

/** The connector as it is stored under an id: its properties and nothing else, in the order of the table. */
export const withId = (id: string, connector: Connector): DomainJoinConnector => {
  const stored: Record<string, unknown> = { ...blank, id }
  for (const name of contentNames) stored[name] = connector[name]
  return stored as unknown as DomainJoinConnector
}

const textNames = propertyNames.filter((name) => propertyOf(name).kind === "text")

/** How much text a connector has that may have any length, in UTF-16 code units. */
export const textLength = (connector: Connector): number =>
  textNames.reduce((length, name) => length + (connector[name]?.length ?? 0), 0)
