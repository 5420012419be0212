import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { exampleConnector, type NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect, Layer } from "effect"
import type { JournalEntry } from "../../src/transfer/Journal.ts"
import { reconcileById } from "../../src/transfer/ReconcileById.ts"
import { damaged } from "./importSimulation.ts"

const connector = exampleConnector

const changed: NewDomainJoinConnector = { ...connector, state: "inactive" }

const taken = "The id 7 is taken by a connector with other values"

const created: JournalEntry = { row: 1, state: "created", id: "7" }

const cases: ReadonlyArray<
  readonly [
    title: string,
    row: NewDomainJoinConnector,
    existing: ReadonlyArray<NewDomainJoinConnector>,
    entry: JournalEntry,
  ]
> = [
  [
    "created if an equal connector has its id",
    { ...connector, id: "7" },
    [{ ...connector, id: "7" }],
    created,
  ],
  [
    "rejected if another connector has its id",
    { ...connector, id: "7" },
    [{ ...changed, id: "7" }],
    { row: 1, state: "rejected", reason: taken },
  ],
  ["created if a connector has its generated id", connector, [{ ...connector, id: "7" }], created],
  ["created even if it was changed since", connector, [{ ...changed, id: "7" }], created],
  [
    "to be retried if no connector has its id",
    connector,
    [{ ...connector, id: "8" }],
    { row: 1, state: "unsent" },
  ],
]

describe("A row that was sent with an id", () => {
  for (const [title, row, existing, expected] of cases) {
    it.effect(`is ${title}`, () =>
      Effect.gen(function* () {
        const store = yield* MemoryConnectorStore.make
        yield* store.createMany(existing)
        const entries = yield* reconcileById([
          { row: { row: 1, connector: row }, id: "7", wasTaken: false },
        ]).pipe(Effect.provideService(ConnectorStore, store))
        assert.deepStrictEqual(entries, [expected])
      }),
    )
  }

  const takenIds: ReadonlyArray<
    readonly [title: string, existing: NewDomainJoinConnector, entry: JournalEntry]
  > = [
    ["existing if the connector that has it is equal", connector, { row: 1, state: "existing", id: "7" }],
    ["rejected if the connector that has it differs", changed, { row: 1, state: "rejected", reason: taken }],
  ]
  for (const [title, existing, expected] of takenIds) {
    it.effect(`that was taken before is ${title}`, () =>
      Effect.gen(function* () {
        const store = yield* MemoryConnectorStore.make
        yield* store.createMany([{ ...existing, id: "7" }])
        const row = { row: 1, connector: { ...connector, id: "7" } }
        const entries = yield* reconcileById([{ row, id: "7", wasTaken: true }]).pipe(
          Effect.provideService(ConnectorStore, store),
        )
        assert.deepStrictEqual(entries, [expected])
      }),
    )
  }

  for (const [title, id, expected] of [
    ["created if the connector with its generated id can't be read", undefined, created],
    [
      "rejected if the connector with its id can't be read",
      "7",
      { row: 1, state: "rejected", reason: "The id 7 is taken by a connector that can't be read" },
    ],
  ] as const) {
    it.effect(`is ${title}`, () =>
      Effect.gen(function* () {
        const store = yield* MemoryConnectorStore.make
        yield* store.create({ ...connector, id: "7" })
        const row = { row: 1, connector: id === undefined ? connector : { ...connector, id } }
        const entries = yield* reconcileById([{ row, id: "7", wasTaken: false }]).pipe(
          Effect.provideService(
            ConnectorStore,
            damaged(store, () => true),
          ),
        )
        assert.deepStrictEqual(entries, [expected])
      }),
    )
  }

  it.effect("is to be retried without a lookup if no connector can have its id", () =>
    Effect.gen(function* () {
      const entries = yield* reconcileById([{ row: { row: 1, connector }, id: "", wasTaken: false }])
      assert.deepStrictEqual(entries, [{ row: 1, state: "unsent" }])
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )
})
