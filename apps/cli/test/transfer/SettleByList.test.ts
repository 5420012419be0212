import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { DateTimeOffset, type NewDomainJoinConnector } from "@odj/domain"
import { Clock, Effect, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import type { JournalEntry } from "../../src/transfer/Journal.ts"
import { claim, settleByList } from "../../src/transfer/SettleByList.ts"
import { rowsOf } from "./importWorld.ts"

const at = Schema.decodeSync(DateTimeOffset)

const connector = (id: string | undefined, changes: Partial<NewDomainJoinConnector> = {}) => ({
  displayName: "HQ",
  lastConnectionDateTime: at("2016-12-31T23:58:36.50-08:00"),
  state: "active" as const,
  version: "1",
  ...changes,
  ...(id !== undefined && { id }),
})

const listed = (id: string, changes: Partial<NewDomainJoinConnector> = {}) => ({
  ...connector(id, changes),
  id,
})

const cases: ReadonlyArray<
  readonly [
    title: string,
    rows: ReadonlyArray<NewDomainJoinConnector>,
    listed: ReadonlyArray<ReturnType<typeof listed>>,
    claims: ReadonlyArray<string | undefined>,
  ]
> = [
  ["one that is equal", [connector(undefined)], [listed("1")], ["1"]],
  [
    "one whose instant is the same",
    [connector(undefined)],
    [listed("1", { lastConnectionDateTime: at("2017-01-01T07:58:36.5Z") })],
    ["1"],
  ],
  [
    "none that differs in its name",
    [connector(undefined)],
    [listed("1", { displayName: null })],
    [undefined],
  ],
  ["none that differs in its state", [connector(undefined)], [listed("1", { state: "error" })], [undefined]],
  ["none that differs in its version", [connector(undefined)], [listed("1", { version: "2" })], [undefined]],
  [
    "none that differs in its time",
    [connector(undefined)],
    [listed("1", { lastConnectionDateTime: at("2016-12-31T23:58:36.51-08:00") })],
    [undefined],
  ],
  ["none that is another's", [connector(undefined)], [listed("taken")], [undefined]],
  ["none for two", [connector(undefined), connector(undefined)], [listed("1")], ["1", undefined]],
  [
    "its own id before the others choose",
    [connector(undefined), connector("2"), connector("3")],
    [listed("2"), listed("1"), listed("4")],
    ["1", "2", "4"],
  ],
]

describe("A row whose outcome is unknown", () => {
  for (const [title, connectors, there, expected] of cases) {
    it(`is found to be ${title}`, () => {
      const rows = rowsOf(connectors)
      const claims = claim(rows, there, new Set(["taken"]))
      assert.deepStrictEqual(
        rows.map((row) => claims.get(row)),
        [...expected],
      )
    })
  }

  /** Settles a row over a service that shows its connector so many seconds after one begins. */
  const settled = Effect.fnUntraced(function* (shownAfter: number) {
    const looks: Array<number> = []
    const store = Layer.mock(ConnectorStore, {
      list: () =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          looks.push(now / 1000)
          return { connectors: now / 1000 >= shownAfter ? [listed("1")] : [] }
        }),
    })
    const settling = settleByList(rowsOf([connector(undefined)]), new Set()).pipe(Effect.provide(store))
    const fiber = yield* Effect.forkChild(settling)
    yield* TestClock.adjust("1 minute")
    return { entries: yield* Fiber.join(fiber), looks }
  })

  const times: ReadonlyArray<
    readonly [shownAfter: number, looks: ReadonlyArray<number>, entry: JournalEntry]
  > = [
    [0, [2], { row: 1, state: "created", id: "1" }],
    [3, [2, 5], { row: 1, state: "created", id: "1" }],
    [10, [2, 5, 10], { row: 1, state: "created", id: "1" }],
    [11, [2, 5, 10], { row: 1, state: "unsent" }],
  ]
  for (const [shownAfter, looks, entry] of times) {
    it.effect(`is ${entry.state} where its connector is shown after ${shownAfter} s`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* settled(shownAfter), { entries: [entry], looks: [...looks] })
      }),
    )
  }
})
