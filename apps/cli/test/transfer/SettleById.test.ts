import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { exampleConnector, type NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect, Layer } from "effect"
import type { JournalEntry } from "../../src/transfer/Journal.ts"
import { settleById } from "../../src/transfer/SettleById.ts"

const connector = exampleConnector

const changed: NewDomainJoinConnector = { ...connector, state: "inactive" }

const created: JournalEntry = { row: 1, state: "created", id: "7" }

const cases: ReadonlyArray<
  readonly [
    title: string,
    row: NewDomainJoinConnector,
    there: ReadonlyArray<NewDomainJoinConnector>,
    entry: JournalEntry,
  ]
> = [
  ["created where its id is there", { ...connector, id: "7" }, [{ ...connector, id: "7" }], created],
  [
    "rejected where its id is another connector's",
    { ...connector, id: "7" },
    [{ ...changed, id: "7" }],
    { row: 1, state: "rejected", reason: "id: 7 is taken" },
  ],
  ["created where the id that was made for it is there", connector, [{ ...connector, id: "7" }], created],
  ["created though it was changed since", connector, [{ ...changed, id: "7" }], created],
  [
    "to be sent again where its id is not there",
    connector,
    [{ ...connector, id: "8" }],
    { row: 1, state: "unsent" },
  ],
]

describe("A row that was sent with an id", () => {
  for (const [title, row, there, expected] of cases) {
    it.effect(`is ${title}`, () =>
      Effect.gen(function* () {
        const store = yield* MemoryConnectorStore.make
        yield* store.createMany(there)
        const entries = yield* settleById([[{ row: 1, connector: row }, "7"]]).pipe(
          Effect.provideService(ConnectorStore, store),
        )
        assert.deepStrictEqual(entries, [expected])
      }),
    )
  }

  it.effect("is to be sent again, and not asked for, where no connector can have the id", () =>
    Effect.gen(function* () {
      const entries = yield* settleById([[{ row: 1, connector }, ""]])
      assert.deepStrictEqual(entries, [{ row: 1, state: "unsent" }])
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )
})
