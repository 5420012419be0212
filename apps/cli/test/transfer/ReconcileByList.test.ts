import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { type DomainJoinConnector, exampleConnector, type NewDomainJoinConnector, withId } from "@odj/domain"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { JournalEntry } from "../../src/transfer/Journal.ts"
import { reconcileByList } from "../../src/transfer/ReconcileByList.ts"
import { rowsOf } from "./importSimulation.ts"

const connector = exampleConnector

const listed = (id: string, displayName = connector.displayName) => withId(id, { ...connector, displayName })

const cases: ReadonlyArray<
  readonly [
    title: string,
    rows: ReadonlyArray<NewDomainJoinConnector>,
    lists: ReadonlyArray<ReadonlyArray<DomainJoinConnector>>,
    ids: ReadonlyArray<string | undefined>,
  ]
> = [
  ["an equal connector", [connector], [[listed("2", "other"), listed("1")]], ["1"]],
  ["no connector that differs", [connector], [[listed("1", "other")]], [undefined]],
  ["no connector of another row", [connector], [[listed("taken")]], [undefined]],
  ["no connector that another row has", [connector, connector], [[listed("1")]], ["1", undefined]],
  [
    "a connector that appears in a later list",
    [connector, connector],
    [[listed("1")], [listed("1"), listed("2")]],
    ["1", "2"],
  ],
  [
    "the connector with its id first",
    [connector, { ...connector, id: "2" }, { ...connector, id: "3" }],
    [[listed("2"), listed("1"), listed("4")]],
    ["1", "2", "4"],
  ],
]

describe("A row whose outcome is unknown", () => {
  for (const [title, connectors, lists, ids] of cases) {
    it.effect(`is assigned ${title}`, () =>
      Effect.gen(function* () {
        let reads = 0
        const store = Layer.mock(ConnectorStore, {
          // Later reads return the last list.
          list: () => Effect.sync(() => ({ connectors: lists[reads++] ?? lists.at(-1) ?? [] })),
        })
        const reconciled = reconcileByList(rowsOf(connectors), new Set(["taken"])).pipe(Effect.provide(store))
        const fiber = yield* Effect.forkChild(reconciled)
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(
          yield* Fiber.join(fiber),
          ids.map(
            (id, index): JournalEntry =>
              id === undefined
                ? { row: index + 1, state: "unsent" }
                : { row: index + 1, state: "created", id },
          ),
        )
      }),
    )
  }
})
