/** Shows that each law bites: stores that are broken in one way each, and exactly the laws that notice. */
import { assert, describe, it } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import { Effect } from "effect"
import { laws, suite } from "../src/index.ts"
import { brokenCounts } from "./brokenCounts.ts"
import { brokenCreateMany } from "./brokenCreateMany.ts"
import { brokenCreates } from "./brokenCreates.ts"
import { brokenDeletes } from "./brokenDeletes.ts"
import { brokenFilters } from "./brokenFilters.ts"
import { brokenGets } from "./brokenGets.ts"
import { brokenKeys } from "./brokenKeys.ts"
import { brokenOrders } from "./brokenOrders.ts"
import { brokenPages } from "./brokenPages.ts"
import { brokenProperties } from "./brokenProperties.ts"
import { brokenTokens } from "./brokenTokens.ts"
import { brokenUpdates } from "./brokenUpdates.ts"
import { layer, type Store } from "./steppedStore.ts"

const brokenStores = {
  ...brokenCreates,
  ...brokenCreateMany,
  ...brokenKeys,
  ...brokenGets,
  ...brokenPages,
  ...brokenCounts,
  ...brokenTokens,
  ...brokenFilters,
  ...brokenOrders,
  ...brokenUpdates,
  ...brokenDeletes,
}

suite(
  "An honest store",
  layer(() => ({})),
)

suite(
  "An honest store that lists the newest first",
  layer((honest) => {
    let sequence = 0
    return {
      write: (key, connector) =>
        honest.entries.set(key, { connector, sequence: honest.entries.get(key)?.sequence ?? sequence-- }),
    }
  }),
)

suite(
  "An honest store that gives at most two connectors at once",
  layer((honest) => ({
    show: (rest, query) => honest.show(rest, { ...query, limit: Math.min(2, query.limit) }),
  })),
)

const isBroken = (
  law: Effect.Effect<void, unknown, ConnectorStore>,
  store: (honest: Store) => Partial<Store>,
) => Effect.map(Effect.exit(Effect.provide(law, layer(store))), (exit) => exit._tag === "Failure")

describe("A law bites:", () => {
  for (const [name, { store, noticed }] of Object.entries(brokenStores)) {
    it.effect(`a store that ${name} breaks exactly ${noticed.length}`, () =>
      Effect.gen(function* () {
        const broken = yield* Effect.filter(Object.entries(laws), ([, law]) => isBroken(law, store))
        assert.deepStrictEqual<ReadonlyArray<string>>(
          broken.map(([law]) => law),
          noticed,
        )
      }),
    )
  }

  for (const [name, { store, law }] of Object.entries(brokenProperties)) {
    it.effect(`a store that ${name} is noticed`, () =>
      Effect.map(isBroken(laws[law], store), (isNoticed) => assert.isTrue(isNoticed, law)),
    )
  }

  it("every law is broken by some store", () => {
    const noticed = new Set<string>(Object.values(brokenStores).flatMap(({ noticed }) => noticed))
    assert.deepStrictEqual(
      Object.keys(laws).filter((law) => !noticed.has(law)),
      [],
    )
  })
})
