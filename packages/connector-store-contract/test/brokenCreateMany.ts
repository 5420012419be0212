/** Stores whose createMany is broken. */
import { ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import { exampleConnector, withId } from "@odj/domain"
import { Effect, Result } from "effect"
import type { BrokenStores } from "./steppedStore.ts"

export const brokenCreateMany: BrokenStores = {
  "returns results of createMany in the order of completion": {
    store: (correct) => ({
      many: (connectors, create) =>
        Effect.map(correct.many(connectors, create), (results) => [
          ...results.filter(Result.isSuccess),
          ...results.filter(Result.isFailure),
        ]),
    }),
    noticed: [
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
    ],
  },
  "returns results of createMany in reverse": {
    store: (correct) => ({
      many: (connectors, create) =>
        Effect.map(correct.many(connectors, create), (results) => results.toReversed()),
    }),
    noticed: [
      "createMany returns each connector as given, in order, and stores it",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
    ],
  },
  "stores only the first twenty of createMany": {
    store: (correct) => ({ many: (connectors, create) => correct.many(connectors.slice(0, 20), create) }),
    noticed: [
      "createMany generates a different id for each connector without one",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
    ],
  },
  "replaces given ids in createMany": {
    store: (correct) => ({
      many: (connectors, create) =>
        correct.many(
          connectors.map(({ id: _, ...properties }) => properties),
          create,
        ),
    }),
    noticed: [
      "createMany returns each connector as given, in order, and stores it",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
    ],
  },
  "gives all connectors of createMany one id": {
    store: (correct) => ({
      many: (connectors, create) =>
        Effect.map(correct.many(connectors, create), (results) => {
          const made = results.find(Result.isSuccess)?.success.id
          return connectors.map((connector, index) => {
            const result =
              results[index] ?? Result.fail(new ConnectorStoreRefused({ report: { message: "no" } }))
            return Result.map(result, (created) => ({ ...created, id: connector.id ?? made ?? created.id }))
          })
        }),
    }),
    noticed: [
      "createMany returns each connector as given, in order, and stores it",
      "createMany generates a different id for each connector without one",
    ],
  },
  "stops createMany at the first failure": {
    store: (correct) => ({
      many: (connectors, create) =>
        Effect.map(correct.many(connectors, create), (results) => {
          const failed = results.findIndex(Result.isFailure)
          return results.map((result, index) =>
            failed === -1 || index < failed ? result : (results[failed] ?? result),
          )
        }),
    }),
    noticed: [
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
    ],
  },
  "does not report which ids are taken in createMany": {
    store: (correct) => ({
      many: (connectors, create) =>
        Effect.map(correct.many(connectors, create), (results) =>
          results.map(
            Result.mapError(() => new ConnectorStoreUnavailable({ report: { message: "some failed" } })),
          ),
        ),
    }),
    noticed: [
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
    ],
  },
  "overwrites stored connectors in createMany": {
    store: (correct) => ({
      many: (connectors) =>
        Effect.succeed(
          connectors.map((connector) => {
            const stored = { ...connector, id: connector.id ?? crypto.randomUUID() }
            correct.write(stored.id, stored, "create")
            return Result.succeed(stored)
          }),
        ),
    }),
    noticed: [
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
    ],
  },
  "returns from createMany before it stores": {
    store: () => ({
      many: (connectors) =>
        Effect.succeed(
          connectors.map((connector) =>
            Result.succeed({ ...connector, id: connector.id ?? crypto.randomUUID() }),
          ),
        ),
    }),
    noticed: [
      "createMany returns each connector as given, in order, and stores it",
      "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors",
      "createMany stores exactly one of several connectors with the same id",
    ],
  },
  "stores a connector for an empty createMany": {
    store: (correct) => ({
      many: (connectors, create) =>
        connectors.length > 0
          ? correct.many(connectors, create)
          : Effect.sync(() => {
              const id = crypto.randomUUID()
              correct.write(id, withId(id, exampleConnector), "create")
              return []
            }),
    }),
    noticed: ["createMany without connectors stores nothing"],
  },
  "dies of an empty createMany": {
    store: (correct) => ({
      many: (connectors, create) =>
        connectors.length > 0 ? correct.many(connectors, create) : Effect.die("nothing to do"),
    }),
    noticed: ["createMany without connectors stores nothing"],
  },
}
