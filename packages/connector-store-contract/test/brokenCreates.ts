/** Stores whose create is broken, or that change what they store. */
import { ConnectorStoreRefused } from "@odj/core"
import { DateTimeOffset } from "@odj/domain"
import { Effect } from "effect"
import type { BrokenStores } from "./steppedStore.ts"

export const brokenCreates: BrokenStores = {
  "drops the offset": {
    store: () => ({
      returned: (connector) => ({
        ...connector,
        lastConnectionDateTime: DateTimeOffset.sortKey(connector.lastConnectionDateTime) as DateTimeOffset,
      }),
    }),
    noticed: [
      "create returns the connector as given, whatever its text",
      "every valid value of a property is stored unchanged",
      "createMany returns each connector as given, in order, and stores it",
      "a create with an idempotency key stores the connector as given",
      "get returns the connector as stored, whatever its id and text",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "update changes the given properties and keeps the others, whatever their text",
      "each property can be updated alone",
      "simultaneous updates of different properties are all applied",
    ],
  },
  "keeps only seven fraction digits": {
    store: () => ({
      returned: (connector) => ({
        ...connector,
        lastConnectionDateTime: connector.lastConnectionDateTime.replace(
          /(\.\d{7})\d+/,
          "$1",
        ) as DateTimeOffset,
      }),
    }),
    noticed: [
      "create returns the connector as given, whatever its text",
      "every valid value of a property is stored unchanged",
      "createMany returns each connector as given, in order, and stores it",
      "a create with an idempotency key stores the connector as given",
      "get returns the connector as stored, whatever its id and text",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "update changes the given properties and keeps the others, whatever their text",
      "each property can be updated alone",
    ],
  },
  "keeps null as empty text": {
    store: () => ({ returned: (connector) => ({ ...connector, displayName: connector.displayName ?? "" }) }),
    noticed: [
      "create returns the connector as given, whatever its text",
      "every valid value of a property is stored unchanged",
      "createMany returns each connector as given, in order, and stores it",
      "a create with an idempotency key stores the connector as given",
      "get returns the connector as stored, whatever its id and text",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "update changes the given properties and keeps the others, whatever their text",
      "a nullable property becomes null only if null is given",
    ],
  },
  "trims the version": {
    store: () => ({ returned: (connector) => ({ ...connector, version: connector.version.trim() }) }),
    noticed: [
      "create returns the connector as given, whatever its text",
      "a create with an idempotency key stores the connector as given",
      "get returns the connector as stored, whatever its id and text",
      "update changes the given properties and keeps the others, whatever their text",
    ],
  },
  "stores inactive as active": {
    store: () => ({
      returned: (connector) => ({
        ...connector,
        state: connector.state === "inactive" ? "error" : connector.state,
      }),
    }),
    noticed: [
      "create returns the connector as given, whatever its text",
      "every valid value of a property is stored unchanged",
      "createMany returns each connector as given, in order, and stores it",
      "a create with an idempotency key stores the connector as given",
      "get returns the connector as stored, whatever its id and text",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "update changes the given properties and keeps the others, whatever their text",
      "each property can be updated alone",
      "simultaneous updates of different properties are all applied",
    ],
  },
  "generates ids in upper case": {
    store: () => ({ id: (connector) => connector.id ?? crypto.randomUUID().toUpperCase() }),
    noticed: [
      "a missing id becomes a lower-case GUID",
      "createMany generates a different id for each connector without one",
    ],
  },
  "generates the same id each time": {
    store: (correct) => ({
      id: (connector) => connector.id ?? "00000000-0000-0000-0000-000000000001",
      isTaken: (key, connector) => connector.id !== undefined && correct.isTaken(key, connector),
    }),
    noticed: [
      "generated ids differ",
      "two connectors may have the same display name",
      "createMany returns each connector as given, in order, and stores it",
      "createMany generates a different id for each connector without one",
      "keys are compared exactly",
      "a key does not affect creates without a key or with another key",
      "update changes no other connector",
    ],
  },
  "forgets the ids that it generates": {
    store: (correct) => {
      const made = new Set<string>()
      return {
        id: (connector) => {
          if (connector.id !== undefined) return connector.id
          const id = crypto.randomUUID()
          made.add(id)
          return id
        },
        isTaken: (key, connector) => !made.has(key) && correct.isTaken(key, connector),
      }
    },
    noticed: ["a generated id can't be used again"],
  },
  "returns ids in lower case": {
    store: () => ({ returned: (connector) => ({ ...connector, id: connector.id.toLowerCase() }) }),
    noticed: [
      "ids that differ only in case are different",
      "createMany returns each connector as given, in order, and stores it",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a list is in the requested order, and equal connectors stay in the store's own order",
    ],
  },
  "drops characters outside ASCII from an id": {
    store: (correct) => ({ id: (connector) => correct.id(connector).replace(/[^ -~]/g, "") }),
    noticed: [
      "a given id is kept, whatever its characters and length",
      "createMany returns each connector as given, in order, and stores it",
      "get returns the connector as stored, whatever its id and text",
      "get does not match similar ids",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "update does not match similar ids",
      "delete does not match similar ids",
    ],
  },
  "keeps only a thousand characters of an id": {
    store: (correct) => ({ id: (connector) => correct.id(connector).slice(0, 1_000) }),
    noticed: ["a given id is kept, whatever its characters and length"],
  },
  "compares ids case-insensitively": {
    store: () => ({ key: (id) => id.toLowerCase() }),
    noticed: [
      "ids that differ only in case are different",
      "get does not match similar ids",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "update does not match similar ids",
      "delete does not match similar ids",
    ],
  },
  overwrites: {
    store: () => ({ isTaken: () => false }),
    noticed: [
      "a generated id can't be used again",
      "the first create with an id succeeds, and later ones fail with ConnectorAlreadyExists",
      "a create whose id is taken leaves the stored connector unchanged",
      "exactly one of several simultaneous creates with one id succeeds",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
      "a create that fails leaves its key unused",
    ],
  },
  "checks, waits, then writes": {
    store: () => ({ wait: (verb) => (verb === "create" ? Effect.yieldNow : Effect.void) }),
    noticed: [
      "exactly one of several simultaneous creates with one id succeeds",
      "simultaneous creates with one key store one connector, and each returns it or fails with CreateInProgress",
    ],
  },
  "removes the connector whose id is taken": {
    store: (correct) => ({
      refuse: (id, connector) => {
        correct.entries.delete(id)
        return correct.refuse(id, connector)
      },
    }),
    noticed: [
      "the first create with an id succeeds, and later ones fail with ConnectorAlreadyExists",
      "a create whose id is taken leaves the stored connector unchanged",
      "exactly one of several simultaneous creates with one id succeeds",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
      "a create that fails leaves its key unused",
    ],
  },
  "fails but replaces the connector whose id is taken": {
    store: (correct) => ({
      refuse: (id, connector) => {
        correct.write(id, { ...connector, id }, "create")
        return correct.refuse(id, connector)
      },
    }),
    noticed: [
      "a create whose id is taken leaves the stored connector unchanged",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
    ],
  },
  "does not report that an id is taken": {
    store: () => ({ refuse: () => new ConnectorStoreRefused({ report: { message: "no" } }) }),
    noticed: [
      "a generated id can't be used again",
      "the first create with an id succeeds, and later ones fail with ConnectorAlreadyExists",
      "exactly one of several simultaneous creates with one id succeeds",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
      "a create that fails leaves its key unused",
    ],
  },
  "reports another id as taken": {
    store: (correct) => ({ refuse: (id, connector) => correct.refuse(`${id}!`, connector) }),
    noticed: [
      "a generated id can't be used again",
      "the first create with an id succeeds, and later ones fail with ConnectorAlreadyExists",
      "exactly one of several simultaneous creates with one id succeeds",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
    ],
  },
  "accepts a display name only once": {
    store: (correct) => ({
      isTaken: (key, connector) =>
        correct.isTaken(key, connector) ||
        [...correct.entries.values()].some((entry) => entry.connector.displayName === connector.displayName),
    }),
    noticed: [
      "create returns the connector as given, whatever its text",
      "two connectors may have the same display name",
      "createMany returns each connector as given, in order, and stores it",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "a create with an idempotency key stores the connector as given",
      "keys are compared exactly",
      "a key does not affect creates without a key or with another key",
      "get returns the connector as stored, whatever its id and text",
      "a list without a filter returns every connector once, as stored",
      "pages of any size return every connector once, in the same order",
      "the limit may change from page to page",
      "the last page has no next token, even if it is full",
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "skip applies to the first page only",
      "the count is the number of matches on all pages",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "update changes the given properties and keeps the others, whatever their text",
      "update changes no other connector",
    ],
  },
}
