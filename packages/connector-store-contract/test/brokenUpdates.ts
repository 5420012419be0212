/** Stores whose update is broken. */
import type { DateTimeOffset, DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import { inexactly, invented, inventing } from "./brokenGets.ts"
import type { BrokenStores } from "./steppedStore.ts"

export const brokenUpdates: BrokenStores = {
  "clears properties that are not given": {
    store: () => ({ change: (connector, patch) => ({ ...connector, displayName: null, ...patch }) }),
    noticed: [
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "update changes the given properties and keeps the others, whatever their text",
      "each property can be updated alone",
      "a nullable property becomes null only if null is given",
      "a list returns the connector after an update",
      "simultaneous updates of different properties are all applied",
    ],
  },
  "truncates updated timestamps to milliseconds": {
    store: () => ({
      change: (connector, patch) => {
        const changed = { ...connector, ...patch }
        const text = changed.lastConnectionDateTime.replace(/(\.\d{3})\d+/, "$1")
        return { ...changed, lastConnectionDateTime: text as DateTimeOffset }
      },
    }),
    noticed: [
      "update changes the given properties and keeps the others, whatever their text",
      "each property can be updated alone",
      "a nullable property becomes null only if null is given",
      "a list returns the connector after an update",
      "simultaneous updates of different properties are all applied",
    ],
  },
  "returns the change without storing it": {
    store: (correct) => ({
      write: (key, connector, verb) => {
        if (verb !== "update") correct.write(key, connector, verb)
      },
    }),
    noticed: [
      "a retry after an update returns the connector as first stored",
      "update changes the given properties and keeps the others, whatever their text",
      "each property can be updated alone",
      "a nullable property becomes null only if null is given",
      "update returns the connector after the change",
      "a list returns the connector after an update",
      "simultaneous updates of different properties are all applied",
    ],
  },
  "returns the connector before the change": {
    store: (correct) => {
      const before = new Map<DomainJoinConnector, DomainJoinConnector>()
      return {
        change: (connector, patch) => {
          const changed = correct.change(connector, patch)
          before.set(changed, connector)
          return changed
        },
        returned: (connector, verb) => (verb === "update" ? (before.get(connector) ?? connector) : connector),
      }
    },
    noticed: [
      "a retry after an update returns the connector as first stored",
      "update returns the connector after the change",
    ],
  },
  "reads, waits, then updates": {
    store: () => ({ wait: (verb) => (verb === "update" ? Effect.yieldNow : Effect.void) }),
    noticed: ["simultaneous updates of different properties are all applied"],
  },
  "creates a missing connector on update": {
    store: inventing("update"),
    noticed: [
      "update fails with ConnectorNotFound and creates nothing if there is no such connector",
      "update does not match similar ids",
      "a deleted connector can't be read, updated or deleted again",
    ],
  },
  "fails to update a missing connector but creates it": {
    store: (correct) => ({
      missing: (id, verb) => {
        if (verb === "update") correct.write(id, invented(id), verb)
        return correct.missing(id, verb)
      },
    }),
    noticed: [
      "update fails with ConnectorNotFound and creates nothing if there is no such connector",
      "a deleted connector can't be read, updated or deleted again",
    ],
  },
  "lists connectors as before their updates": {
    store: (correct) => {
      const first = new Map<string, DomainJoinConnector>()
      return {
        write: (key, connector, verb) => {
          if (!first.has(key)) first.set(key, connector)
          correct.write(key, connector, verb)
        },
        returned: (connector, verb) => (verb === "list" ? (first.get(connector.id) ?? connector) : connector),
      }
    },
    noticed: ["a list returns the connector after an update"],
  },
  "compares ids case-insensitively in update": {
    store: inexactly("update", (id) => id.toLowerCase()),
    noticed: ["update does not match similar ids"],
  },
  "updates all connectors with the same name": {
    store: (correct) => ({
      write: (key, connector, verb) => {
        correct.write(key, connector, verb)
        if (verb !== "update") return
        for (const [other, entry] of [...correct.entries]) {
          if (entry.connector.displayName !== connector.displayName) continue
          correct.write(other, { ...connector, id: entry.connector.id }, verb)
        }
      },
    }),
    noticed: ["update changes no other connector"],
  },
}
