/** Stores whose delete is broken. */
import type { DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import { inexactly, makingUp } from "./brokenGets.ts"
import type { BrokenStores, Store } from "./steppedStore.ts"

export const brokenDeletes: BrokenStores = {
  "deletes nothing": {
    store: () => ({ remove: () => {} }),
    noticed: [
      "the same answer is given after the connector was deleted, which does not bring it back",
      "a create that fails uses up no key",
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "a connector that was deleted is got, changed and deleted no more",
      "a connector that was deleted is listed no more, and the others are",
      "the id of a connector that was deleted is free again",
      "of several simultaneous deletions of one connector, one succeeds",
    ],
  },
  "lists what it has deleted": {
    store: ({ entries }) => ({
      remove: (key) => {
        const entry = entries.get(key)
        entries.delete(key)
        if (entry !== undefined) entries.set(`${key} deleted`, entry)
      },
    }),
    noticed: [
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "a connector that was deleted is listed no more, and the others are",
    ],
  },
  "gets what it has deleted": {
    store: (honest) => {
      const deleted: Store["entries"] = new Map()
      return {
        remove: (key) => {
          const entry = honest.entries.get(key)
          if (entry !== undefined) deleted.set(key, entry)
          honest.remove(key)
        },
        look: (key, verb) => honest.look(key, verb) ?? (verb === "get" ? deleted.get(key) : undefined),
      }
    },
    noticed: [
      "the same answer is given after the connector was deleted, which does not bring it back",
      "a connector that was deleted is got, changed and deleted no more",
    ],
  },
  "deletes all connectors that were made later": {
    store: ({ entries }) => ({
      remove: (key) => {
        const sequence = entries.get(key)?.sequence ?? 0
        for (const [other, entry] of [...entries]) if (entry.sequence >= sequence) entries.delete(other)
      },
    }),
    noticed: [
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "without a filter all connectors are counted",
      "a connector that was deleted is listed no more, and the others are",
    ],
  },
  "never frees an id": {
    store: (honest) => {
      const used = new Set<string>()
      return {
        remove: (key) => {
          used.add(key)
          honest.remove(key)
        },
        isTaken: (key, connector) => used.has(key) || honest.isTaken(key, connector),
      }
    },
    noticed: ["a create that fails uses up no key", "the id of a connector that was deleted is free again"],
  },
  "brings back what it has deleted": {
    store: (honest) => {
      const deleted = new Map<string, DomainJoinConnector>()
      return {
        remove: (key) => {
          const entry = honest.entries.get(key)
          if (entry !== undefined) deleted.set(key, entry.connector)
          honest.remove(key)
        },
        write: (key, connector, verb) => honest.write(key, deleted.get(key) ?? connector, verb),
      }
    },
    noticed: ["the id of a connector that was deleted is free again"],
  },
  "looks, waits, then deletes": {
    store: () => ({ wait: (verb) => (verb === "delete" ? Effect.yieldNow : Effect.void) }),
    noticed: ["of several simultaneous deletions of one connector, one succeeds"],
  },
  "deletes what is not there": {
    store: makingUp("delete"),
    noticed: [
      "a connector that was deleted is got, changed and deleted no more",
      "of several simultaneous deletions of one connector, one succeeds",
      "without a connector of that id a deletion fails, and names the id",
      "an id that is nearly a connector's deletes nothing",
    ],
  },
  "deletes by ids without case": {
    store: inexactly("delete", (id) => id.toLowerCase()),
    noticed: ["an id that is nearly a connector's deletes nothing"],
  },
}
