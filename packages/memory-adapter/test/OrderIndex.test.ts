import { assert, describe, it } from "@effect/vitest"
import { type ConnectorQuery, type ListEntry, listEntries } from "@odj/core"
import {
  type ConnectorOrder,
  DateTimeOffset,
  type DomainJoinConnector,
  exampleConnector,
  OrderBy,
  propertyNames,
  withId,
} from "@odj/domain"
import { Effect, Fiber, Schema } from "effect"
import { readPage } from "../src/ConnectorPages.ts"
import { ConnectorTable } from "../src/ConnectorTable.ts"

const upTo = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

/** Numbers from 0 on, which follow from the seed and seem random. */
const numbers = (seed: number) => {
  let state = seed + 1
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

const names = [null, "", "a", "A", "é", "😀", "ｂ", "x".repeat(300), `${"x".repeat(300)}y`]

/** A table, and what it should have: few different values, so that many connectors are equal in an order. */
const model = (seed: number) => {
  const next = numbers(seed)
  const table = new ConnectorTable()
  const entries = new Map<string, ListEntry>()
  const connectorOf = (id: string): DomainJoinConnector => {
    const displayName = names[next(names.length)] ?? null
    const hour = String(next(24)).padStart(2, "0")
    return withId(id, {
      ...exampleConnector,
      displayName: next(2) === 0 ? displayName : `${displayName} ${next(1_000)}`,
      lastConnectionDateTime: DateTimeOffset.make(
        `2016-12-31T${hour}:00:00${next(2) === 0 ? "Z" : "+02:00"}`,
      ),
      state: next(2) === 0 ? "active" : "error",
    })
  }
  const anyId = () => [...entries.keys()][next(entries.size)]
  const steps = {
    create: () => {
      const connector = connectorOf(`${next(1_000_000)}`)
      const sequence = table.nextSequence
      if (table.add(connector)) entries.set(connector.id, { connector, sequence })
    },
    update: () => {
      const entry = entries.get(anyId() ?? "")
      if (entry === undefined) return
      const { id } = entry.connector
      const changed = connectorOf(id)
      // Some updates change nothing that orders use.
      const connector = next(3) === 0 ? { ...entry.connector, version: changed.version } : changed
      table.replace(connector)
      entries.set(id, { ...entry, connector })
    },
    remove: () => {
      const id = anyId()
      if (id === undefined) return
      table.remove(id)
      entries.delete(id)
    },
  }
  const change = (times: number) => {
    const kinds = [steps.create, steps.update, steps.remove]
    for (let time = 0; time < times; time++) kinds[next(kinds.length)]?.()
  }
  for (let index = next(900); index >= 0; index--) steps.create()
  return { table, entries, next, steps, change }
}

const anyOrder = (next: (below: number) => number): ConnectorOrder =>
  Array.from({ length: 1 + next(3) }, () => ({
    property: propertyNames[next(propertyNames.length)] ?? "id",
    descending: next(2) === 0,
  }))

const nextTurn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

const idsOf = ({ connectors }: Effect.Success<ReturnType<typeof readPage>>) => connectors.map(({ id }) => id)

describe("A list in an order, without a filter", () => {
  it.effect.prop(
    "has the pages that a sort of all connectors gives, whatever changes between the pages",
    [upTo(1_000_000)],
    Effect.fnUntraced(function* ([seed]) {
      const { table, entries, next, change } = model(seed)
      const orders = Array.from({ length: 6 }, () => anyOrder(next))
      const cursors = new Map<ConnectorOrder, string | undefined>()
      for (let page = 0; page < 40; page++) {
        const order = orders[next(next(2) === 0 ? 2 : orders.length)] ?? []
        const query: ConnectorQuery = {
          order,
          limit: [1, 2, 50, 300, 2_000][next(5)] ?? 1,
          skip: [0, 0, 3, 200, 1_000][next(5)],
          count: next(2) === 0,
          maxLength: next(5) === 0 ? 5_000 : undefined,
          after: cursors.get(order),
        }
        const found = yield* readPage(table, query)
        const bySequence = [...entries.values()].sort((left, right) => left.sequence - right.sequence)
        assert.deepStrictEqual(found, yield* listEntries(bySequence, query))
        cursors.set(order, found.next)
        change(next(3) === 0 ? next(400) : next(5))
      }
    }),
    { arbitrary: { runs: 15 } },
  )

  it.effect.prop(
    "has every connector that exists all the time and does not move on exactly one page, whatever changes while pages are read",
    [upTo(1_000_000)],
    Effect.fnUntraced(function* ([seed]) {
      const { table, entries, next, steps, change } = model(seed)
      for (let index = 0; index < 4_000; index++) steps.create()
      const before = new Map(entries)
      const changed = new Set<string>()
      const order = anyOrder(next)
      const found: Array<string> = []
      // A few connectors change again and again, others come and go.
      const disturb = () => {
        change(20)
        for (const [id, { connector }] of before) {
          if (entries.get(id)?.connector !== connector) changed.add(id)
        }
      }
      let after: string | undefined
      do {
        const fiber = yield* Effect.forkChild(readPage(table, { order, limit: 700, after }), {
          startImmediately: true,
        })
        while (fiber.pollUnsafe() === undefined) {
          disturb()
          yield* nextTurn
        }
        const page = yield* Fiber.join(fiber)
        found.push(...idsOf(page))
        after = page.next
      } while (after !== undefined)
      const counts = new Map<string, number>()
      for (const id of found) counts.set(id, (counts.get(id) ?? 0) + 1)
      for (const id of before.keys()) if (!changed.has(id)) assert.strictEqual(counts.get(id), 1, id)
    }),
    { arbitrary: { runs: 10 } },
  )

  it.effect("is right for several lists that are read at the same time, one of which is interrupted", () =>
    Effect.gen(function* () {
      const { table, entries, steps } = model(1)
      for (let index = 0; index < 6_000; index++) steps.create()
      const order = [OrderBy.descending("displayName")]
      const queries = [3_000, 0, 5_000, 1_000, 3_000, 4_000].map((skip) => ({ order, skip, limit: 700 }))
      const fibers = yield* Effect.forEach(queries, (query) =>
        Effect.forkChild(readPage(table, query), { startImmediately: true }),
      )
      assert.deepStrictEqual(
        fibers.map((fiber) => fiber.pollUnsafe()),
        queries.map(() => undefined),
      )
      yield* nextTurn
      for (const [index, fiber] of fibers.entries()) {
        if (index === 0) yield* Fiber.interrupt(fiber)
        else {
          const page = yield* Fiber.join(fiber)
          assert.deepStrictEqual(page, yield* listEntries(entries.values(), queries[index] ?? { limit: 0 }))
        }
      }
    }),
  )

  it.effect("reads few connectors for a page once other pages were read, also after changes", () =>
    Effect.gen(function* () {
      const { table, steps } = model(2)
      for (let index = 0; index < 20_000; index++) steps.create()
      let reads = 0
      const at = table.at.bind(table)
      table.at = (slot) => {
        reads++
        return at(slot)
      }
      const query: ConnectorQuery = { order: [OrderBy.ascending("displayName")], limit: 100 }
      const { next } = yield* readPage(table, query)
      for (const after of [undefined, next]) {
        for (const step of [steps.create, steps.update, steps.remove]) {
          yield* readPage(table, { ...query, after })
          step()
          reads = 0
          yield* readPage(table, { ...query, after })
          assert.isAtMost(reads, 1_500)
        }
      }
    }),
  )
})
