/** Shows which connector of the list a row is found to be. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { type DomainJoinConnector, exampleConnector, type NewDomainJoinConnector, withId } from "@odj/domain"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { JournalEntry } from "../../src/transfer/Journal.ts"
import { settleByList } from "../../src/transfer/SettleByList.ts"
import { rowsOf } from "./importWorld.ts"

const connector = exampleConnector

const listed = (id: string, displayName = connector.displayName) => withId(id, { ...connector, displayName })

const cases: ReadonlyArray<
  readonly [
    title: string,
    rows: ReadonlyArray<NewDomainJoinConnector>,
    looks: ReadonlyArray<ReadonlyArray<DomainJoinConnector>>,
    ids: ReadonlyArray<string | undefined>,
  ]
> = [
  ["one that is equal", [connector], [[listed("2", "other"), listed("1")]], ["1"]],
  ["none that differs", [connector], [[listed("1", "other")]], [undefined]],
  ["none that is another's", [connector], [[listed("taken")]], [undefined]],
  ["none for two", [connector, connector], [[listed("1")]], ["1", undefined]],
  [
    "one that shows later than another's",
    [connector, connector],
    [[listed("1")], [listed("1"), listed("2")]],
    ["1", "2"],
  ],
  [
    "its own id before the others choose",
    [connector, { ...connector, id: "2" }, { ...connector, id: "3" }],
    [[listed("2"), listed("1"), listed("4")]],
    ["1", "2", "4"],
  ],
]

describe("A row whose outcome is unknown", () => {
  for (const [title, connectors, looks, ids] of cases) {
    it.effect(`is found to be ${title}`, () =>
      Effect.gen(function* () {
        let looked = 0
        const store = Layer.mock(ConnectorStore, {
          // What the last look shows, all later ones show.
          list: () => Effect.sync(() => ({ connectors: looks[looked++] ?? looks.at(-1) ?? [] })),
        })
        const settling = settleByList(rowsOf(connectors), new Set(["taken"])).pipe(Effect.provide(store))
        const fiber = yield* Effect.forkChild(settling)
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
