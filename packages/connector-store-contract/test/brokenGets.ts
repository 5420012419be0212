/** Stores whose get is broken. */
import { ConnectorNotFound, ConnectorStoreRefused } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, exampleConnector, withId } from "@odj/domain"
import type { BrokenStores, Verb } from "./steppedStore.ts"

/** For one verb, finds a connector by an id that is only similar. */
export const inexactly =
  (verb: Verb, inexact: (id: string) => string): BrokenStores[string]["store"] =>
  ({ entries }) => ({
    look: (key, by) =>
      entries.get(key) ??
      (by === verb ? [...entries].find(([other]) => inexact(other) === inexact(key))?.[1] : undefined),
  })

/** For one verb, invents a connector if there is none. */
export const inventing =
  (verb: Verb): BrokenStores[string]["store"] =>
  (correct) => ({
    look: (key, by) =>
      correct.look(key, by) ?? (by === verb ? { connector: invented(key), sequence: 0 } : undefined),
  })

export const invented = (id: string): DomainJoinConnector => withId(id, exampleConnector)

export const brokenGets: BrokenStores = {
  "returns timestamps in UTC from get": {
    store: () => ({
      returned: (connector, verb) =>
        verb === "get"
          ? {
              ...connector,
              lastConnectionDateTime: DateTimeOffset.sortKey(
                connector.lastConnectionDateTime,
              ) as DateTimeOffset,
            }
          : connector,
    }),
    noticed: [
      "every valid value of a property is stored unchanged",
      "a create whose id is taken leaves the stored connector unchanged",
      "createMany returns each connector as given, in order, and stores it",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
      "a create with an idempotency key stores the connector as given",
      "a retry after an update returns the connector as first stored",
      "get returns the connector as stored, whatever its id and text",
      "get finds a connector by its generated id",
      "update changes the given properties and keeps the others, whatever their text",
      "each property can be updated alone",
      "a nullable property becomes null only if null is given",
      "update returns the connector after the change",
      "simultaneous updates of different properties are all applied",
      "update does not match similar ids",
      "update changes no other connector",
      "the id of a deleted connector can be used again",
      "delete does not match similar ids",
    ],
  },
  "does not find generated ids in get": {
    store: ({ entries }) => ({
      look: (key, verb) => (verb === "get" && !key.startsWith("contract") ? undefined : entries.get(key)),
    }),
    noticed: [
      "every valid value of a property is stored unchanged",
      "createMany returns each connector as given, in order, and stores it",
      "a create with an idempotency key stores the connector as given",
      "a retry after an update returns the connector as first stored",
      "get finds a connector by its generated id",
      "update changes the given properties and keeps the others, whatever their text",
      "each property can be updated alone",
      "a nullable property becomes null only if null is given",
      "update returns the connector after the change",
      "simultaneous updates of different properties are all applied",
      "update changes no other connector",
    ],
  },
  "compares ids case-insensitively in get": {
    store: inexactly("get", (id) => id.toLowerCase()),
    noticed: ["get does not match similar ids"],
  },
  "trims ids in get": {
    store: inexactly("get", (id) => id.trim()),
    noticed: ["get does not match similar ids"],
  },
  "compares only the beginning of ids in get": {
    store: inexactly("get", (id) => id.slice(0, 45)),
    noticed: ["get does not match similar ids"],
  },
  "normalizes ids in get": {
    store: inexactly("get", (id) => id.normalize()),
    noticed: ["get does not match similar ids"],
  },
  "invents a connector in get": {
    store: inventing("get"),
    noticed: [
      "a retry after a delete returns the connector as first stored and does not store it again",
      "the same key with a different, an added or a removed id fails with IdempotencyKeyReused",
      "get fails with ConnectorNotFound and the id if there is no such connector",
      "get does not match similar ids",
      "update fails with ConnectorNotFound and creates nothing if there is no such connector",
      "a deleted connector can't be read, updated or deleted again",
    ],
  },
  "reports another id as not found": {
    store: () => ({ missing: (id) => new ConnectorNotFound({ id: id.slice(0, -1) }) }),
    noticed: [
      "a retry after a delete returns the connector as first stored and does not store it again",
      "the same key with a different, an added or a removed id fails with IdempotencyKeyReused",
      "get fails with ConnectorNotFound and the id if there is no such connector",
      "get does not match similar ids",
      "update fails with ConnectorNotFound and creates nothing if there is no such connector",
      "update does not match similar ids",
      "a deleted connector can't be read, updated or deleted again",
      "exactly one of several simultaneous deletes of one connector succeeds",
      "delete fails with ConnectorNotFound and the id if there is no such connector",
      "delete does not match similar ids",
    ],
  },
  "does not report that an id is not found": {
    store: () => ({ missing: () => new ConnectorStoreRefused({ report: { message: "no" } }) }),
    noticed: [
      "a retry after a delete returns the connector as first stored and does not store it again",
      "the same key with a different, an added or a removed id fails with IdempotencyKeyReused",
      "get fails with ConnectorNotFound and the id if there is no such connector",
      "get does not match similar ids",
      "update fails with ConnectorNotFound and creates nothing if there is no such connector",
      "update does not match similar ids",
      "a deleted connector can't be read, updated or deleted again",
      "exactly one of several simultaneous deletes of one connector succeeds",
      "delete fails with ConnectorNotFound and the id if there is no such connector",
      "delete does not match similar ids",
    ],
  },
}
