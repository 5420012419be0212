/** Stores that create one connector right, and several wrong. */
import { ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import { exampleConnector, withId } from "@odj/domain"
import { Effect, Result } from "effect"
import type { BrokenStores } from "./steppedStore.ts"

export const brokenCreateMany: BrokenStores = {
  "answers many in the order in which they ended": {
    store: (honest) => ({
      many: (connectors, create) =>
        Effect.map(honest.many(connectors, create), (results) => [
          ...results.filter(Result.isSuccess),
          ...results.filter(Result.isFailure),
        ]),
    }),
    noticed: ["of many, those whose ids are taken are refused, and the others are stored"],
  },
  "answers many from the last to the first": {
    store: (honest) => ({
      many: (connectors, create) =>
        Effect.map(honest.many(connectors, create), (results) => results.toReversed()),
    }),
    noticed: [
      "of many, each comes back as it was given and in its place, and is there",
      "of many, those whose ids are taken are refused, and the others are stored",
    ],
  },
  "stores the first twenty of many": {
    store: (honest) => ({ many: (connectors, create) => honest.many(connectors.slice(0, 20), create) }),
    noticed: [
      "of many, each without an id gets one of its own",
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
    ],
  },
  "gives many ids of its own": {
    store: (honest) => ({
      many: (connectors, create) =>
        honest.many(
          connectors.map(({ id: _, ...properties }) => properties),
          create,
        ),
    }),
    noticed: [
      "of many, each comes back as it was given and in its place, and is there",
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
    ],
  },
  "gives many one id": {
    store: (honest) => ({
      many: (connectors, create) =>
        Effect.map(honest.many(connectors, create), (results) => {
          const made = results.find(Result.isSuccess)?.success.id
          return connectors.map((connector, index) => {
            const result =
              results[index] ?? Result.fail(new ConnectorStoreRefused({ report: { message: "no" } }))
            return Result.map(result, (created) => ({ ...created, id: connector.id ?? made ?? created.id }))
          })
        }),
    }),
    noticed: [
      "of many, each comes back as it was given and in its place, and is there",
      "of many, each without an id gets one of its own",
    ],
  },
  "stops at the first of many that fails": {
    store: (honest) => ({
      many: (connectors, create) =>
        Effect.map(honest.many(connectors, create), (results) => {
          const failed = results.findIndex(Result.isFailure)
          return results.map((result, index) =>
            failed === -1 || index < failed ? result : (results[failed] ?? result),
          )
        }),
    }),
    noticed: ["of many, those whose ids are taken are refused, and the others are stored"],
  },
  "does not say which of many are taken": {
    store: (honest) => ({
      many: (connectors, create) =>
        Effect.map(honest.many(connectors, create), (results) =>
          results.map(
            Result.mapError(() => new ConnectorStoreUnavailable({ report: { message: "some failed" } })),
          ),
        ),
    }),
    noticed: [
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
    ],
  },
  "overwrites with many": {
    store: (honest) => ({
      many: (connectors) =>
        Effect.succeed(
          connectors.map((connector) => {
            const stored = { ...connector, id: connector.id ?? crypto.randomUUID() }
            honest.write(stored.id, stored, "create")
            return Result.succeed(stored)
          }),
        ),
    }),
    noticed: [
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
    ],
  },
  "answers many before it has stored them": {
    store: () => ({
      many: (connectors) =>
        Effect.succeed(
          connectors.map((connector) =>
            Result.succeed({ ...connector, id: connector.id ?? crypto.randomUUID() }),
          ),
        ),
    }),
    noticed: [
      "of many, each comes back as it was given and in its place, and is there",
      "of many, those whose ids are taken are refused, and the others are stored",
      "of many with one id, exactly one is stored",
    ],
  },
  "makes something of nothing": {
    store: (honest) => ({
      many: (connectors, create) =>
        connectors.length > 0
          ? honest.many(connectors, create)
          : Effect.sync(() => {
              const id = crypto.randomUUID()
              honest.write(id, withId(id, exampleConnector), "create")
              return []
            }),
    }),
    noticed: ["of none, nothing is stored"],
  },
  "dies of nothing": {
    store: (honest) => ({
      many: (connectors, create) =>
        connectors.length > 0 ? honest.many(connectors, create) : Effect.die("nothing to do"),
    }),
    noticed: ["of none, nothing is stored"],
  },
}
