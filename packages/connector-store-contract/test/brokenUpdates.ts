/** Stores whose update is broken. */
import type { DateTimeOffset, DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import { inexactly, madeUp, makingUp } from "./brokenGets.ts"
import type { BrokenStores } from "./steppedStore.ts"

export const brokenUpdates: BrokenStores = {
  "empties what is not given": {
    store: () => ({ change: (connector, patch) => ({ ...connector, displayName: null, ...patch }) }),
    noticed: [
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "an update changes what is given and keeps the rest, whatever the texts",
      "each property can be changed by itself",
      "a property that may be null is changed to null by null alone",
      "a connector that was changed is listed as it is then",
      "of simultaneous updates of different properties none is lost",
    ],
  },
  "changes timestamps to milliseconds": {
    store: () => ({
      change: (connector, patch) => {
        const changed = { ...connector, ...patch }
        const text = changed.lastConnectionDateTime.replace(/(\.\d{3})\d+/, "$1")
        return { ...changed, lastConnectionDateTime: text as DateTimeOffset }
      },
    }),
    noticed: [
      "an update changes what is given and keeps the rest, whatever the texts",
      "each property can be changed by itself",
      "a property that may be null is changed to null by null alone",
      "a connector that was changed is listed as it is then",
      "of simultaneous updates of different properties none is lost",
    ],
  },
  "changes the answer alone": {
    store: (honest) => ({
      write: (key, connector, verb) => {
        if (verb !== "update") honest.write(key, connector, verb)
      },
    }),
    noticed: [
      "the same answer is given after the connector was changed",
      "an update changes what is given and keeps the rest, whatever the texts",
      "each property can be changed by itself",
      "a property that may be null is changed to null by null alone",
      "an update answers the connector as it is then",
      "a connector that was changed is listed as it is then",
      "of simultaneous updates of different properties none is lost",
    ],
  },
  "answers a connector as it was": {
    store: (honest) => {
      const before = new Map<DomainJoinConnector, DomainJoinConnector>()
      return {
        change: (connector, patch) => {
          const changed = honest.change(connector, patch)
          before.set(changed, connector)
          return changed
        },
        answer: (connector, verb) => (verb === "update" ? (before.get(connector) ?? connector) : connector),
      }
    },
    noticed: [
      "the same answer is given after the connector was changed",
      "an update answers the connector as it is then",
    ],
  },
  "reads, waits, then changes": {
    store: () => ({ wait: (verb) => (verb === "update" ? Effect.yieldNow : Effect.void) }),
    noticed: ["of simultaneous updates of different properties none is lost"],
  },
  "makes what it can't change": {
    store: makingUp("update"),
    noticed: [
      "without a connector of that id an update fails, and makes none",
      "an id that is nearly a connector's updates nothing",
      "a connector that was deleted is got, changed and deleted no more",
    ],
  },
  "makes what it can't change, and fails": {
    store: (honest) => ({
      missing: (id, verb) => {
        if (verb === "update") honest.write(id, madeUp(id), verb)
        return honest.missing(id, verb)
      },
    }),
    noticed: [
      "without a connector of that id an update fails, and makes none",
      "a connector that was deleted is got, changed and deleted no more",
    ],
  },
  "lists connectors as they were before they were changed": {
    store: (honest) => {
      const first = new Map<string, DomainJoinConnector>()
      return {
        write: (key, connector, verb) => {
          if (!first.has(key)) first.set(key, connector)
          honest.write(key, connector, verb)
        },
        answer: (connector, verb) => (verb === "list" ? (first.get(connector.id) ?? connector) : connector),
      }
    },
    noticed: ["a connector that was changed is listed as it is then"],
  },
  "changes by ids without case": {
    store: inexactly("update", (id) => id.toLowerCase()),
    noticed: ["an id that is nearly a connector's updates nothing"],
  },
  "changes all connectors of one name": {
    store: (honest) => ({
      write: (key, connector, verb) => {
        honest.write(key, connector, verb)
        if (verb !== "update") return
        for (const [other, entry] of [...honest.entries]) {
          if (entry.connector.displayName !== connector.displayName) continue
          honest.write(other, { ...connector, id: entry.connector.id }, verb)
        }
      },
    }),
    noticed: ["an update changes no other connector"],
  },
}
