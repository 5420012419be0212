/** The laws of connectors that can't be read: a service returns such ones, or something else has changed the database. */
import { assert } from "@effect/vitest"
import { ConnectorStore, type EntityFailure } from "@odj/core"
import {
  type ConnectorOrder,
  DateTimeOffset,
  type DomainJoinConnector,
  OrderBy,
  positionComparator,
  positionIn,
  type UnreadableConnector,
} from "@odj/domain"
import { Context, Effect, Result } from "effect"
import { readPages } from "./Pages.ts"
import { assertNotFound, createWithPrefix } from "./TestConnectors.ts"

/** Damages connectors of the store, bypassing the store. */
export class ConnectorDamage extends Context.Service<
  ConnectorDamage,
  {
    /** Makes `lastConnectionDateTime` of the stored connector with that id invalid. */
    readonly damage: (id: string) => Effect.Effect<void>
  }
>()("@odj/connector-store-contract/ConnectorDamage") {}

const property = "lastConnectionDateTime"

const corrected = { [property]: DateTimeOffset.make("2026-11-29T12:00:00Z") }

/** The first two, one in the middle and the last one: pages of any size begin or end with one of them. */
const damagedIndices = new Set([0, 1, 4, 8])

/** Creates nine connectors and damages four of them. */
const createAndDamage = Effect.gen(function* () {
  const { damage } = yield* ConnectorDamage
  const names = Array.from({ length: 9 }, (_, index) => ({ displayName: `name ${index % 3}` }))
  const { prefix, created, hasPrefix } = yield* createWithPrefix(names)
  const damaged = created.filter((_, index) => damagedIndices.has(index))
  for (const { id } of damaged) yield* damage(id)
  const sound = created.filter((_, index) => !damagedIndices.has(index))
  return { prefix, sound, damaged, hasPrefix }
})

const orders: ReadonlyArray<ConnectorOrder> = [
  [],
  [OrderBy.ascending("displayName")],
  [OrderBy.descending("lastConnectionDateTime"), OrderBy.ascending("id")],
]

const limits = [1, 2, 3, 100]

/** Whether it is the connector, as far as it can be shown. */
const assertDescribes = (
  unreadable: UnreadableConnector,
  { lastConnectionDateTime: valid, ...others }: DomainJoinConnector,
) => {
  assert.strictEqual(unreadable.id, others.id)
  assert.deepInclude(unreadable.properties, others)
  assert.notStrictEqual(unreadable.properties[property], valid)
  assert.deepStrictEqual(
    [...new Set(unreadable.problems.map(({ path }) => path.join()))],
    [property],
    "the paths of the problems",
  )
}

/** Checks that the operation fails with `ConnectorsUnreadable`, and that it describes the connector. */
const assertUnreadable = <A>(operation: Effect.Effect<A, EntityFailure>, connector: DomainJoinConnector) =>
  Effect.map(Effect.result(operation), (result) => {
    if (Result.isSuccess(result) || result.failure._tag !== "ConnectorsUnreadable") {
      return assert.fail(`${connector.id} is read`)
    }
    const [unreadable, ...others] = result.failure.connectors
    assert.isEmpty(others)
    assert.isDefined(unreadable)
    if (unreadable !== undefined) assertDescribes(unreadable, connector)
  })

/** The pages of a list, as far as they have connectors with the prefix. */
const readWithPrefix = (prefix: string, query: Parameters<typeof readPages>[0]) =>
  Effect.map(readPages(query), (pages) => ({
    listed: pages.flatMap(({ connectors }) => connectors).filter(({ id }) => id.startsWith(prefix)),
    unreadable: pages
      .flatMap(({ unreadable = [] }) => unreadable)
      .filter(({ id }) => id === undefined || id.startsWith(prefix)),
  }))

/** Checks that the list has exactly the connectors, in the order. */
const assertLists = (
  listed: ReadonlyArray<DomainJoinConnector>,
  connectors: ReadonlyArray<DomainJoinConnector>,
  order: ConnectorOrder,
) => {
  assert.sameDeepMembers([...listed], [...connectors])
  const compare = positionComparator(order)
  const positions = listed.map((connector) => positionIn(order, connector))
  for (const [index, position] of positions.slice(1).entries()) {
    assert.isAtMost(compare(positions[index] ?? [], position), 0, "the order")
  }
}

/** The laws, each by the sentence that it checks. */
export const unreadableLaws = {
  "a list without a filter has each unreadable connector on exactly one page, and all others as stored":
    Effect.gen(function* () {
      const { prefix, sound, damaged } = yield* createAndDamage
      for (const order of orders) {
        for (const limit of limits) {
          const { listed, unreadable } = yield* readWithPrefix(prefix, { order, limit })
          assertLists(listed, sound, order)
          assert.sameMembers(
            unreadable.map(({ id }) => id),
            damaged.map(({ id }) => id),
            `pages of ${limit}`,
          )
          for (const one of unreadable) {
            const connector = damaged.find(({ id }) => id === one.id)
            if (connector !== undefined) assertDescribes(one, connector)
          }
        }
      }
    }),

  "a list with a filter has an unreadable connector on at most one page, and all others that match":
    Effect.gen(function* () {
      const { prefix, sound, damaged, hasPrefix } = yield* createAndDamage
      for (const order of orders) {
        for (const limit of limits) {
          const query = { filter: hasPrefix, order, limit }
          const { listed, unreadable } = yield* readWithPrefix(prefix, query)
          assertLists(listed, sound, order)
          const ids = unreadable.map(({ id }) => id)
          assert.strictEqual(new Set(ids).size, ids.length, `pages of ${limit}`)
          assert.includeMembers(
            damaged.map(({ id }) => id),
            ids,
          )
        }
      }
    }),

  "get fails with ConnectorsUnreadable for an unreadable connector": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { sound, damaged } = yield* createAndDamage
    for (const connector of damaged) yield* assertUnreadable(store.get(connector.id), connector)
    for (const connector of sound) assert.deepStrictEqual(yield* store.get(connector.id), connector)
  }),

  "update returns an unreadable connector that it has corrected": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { damaged } = yield* createAndDamage
    for (const connector of damaged) {
      const expected = { ...connector, ...corrected }
      assert.deepStrictEqual(yield* store.update(connector.id, corrected), expected)
      assert.deepStrictEqual(yield* store.get(connector.id), expected)
    }
  }),

  "an update that does not correct an unreadable connector is applied, and fails with ConnectorsUnreadable":
    Effect.gen(function* () {
      const store = yield* ConnectorStore
      const { damaged } = yield* createAndDamage
      for (const connector of damaged) {
        const changed = { ...connector, version: "changed" }
        yield* assertUnreadable(store.update(connector.id, { version: "changed" }), changed)
        assert.deepStrictEqual(yield* store.update(connector.id, corrected), { ...changed, ...corrected })
      }
    }),

  "an unreadable connector can be deleted": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { prefix, damaged } = yield* createAndDamage
    for (const { id } of damaged) {
      yield* store.delete(id)
      yield* assertNotFound(store.get(id), id)
    }
    const { unreadable } = yield* readWithPrefix(prefix, { limit: 100 })
    assert.isEmpty(unreadable)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore | ConnectorDamage>>
