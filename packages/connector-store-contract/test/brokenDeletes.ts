/** Stores whose delete is broken. */
import type { DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import { inexactly, inventing } from "./brokenGets.ts"
import type { BrokenStores, Store } from "./steppedStore.ts"

export const brokenDeletes: BrokenStores = {
  "deletes nothing": {
    store: () => ({ remove: () => {} }),
    noticed: [
      "a retry after a delete returns the connector as first stored and does not store it again",
      "a create that fails leaves its key unused",
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "a deleted connector can't be read, updated or deleted again",
      "a list leaves out deleted connectors and keeps the others",
      "the id of a deleted connector can be used again",
      "exactly one of several simultaneous deletes of one connector succeeds",
    ],
  },
  "lists deleted connectors": {
    store: ({ entries }) => ({
      remove: (key) => {
        const entry = entries.get(key)
        entries.delete(key)
        if (entry !== undefined) entries.set(`${key} deleted`, entry)
      },
    }),
    noticed: [
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "a list leaves out deleted connectors and keeps the others",
    ],
  },
  "returns deleted connectors from get": {
    store: (correct) => {
      const deleted: Store["entries"] = new Map()
      return {
        remove: (key) => {
          const entry = correct.entries.get(key)
          if (entry !== undefined) deleted.set(key, entry)
          correct.remove(key)
        },
        look: (key, verb) => correct.look(key, verb) ?? (verb === "get" ? deleted.get(key) : undefined),
      }
    },
    noticed: [
      "a retry after a delete returns the connector as first stored and does not store it again",
      "a deleted connector can't be read, updated or deleted again",
    ],
  },
  "deletes all later connectors too": {
    store: ({ entries }) => ({
      remove: (key) => {
        const sequence = entries.get(key)?.sequence ?? 0
        for (const [other, entry] of [...entries]) if (entry.sequence >= sequence) entries.delete(other)
      },
    }),
    noticed: [
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "without a filter the count includes all connectors",
      "a list leaves out deleted connectors and keeps the others",
    ],
  },
  "never frees an id": {
    store: (correct) => {
      const used = new Set<string>()
      return {
        remove: (key) => {
          used.add(key)
          correct.remove(key)
        },
        isTaken: (key, connector) => used.has(key) || correct.isTaken(key, connector),
      }
    },
    noticed: ["a create that fails leaves its key unused", "the id of a deleted connector can be used again"],
  },
  "restores the deleted connector when its id is used again": {
    store: (correct) => {
      const deleted = new Map<string, DomainJoinConnector>()
      return {
        remove: (key) => {
          const entry = correct.entries.get(key)
          if (entry !== undefined) deleted.set(key, entry.connector)
          correct.remove(key)
        },
        write: (key, connector, verb) => correct.write(key, deleted.get(key) ?? connector, verb),
      }
    },
    noticed: ["the id of a deleted connector can be used again"],
  },
  "looks, waits, then deletes": {
    store: () => ({ wait: (verb) => (verb === "delete" ? Effect.yieldNow : Effect.void) }),
    noticed: ["exactly one of several simultaneous deletes of one connector succeeds"],
  },
  "deletes connectors that do not exist": {
    store: inventing("delete"),
    noticed: [
      "a deleted connector can't be read, updated or deleted again",
      "exactly one of several simultaneous deletes of one connector succeeds",
      "delete fails with ConnectorNotFound and the id if there is no such connector",
      "delete does not match similar ids",
    ],
  },
  "compares ids case-insensitively in delete": {
    store: inexactly("delete", (id) => id.toLowerCase()),
    noticed: ["delete does not match similar ids"],
  },
}
