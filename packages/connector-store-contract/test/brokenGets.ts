/** Stores whose get is broken. */
import { ConnectorNotFound, ConnectorStoreRefused } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector } from "@odj/domain"
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

export const madeUp = (id: string): DomainJoinConnector => ({
  id,
  displayName: null,
  lastConnectionDateTime: "0001-01-01T00:00:00Z" as DateTimeOffset,
  state: "error",
  version: "",
})

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
    noticed: [],
  },
  "gets by ids that it made not at all": {
    store: ({ entries }) => ({
      look: (key, verb) => (verb === "get" && !key.startsWith("contract") ? undefined : entries.get(key)),
    }),
    noticed: [],
  },
  "gets by ids without case": { store: inexactly("get", (id) => id.toLowerCase()), noticed: [] },
  "gets by ids without spaces around them": { store: inexactly("get", (id) => id.trim()), noticed: [] },
  "gets by the beginnings of ids": { store: inexactly("get", (id) => id.slice(0, 45)), noticed: [] },
  "gets by ids in Unicode's normal form": { store: inexactly("get", (id) => id.normalize()), noticed: [] },
  "makes up what it can't get": { store: makingUp("get"), noticed: [] },
  "names another id as unknown": {
    store: () => ({ missing: (id) => new ConnectorNotFound({ id: id.slice(0, -1) }) }),
    noticed: [],
  },
  "does not say that an id is unknown": {
    store: () => ({ missing: () => new ConnectorStoreRefused({ message: "no" }) }),
    noticed: [],
  },
}
