/** Shows that the laws detect broken stores. Each store is broken in one way, and breaks exactly the laws that are listed. */
import { assert, describe, it } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import { Effect } from "effect"
import { laws, suite, unreadableLaws } from "../src/index.ts"
import { brokenCounts } from "./brokenCounts.ts"
import { brokenCreateMany } from "./brokenCreateMany.ts"
import { brokenCreates } from "./brokenCreates.ts"
import { brokenDamages } from "./brokenDamages.ts"
import { brokenDeletes } from "./brokenDeletes.ts"
import { brokenFilters } from "./brokenFilters.ts"
import { brokenGets } from "./brokenGets.ts"
import { brokenKeys } from "./brokenKeys.ts"
import { brokenLengths } from "./brokenLengths.ts"
import { brokenOrders } from "./brokenOrders.ts"
import { brokenPages } from "./brokenPages.ts"
import { brokenProperties } from "./brokenProperties.ts"
import { brokenTokens } from "./brokenTokens.ts"
import { brokenUpdates } from "./brokenUpdates.ts"
import * as DamagedStore from "./damagedStore.ts"
import { layer, type Store } from "./steppedStore.ts"

const brokenStores = {
  ...brokenCreates,
  ...brokenCreateMany,
  ...brokenKeys,
  ...brokenGets,
  ...brokenPages,
  ...brokenCounts,
  ...brokenLengths,
  ...brokenTokens,
  ...brokenFilters,
  ...brokenOrders,
  ...brokenUpdates,
  ...brokenDeletes,
}

const unwritten = "nothing but this store writes to its memory"

suite(
  "A correct store",
  layer(() => ({})),
  DamagedStore.layer(() => ({})),
)

suite(
  "A correct store that lists the newest first",
  layer((correct) => {
    let sequence = 0
    return {
      write: (key, connector) =>
        correct.entries.set(key, { connector, sequence: correct.entries.get(key)?.sequence ?? sequence-- }),
    }
  }),
  unwritten,
)

suite(
  "A correct store that returns at most two connectors per page",
  layer((correct) => ({
    show: (rest, query) => correct.show(rest, { ...query, limit: Math.min(2, query.limit) }),
  })),
  unwritten,
)

const isBroken = (
  law: Effect.Effect<void, unknown, ConnectorStore>,
  store: (correct: Store) => Partial<Store>,
) => Effect.map(Effect.exit(Effect.provide(law, layer(store))), (exit) => exit._tag === "Failure")

describe("The laws detect", () => {
  for (const [name, { store, noticed }] of Object.entries(brokenStores)) {
    it.effect(`a store that ${name}`, () =>
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
    it.effect(`a store that ${name}`, () =>
      Effect.map(isBroken(laws[law], store), (isNoticed) => assert.isTrue(isNoticed, law)),
    )
  }

  const all = { ...laws, ...unreadableLaws }
  for (const [name, { store, noticed }] of Object.entries(brokenDamages)) {
    it.effect(`a store that ${name}`, () =>
      Effect.gen(function* () {
        const broken = yield* Effect.filter(Object.entries(all), ([, law]) =>
          Effect.map(
            Effect.exit(Effect.provide(law, DamagedStore.layer(store))),
            (exit) => exit._tag === "Failure",
          ),
        )
        assert.deepStrictEqual<ReadonlyArray<string>>(
          broken.map(([law]) => law),
          noticed,
        )
      }),
    )
  }

  it("every law in some broken store", () => {
    const noticed = new Set<string>(
      Object.values({ ...brokenStores, ...brokenDamages }).flatMap(({ noticed }) => noticed),
    )
    assert.deepStrictEqual(
      Object.keys(all).filter((law) => !noticed.has(law)),
      [],
    )
  })
})
