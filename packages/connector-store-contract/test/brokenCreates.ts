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
    noticed: [],
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
    noticed: [],
  },
  "keeps null as empty text": {
    store: () => ({ answer: (connector) => ({ ...connector, displayName: connector.displayName ?? "" }) }),
    noticed: [],
  },
  "trims the version": {
    store: () => ({ answer: (connector) => ({ ...connector, version: connector.version.trim() }) }),
    noticed: [],
  },
  "knows no inactive state": {
    store: () => ({
      answer: (connector) => ({
        ...connector,
        state: connector.state === "inactive" ? "error" : connector.state,
      }),
    }),
    noticed: [],
  },
  "makes ids in upper case": {
    store: () => ({ id: (connector) => connector.id ?? crypto.randomUUID().toUpperCase() }),
    noticed: [],
  },
  "makes one id for all": {
    store: (honest) => ({
      id: (connector) => connector.id ?? "00000000-0000-0000-0000-000000000001",
      isTaken: (key, connector) => connector.id !== undefined && honest.isTaken(key, connector),
    }),
    noticed: [],
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
    noticed: [],
  },
  "drops what is not ASCII from an id": {
    store: (honest) => ({ id: (connector) => honest.id(connector).replace(/[^ -~]/g, "") }),
    noticed: [],
  },
  "keeps a thousand characters of an id": {
    store: (honest) => ({ id: (connector) => honest.id(connector).slice(0, 1_000) }),
    noticed: [],
  },
  "compares ids without case": {
    store: () => ({ key: (id) => id.toLowerCase() }),
    noticed: [],
  },
  overwrites: {
    store: () => ({ isTaken: () => false }),
    noticed: [],
  },
  "checks, waits, then writes": {
    store: () => ({ wait: (verb) => (verb === "create" ? Effect.yieldNow : Effect.void) }),
    noticed: [],
  },
  "removes what it refuses to replace": {
    store: (honest) => ({
      refuse: (id, connector) => {
        honest.entries.delete(id)
        return honest.refuse(id, connector)
      },
    }),
    noticed: [],
  },
  "replaces what it refuses to replace": {
    store: (honest) => ({
      refuse: (id, connector) => {
        honest.write(id, { ...connector, id }, "create")
        return honest.refuse(id, connector)
      },
    }),
    noticed: [],
  },
  "does not say that an id is taken": {
    store: () => ({ refuse: () => new ConnectorStoreRefused({ message: "no" }) }),
    noticed: [],
  },
  "names another id as taken": {
    store: (honest) => ({ refuse: (id, connector) => honest.refuse(`${id}!`, connector) }),
    noticed: [],
  },
  "takes a display name once": {
    store: (honest) => ({
      isTaken: (key, connector) =>
        honest.isTaken(key, connector) ||
        [...honest.entries.values()].some((entry) => entry.connector.displayName === connector.displayName),
    }),
    noticed: [],
  },
}
