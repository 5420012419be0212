/** Stores whose create is broken, or that keep connectors badly. */
import { ConnectorStoreRefused } from "@odj/core"
import { DateTimeOffset } from "@odj/domain"
import { Effect } from "effect"
import type { BrokenStores } from "./steppedStore.ts"

export const brokenCreates: BrokenStores = {
  "drops the offset": {
    store: () => ({
      answer: (connector) => ({
        ...connector,
        lastConnectionDateTime: DateTimeOffset.sortKey(connector.lastConnectionDateTime) as DateTimeOffset,
      }),
    }),
    noticed: [
      "a connector comes back as it was given, whatever its texts",
      "each value that a property can have is kept",
      "of many, each comes back as it was given and in its place, and is there",
      "a create with a key stores the connector as one without does",
      "a connector is got as it was stored, whatever its id and its texts",
      "an update changes what is given and keeps the rest, whatever the texts",
      "each property can be changed by itself",
      "of simultaneous updates of different properties none is lost",
    ],
  },
  "keeps seven fraction digits": {
    store: () => ({
      answer: (connector) => ({
        ...connector,
        lastConnectionDateTime: connector.lastConnectionDateTime.replace(
          /(\.\d{7})\d+/,
          "$1",
        ) as DateTimeOffset,
      }),
    }),
    noticed: [
      "a connector comes back as it was given, whatever its texts",
      "each value that a property can have is kept",
      "of many, each comes back as it was given and in its place, and is there",
      "a create with a key stores the connector as one without does",
      "a connector is got as it was stored, whatever its id and its texts",
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "an update changes what is given and keeps the rest, whatever the texts",
      "each property can be changed by itself",
    ],
  },
  "keeps null as empty text": {
    store: () => ({ answer: (connector) => ({ ...connector, displayName: connector.displayName ?? "" }) }),
    noticed: [
      "a connector comes back as it was given, whatever its texts",
      "each value that a property can have is kept",
      "of many, each comes back as it was given and in its place, and is there",
      "a create with a key stores the connector as one without does",
      "a connector is got as it was stored, whatever its id and its texts",
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "an update changes what is given and keeps the rest, whatever the texts",
      "a property that may be null is changed to null by null alone",
    ],
  },
  "trims the version": {
    store: () => ({ answer: (connector) => ({ ...connector, version: connector.version.trim() }) }),
    noticed: [
      "a connector comes back as it was given, whatever its texts",
      "a create with a key stores the connector as one without does",
      "a connector is got as it was stored, whatever its id and its texts",
      "an update changes what is given and keeps the rest, whatever the texts",
    ],
  },
  "knows no inactive state": {
    store: () => ({
      answer: (connector) => ({
        ...connector,
        state: connector.state === "inactive" ? "error" : connector.state,
      }),
    }),
    noticed: [
      "a connector comes back as it was given, whatever its texts",
      "each value that a property can have is kept",
      "of many, each comes back as it was given and in its place, and is there",
      "a create with a key stores the connector as one without does",
      "a connector is got as it was stored, whatever its id and its texts",
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "an update changes what is given and keeps the rest, whatever the texts",
      "each property can be changed by itself",
      "of simultaneous updates of different properties none is lost",
    ],
  },
  "makes ids in upper case": {
    store: () => ({ id: (connector) => connector.id ?? crypto.randomUUID().toUpperCase() }),
    noticed: ["an absent id is made, a lower-case GUID", "of many, each without an id gets one of its own"],
  },
  "makes one id for all": {
    store: (honest) => ({
      id: (connector) => connector.id ?? "00000000-0000-0000-0000-000000000001",
      isTaken: (key, connector) => connector.id !== undefined && honest.isTaken(key, connector),
    }),
    noticed: [
      "made ids all differ",
      "two connectors may have one display name",
      "of many, each comes back as it was given and in its place, and is there",
      "of many, each without an id gets one of its own",
      "keys are compared exactly",
      "a key stands in the way of no create without one, nor with another",
      "an update changes no other connector",
    ],
  },
  "forgets the ids that it makes": {
    store: (honest) => {
      const made = new Set<string>()
      return {
        id: (connector) => {
          if (connector.id !== undefined) return connector.id
          const id = crypto.randomUUID()
          made.add(id)
          return id
        },
        isTaken: (key, connector) => !made.has(key) && honest.isTaken(key, connector),
      }
    },
    noticed: ["a made id is taken"],
  },
  "answers ids in lower case": {
    store: () => ({ answer: (connector) => ({ ...connector, id: connector.id.toLowerCase() }) }),
    noticed: [
      "ids that differ in case are two",
      "of many, each comes back as it was given and in its place, and is there",
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
    ],
  },
  "drops what is not ASCII from an id": {
    store: (honest) => ({ id: (connector) => honest.id(connector).replace(/[^ -~]/g, "") }),
    noticed: [
      "a given id is kept, whatever its characters and its length",
      "of many, each comes back as it was given and in its place, and is there",
      "a connector is got as it was stored, whatever its id and its texts",
      "an id that is nearly a connector's gets nothing",
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "an id that is nearly a connector's updates nothing",
      "an id that is nearly a connector's deletes nothing",
    ],
  },
  "keeps a thousand characters of an id": {
    store: (honest) => ({ id: (connector) => honest.id(connector).slice(0, 1_000) }),
    noticed: ["a given id is kept, whatever its characters and its length"],
  },
  "compares ids without case": {
    store: () => ({ key: (id) => id.toLowerCase() }),
    noticed: [
      "ids that differ in case are two",
      "an id that is nearly a connector's gets nothing",
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "an id that is nearly a connector's updates nothing",
      "an id that is nearly a connector's deletes nothing",
    ],
  },
  overwrites: {
    store: () => ({ isTaken: () => false }),
    noticed: [
      "a made id is taken",
      "of several creates with one id the first succeeds, and the others say that it is taken",
      "a create that is refused leaves the connector of that id as it is",
      "of several simultaneous creates with one id, one succeeds",
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
      "a create that fails uses up no key",
    ],
  },
  "checks, waits, then writes": {
    store: () => ({ wait: (verb) => (verb === "create" ? Effect.yieldNow : Effect.void) }),
    noticed: [
      "of several simultaneous creates with one id, one succeeds",
      "of several simultaneous creates with one key, one stores it, and the others answer it or say that it is in progress",
    ],
  },
  "removes what it refuses to replace": {
    store: (honest) => ({
      refuse: (id, connector) => {
        honest.entries.delete(id)
        return honest.refuse(id, connector)
      },
    }),
    noticed: [
      "of several creates with one id the first succeeds, and the others say that it is taken",
      "a create that is refused leaves the connector of that id as it is",
      "of several simultaneous creates with one id, one succeeds",
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
      "a create that fails uses up no key",
    ],
  },
  "replaces what it refuses to replace": {
    store: (honest) => ({
      refuse: (id, connector) => {
        honest.write(id, { ...connector, id }, "create")
        return honest.refuse(id, connector)
      },
    }),
    noticed: [
      "a create that is refused leaves the connector of that id as it is",
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
    ],
  },
  "does not say that an id is taken": {
    store: () => ({ refuse: () => new ConnectorStoreRefused({ report: { message: "no" } }) }),
    noticed: [
      "a made id is taken",
      "of several creates with one id the first succeeds, and the others say that it is taken",
      "of several simultaneous creates with one id, one succeeds",
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
      "a create that fails uses up no key",
    ],
  },
  "names another id as taken": {
    store: (honest) => ({ refuse: (id, connector) => honest.refuse(`${id}!`, connector) }),
    noticed: [
      "a made id is taken",
      "of several creates with one id the first succeeds, and the others say that it is taken",
      "of several simultaneous creates with one id, one succeeds",
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
    ],
  },
  "takes a display name once": {
    store: (honest) => ({
      isTaken: (key, connector) =>
        honest.isTaken(key, connector) ||
        [...honest.entries.values()].some((entry) => entry.connector.displayName === connector.displayName),
    }),
    noticed: [
      "a connector comes back as it was given, whatever its texts",
      "two connectors may have one display name",
      "of many, each comes back as it was given and in its place, and is there",
      "of many, those whose ids are taken are refused, and the others are stored",
      "a create with a key stores the connector as one without does",
      "keys are compared exactly",
      "a key stands in the way of no create without one, nor with another",
      "a connector is got as it was stored, whatever its id and its texts",
      "a list without a filter gives every connector once, as it is stored",
      "pages of any size give every connector once, in one order",
      "the limit may differ from page to page",
      "no next page is named when nothing is left, also where the last one is full",
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "a skip leaves out as many at the beginning, and none on later pages",
      "a count says how many match on all pages together",
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "an update changes what is given and keeps the rest, whatever the texts",
      "an update changes no other connector",
    ],
  },
}
