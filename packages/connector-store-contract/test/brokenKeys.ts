/** Stores whose idempotency keys are broken. */
import { ConnectorStoreRefused, isRetryOf } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"
import type { BrokenStores, Store } from "./steppedStore.ts"

const returnedAgain = "the same connector with the same key is stored once and returned each time"
const anyKey = "a key may be any printable ASCII text of up to 255 characters"
const changed = "a retry after an update returns the connector as first stored"
const deleted = "a retry after a delete returns the connector as first stored and does not store it again"
const another = "a different connector with the same key fails with IdempotencyKeyReused and is not stored"
const anotherId = "the same key with a different, an added or a removed id fails with IdempotencyKeyReused"
const atOnce =
  "simultaneous creates with one key store one connector, and each returns it or fails with CreateInProgress"
const failed = "a create that fails leaves its key unused"
const exactly = "keys are compared exactly"
const inTheWay = "a key does not affect creates without a key or with another key"

/** Ignores one property when it compares a retry with the first create. */
const blindTo =
  (property: keyof NewDomainJoinConnector, same = isRetryOf): Store["isSame"] =>
  (input, kept) =>
    same({ ...input, [property]: kept.connector[property] }, kept)

export const brokenKeys: BrokenStores = {
  "ignores keys": {
    store: () => ({ remember: () => {} }),
    noticed: [returnedAgain, anyKey, changed, deleted, another, anotherId, atOnce, failed],
  },
  "fails to store a create with a key": {
    store: () => ({
      remember: (_, { version }) => {
        throw new Error(version)
      },
    }),
    noticed: [
      "a create with an idempotency key stores the connector as given",
      returnedAgain,
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
  "looks up a key, waits, then creates": {
    store: () => ({ waitOnce: Effect.yieldNow }),
    noticed: [atOnce],
  },
  "looks up a key, waits, creates again and returns the first connector": {
    store: ({ kept, remember }) => {
      const first = new Map<string, DomainJoinConnector>()
      return {
        waitOnce: Effect.yieldNow,
        remember: (key, input, result) => {
          const earlier = kept.get(key)
          if (earlier === undefined) remember(key, input, result)
          else if (Result.isSuccess(result)) first.set(result.success.id, earlier.connector)
        },
        returned: (connector, verb) => (verb === "create" && first.get(connector.id)) || connector,
      }
    },
    noticed: [atOnce],
  },
  "returns the current connector on a retry": {
    store: ({ entries }) => ({
      recall: ({ connector }) => entries.get(connector.id)?.connector ?? connector,
    }),
    noticed: [changed],
  },
  "stores a deleted connector again on a retry": {
    store: (correct) => ({
      recall: ({ connector }) => {
        if (!correct.entries.has(connector.id)) correct.write(connector.id, connector, "create")
        return connector
      },
    }),
    noticed: [deleted],
  },
  "forgets a key when its connector is deleted": {
    store: ({ entries, kept }) => ({
      remove: (key) => {
        entries.delete(key)
        for (const [other, { connector }] of kept) if (connector.id === key) kept.delete(other)
      },
    }),
    noticed: [deleted],
  },
  "treats any connector with the same key as a retry": {
    store: () => ({ isSame: () => true }),
    noticed: [another, anotherId],
  },
  "refuses another connector with another failure": {
    store: () => ({ reuse: () => new ConnectorStoreRefused({ report: { message: "no" } }) }),
    noticed: [another, anotherId],
  },
  "fails for a used key but stores the connector": {
    store: (correct) => ({
      reuse: (key, connector, kept) => {
        const id = correct.id(connector)
        correct.write(id, { ...connector, id }, "create")
        return correct.reuse(key, connector, kept)
      },
    }),
    noticed: [another, anotherId],
  },
  "treats null as any display name on a retry": {
    store: () => ({
      isSame: (input, kept) =>
        isRetryOf(input, kept) || (input.displayName === null && blindTo("displayName")(input, kept)),
    }),
    noticed: [another],
  },
  "treats equal instants as equal timestamps on a retry": {
    store: () => ({
      isSame: (input, kept) =>
        DateTimeOffset.sortKey(input.lastConnectionDateTime) ===
          DateTimeOffset.sortKey(kept.connector.lastConnectionDateTime) &&
        blindTo("lastConnectionDateTime")(input, kept),
    }),
    noticed: [another],
  },
  "ignores ids on a retry": {
    store: () => ({
      isSame: ({ id: _, ...input }, kept) => isRetryOf(input, { ...kept, isIdGiven: false }),
    }),
    noticed: [anotherId],
  },
  "treats its generated id as a given id on a retry": {
    store: () => ({
      isSame: (input, kept) => isRetryOf(input, kept) || isRetryOf(input, { ...kept, isIdGiven: true }),
    }),
    noticed: [anotherId],
  },
  "treats a given id as its generated id on a retry": {
    store: () => ({
      isSame: (input, kept) => isRetryOf(input, kept) || isRetryOf(input, { ...kept, isIdGiven: false }),
    }),
    noticed: [anotherId],
  },
  "refuses a retry with a given id": {
    store: () => ({ isSame: (input, kept) => input.id === undefined && isRetryOf(input, kept) }),
    noticed: [returnedAgain, deleted],
  },
  "keeps the key of a create that failed": {
    store: (correct) => ({
      remember: (key, connector, result) => {
        correct.remember(key, connector, result)
        if (!correct.kept.has(key) && connector.id !== undefined) {
          correct.kept.set(key, { connector: { ...connector, id: connector.id }, isIdGiven: true })
        }
      },
    }),
    noticed: [failed],
  },
  "compares keys case-insensitively": {
    store: () => ({ idempotencyKey: (key) => key.toLowerCase() }),
    noticed: [exactly],
  },
  "trims keys": { store: () => ({ idempotencyKey: (key) => key.trim() }), noticed: [exactly] },
  "compares only the beginning of a key": {
    store: () => ({ idempotencyKey: (key) => key.slice(0, 40) }),
    noticed: [anyKey, exactly],
  },
}
