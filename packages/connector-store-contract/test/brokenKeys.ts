/** Stores that know a create again by its idempotency key, and do so badly. */
import { ConnectorStoreRefused, isSameIntent } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"
import type { BrokenStores, Store } from "./steppedStore.ts"

const answersAgain = "the same connector with the same key gives the same answer, and is stored once"
const anyKey = "a key is any printable text of up to 255 characters"
const changed = "the same answer is given after the connector was changed"
const deleted = "the same answer is given after the connector was deleted, which does not bring it back"
const another = "another connector with the same key is refused, whatever differs, and is not stored"
const anotherId = "another id with the same key is refused, and so is one that was or was not given"
const atOnce =
  "of several simultaneous creates with one key, one stores it, and the others answer it or say that it is in progress"
const failed = "a create that fails uses up no key"
const exactly = "keys are compared exactly"
const inTheWay = "a key stands in the way of no create without one, nor with another"

/** Takes a create for the same though it differs in one property. */
const blindTo =
  (property: keyof NewDomainJoinConnector, same = isSameIntent): Store["isSame"] =>
  (asked, kept) =>
    same({ ...asked, [property]: kept.connector[property] }, kept)

export const brokenKeys: BrokenStores = {
  "ignores keys": {
    store: () => ({ remember: () => {} }),
    noticed: [answersAgain, anyKey, changed, deleted, another, anotherId, atOnce, failed],
  },
  "stores badly what has a key": {
    store: () => ({
      remember: (_, { version }) => {
        throw new Error(version)
      },
    }),
    noticed: [
      "a create with a key stores the connector as one without does",
      answersAgain,
      anyKey,
      changed,
      deleted,
      another,
      anotherId,
      atOnce,
      failed,
      exactly,
      inTheWay,
    ],
  },
  "looks for a key, waits, then creates": {
    store: () => ({ waitOnce: Effect.yieldNow }),
    noticed: [atOnce],
  },
  "looks for a key, waits, then creates, and returns what was created first": {
    store: ({ kept, remember }) => {
      const first = new Map<string, DomainJoinConnector>()
      return {
        waitOnce: Effect.yieldNow,
        remember: (key, asked, result) => {
          const earlier = kept.get(key)
          if (earlier === undefined) remember(key, asked, result)
          else if (Result.isSuccess(result)) first.set(result.success.id, earlier.connector)
        },
        answer: (connector, verb) => (verb === "create" && first.get(connector.id)) || connector,
      }
    },
    noticed: [atOnce],
  },
  "answers the connector as it is now": {
    store: ({ entries }) => ({
      recall: ({ connector }) => entries.get(connector.id)?.connector ?? connector,
    }),
    noticed: [changed],
  },
  "brings back what was deleted": {
    store: (honest) => ({
      recall: ({ connector }) => {
        if (!honest.entries.has(connector.id)) honest.write(connector.id, connector, "create")
        return connector
      },
    }),
    noticed: [deleted],
  },
  "forgets a key with its connector": {
    store: ({ entries, kept }) => ({
      remove: (key) => {
        entries.delete(key)
        for (const [other, { connector }] of kept) if (connector.id === key) kept.delete(other)
      },
    }),
    noticed: [deleted],
  },
  "takes another connector for the same": {
    store: () => ({ isSame: () => true }),
    noticed: [another, anotherId],
  },
  "refuses another connector in other words": {
    store: () => ({ reuse: () => new ConnectorStoreRefused({ report: { message: "no" } }) }),
    noticed: [another, anotherId],
  },
  "stores another connector, and says that its key is used": {
    store: (honest) => ({
      reuse: (key, connector, kept) => {
        const id = honest.id(connector)
        honest.write(id, { ...connector, id }, "create")
        return honest.reuse(key, connector, kept)
      },
    }),
    noticed: [another, anotherId],
  },
  "takes null for any display name": {
    store: () => ({
      isSame: (asked, kept) =>
        isSameIntent(asked, kept) || (asked.displayName === null && blindTo("displayName")(asked, kept)),
    }),
    noticed: [another],
  },
  "takes an instant for its text": {
    store: () => ({
      isSame: (asked, kept) =>
        DateTimeOffset.sortKey(asked.lastConnectionDateTime) ===
          DateTimeOffset.sortKey(kept.connector.lastConnectionDateTime) &&
        blindTo("lastConnectionDateTime")(asked, kept),
    }),
    noticed: [another],
  },
  "looks at no id": {
    store: () => ({
      isSame: ({ id: _, ...asked }, kept) => isSameIntent(asked, { ...kept, isIdGiven: false }),
    }),
    noticed: [anotherId],
  },
  "takes an id that it made for one that was given": {
    store: () => ({
      isSame: (asked, kept) => isSameIntent(asked, kept) || isSameIntent(asked, { ...kept, isIdGiven: true }),
    }),
    noticed: [anotherId],
  },
  "takes an id that was given for one that it made": {
    store: () => ({
      isSame: (asked, kept) =>
        isSameIntent(asked, kept) || isSameIntent(asked, { ...kept, isIdGiven: false }),
    }),
    noticed: [anotherId],
  },
  "refuses a connector whose id was given": {
    store: () => ({ isSame: (asked, kept) => asked.id === undefined && isSameIntent(asked, kept) }),
    noticed: [answersAgain, deleted],
  },
  "keeps a key though the create has failed": {
    store: (honest) => ({
      remember: (key, connector, result) => {
        honest.remember(key, connector, result)
        if (!honest.kept.has(key) && connector.id !== undefined) {
          honest.kept.set(key, { connector: { ...connector, id: connector.id }, isIdGiven: true })
        }
      },
    }),
    noticed: [failed],
  },
  "compares keys without case": {
    store: () => ({ idempotencyKey: (key) => key.toLowerCase() }),
    noticed: [exactly],
  },
  "trims keys": { store: () => ({ idempotencyKey: (key) => key.trim() }), noticed: [exactly] },
  "looks at the beginning of a key alone": {
    store: () => ({ idempotencyKey: (key) => key.slice(0, 40) }),
    noticed: [anyKey, exactly],
  },
}
