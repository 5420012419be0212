/** Stores whose get is broken. */
import { ConnectorNotFound, ConnectorStoreRefused } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, exampleConnector, withId } from "@odj/domain"
import type { BrokenStores, Verb } from "./steppedStore.ts"

/** Finds connectors by a key that is not exactly their id, where that verb looks for them. */
export const inexactly =
  (verb: Verb, inexact: (id: string) => string): BrokenStores[string]["store"] =>
  ({ entries }) => ({
    look: (key, by) =>
      entries.get(key) ??
      (by === verb ? [...entries].find(([other]) => inexact(other) === inexact(key))?.[1] : undefined),
  })

/** Makes up a connector, where that verb looks for one that is not there. */
export const makingUp =
  (verb: Verb): BrokenStores[string]["store"] =>
  (honest) => ({
    look: (key, by) =>
      honest.look(key, by) ?? (by === verb ? { connector: madeUp(key), sequence: 0 } : undefined),
  })

export const madeUp = (id: string): DomainJoinConnector => withId(id, exampleConnector)

export const brokenGets: BrokenStores = {
  "gets timestamps in UTC": {
    store: () => ({
      answer: (connector, verb) =>
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
      "each value that a property can have is kept",
      "a create that is refused leaves the connector of that id as it is",
      "of many, each comes back as it was given and in its place, and is there",
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
      "a create with a key stores the connector as one without does",
      "the same answer is given after the connector was changed",
      "a connector is got as it was stored, whatever its id and its texts",
      "a connector whose id was made is got by it",
      "an update changes what is given and keeps the rest, whatever the texts",
      "each property can be changed by itself",
      "a property that may be null is changed to null by null alone",
      "an update answers the connector as it is then",
      "of simultaneous updates of different properties none is lost",
      "an id that is nearly a connector's updates nothing",
      "an update changes no other connector",
      "the id of a connector that was deleted is free again",
      "an id that is nearly a connector's deletes nothing",
    ],
  },
  "gets by ids that it made not at all": {
    store: ({ entries }) => ({
      look: (key, verb) => (verb === "get" && !key.startsWith("contract") ? undefined : entries.get(key)),
    }),
    noticed: [
      "each value that a property can have is kept",
      "of many, each comes back as it was given and in its place, and is there",
      "a create with a key stores the connector as one without does",
      "the same answer is given after the connector was changed",
      "a connector whose id was made is got by it",
      "an update changes what is given and keeps the rest, whatever the texts",
      "each property can be changed by itself",
      "a property that may be null is changed to null by null alone",
      "an update answers the connector as it is then",
      "of simultaneous updates of different properties none is lost",
      "an update changes no other connector",
    ],
  },
  "gets by ids without case": {
    store: inexactly("get", (id) => id.toLowerCase()),
    noticed: ["an id that is nearly a connector's gets nothing"],
  },
  "gets by ids without spaces around them": {
    store: inexactly("get", (id) => id.trim()),
    noticed: ["an id that is nearly a connector's gets nothing"],
  },
  "gets by the beginnings of ids": {
    store: inexactly("get", (id) => id.slice(0, 45)),
    noticed: ["an id that is nearly a connector's gets nothing"],
  },
  "gets by ids in Unicode's normal form": {
    store: inexactly("get", (id) => id.normalize()),
    noticed: ["an id that is nearly a connector's gets nothing"],
  },
  "makes up what it can't get": {
    store: makingUp("get"),
    noticed: [
      "the same answer is given after the connector was deleted, which does not bring it back",
      "another id with the same key is refused, and so is one that was or was not given",
      "without a connector of that id a get fails, and names the id",
      "an id that is nearly a connector's gets nothing",
      "without a connector of that id an update fails, and makes none",
      "a connector that was deleted is got, changed and deleted no more",
    ],
  },
  "names another id as unknown": {
    store: () => ({ missing: (id) => new ConnectorNotFound({ id: id.slice(0, -1) }) }),
    noticed: [
      "the same answer is given after the connector was deleted, which does not bring it back",
      "another id with the same key is refused, and so is one that was or was not given",
      "without a connector of that id a get fails, and names the id",
      "an id that is nearly a connector's gets nothing",
      "without a connector of that id an update fails, and makes none",
      "an id that is nearly a connector's updates nothing",
      "a connector that was deleted is got, changed and deleted no more",
      "of several simultaneous deletions of one connector, one succeeds",
      "without a connector of that id a deletion fails, and names the id",
      "an id that is nearly a connector's deletes nothing",
    ],
  },
  "does not say that an id is unknown": {
    store: () => ({ missing: () => new ConnectorStoreRefused({ report: { message: "no" } }) }),
    noticed: [
      "the same answer is given after the connector was deleted, which does not bring it back",
      "another id with the same key is refused, and so is one that was or was not given",
      "without a connector of that id a get fails, and names the id",
      "an id that is nearly a connector's gets nothing",
      "without a connector of that id an update fails, and makes none",
      "an id that is nearly a connector's updates nothing",
      "a connector that was deleted is got, changed and deleted no more",
      "of several simultaneous deletions of one connector, one succeeds",
      "without a connector of that id a deletion fails, and names the id",
      "an id that is nearly a connector's deletes nothing",
    ],
  },
}
