/** Stores whose delete is broken. */
import type { DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import { inexactly, makingUp } from "./brokenGets.ts"
import type { BrokenStores, Store } from "./steppedStore.ts"

export const brokenDeletes: BrokenStores = {
  "deletes nothing": { store: () => ({ remove: () => {} }), noticed: [] },
  "lists what it has deleted": {
    store: ({ entries }) => ({
      remove: (key) => {
        const entry = entries.get(key)
        entries.delete(key)
        if (entry !== undefined) entries.set(`${key} deleted`, entry)
      },
    }),
    noticed: [],
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
    noticed: [],
  },
  "deletes all connectors that were made later": {
    store: ({ entries }) => ({
      remove: (key) => {
        const sequence = entries.get(key)?.sequence ?? 0
        for (const [other, entry] of [...entries]) if (entry.sequence >= sequence) entries.delete(other)
      },
    }),
    noticed: [],
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
    noticed: [],
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
    noticed: [],
  },
  "looks, waits, then deletes": {
    store: () => ({ wait: (verb) => (verb === "delete" ? Effect.yieldNow : Effect.void) }),
    noticed: [],
  },
  "deletes what is not there": { store: makingUp("delete"), noticed: [] },
  "deletes by ids without case": { store: inexactly("delete", (id) => id.toLowerCase()), noticed: [] },
}
