/** Shows which connectors are candidates, and when a search reads and ends. */
import { assert, describe, it } from "@effect/vitest"
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  equalityKey,
  exampleConnector,
  type NewDomainJoinConnector,
  withId,
} from "@odj/domain"
import { Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { type Candidates, findCreated } from "../src/index.ts"

const listed = (id: string, changes: Partial<NewDomainJoinConnector> = {}) =>
  withId(id, { ...exampleConnector, ...changes })

const key = equalityKey(listed("any"))

const idsOf = (candidates: Candidates) => candidates.get(key)?.map(({ id }) => id) ?? []

/** Searches connectors that are each listed from some second on. Returns the seconds of the reads, and the ids found. */
const search = Effect.fnUntraced(function* (
  shown: ReadonlyArray<readonly [after: number, connector: DomainJoinConnector]>,
  wanted = 1,
) {
  const looks: Array<number> = []
  const searching = findCreated({
    look: Effect.map(Clock.currentTimeMillis, (now) => {
      looks.push(now / 1000)
      return shown.filter(([after]) => now / 1000 >= after).map(([, connector]) => connector)
    }),
    isKnown: (id) => id === "known",
    isEnough: (candidates) => idsOf(candidates).length >= wanted,
  })
  const fiber = yield* Effect.forkChild(searching)
  yield* TestClock.adjust("1 minute")
  return { found: idsOf(yield* Fiber.join(fiber)), looks }
})

describe("findCreated", () => {
  const rows: Record<
    string,
    readonly [shown: Parameters<typeof search>[0], found: ReadonlyArray<string>, looks: ReadonlyArray<number>]
  > = {
    "finds an equal connector, and stops": [[[0, listed("1")]], ["1"], [2]],
    "finds a connector that is listed late": [[[3, listed("1")]], ["1"], [2, 7]],
    "finds a connector that is listed after 17 seconds": [[[17, listed("1")]], ["1"], [2, 7, 17]],
    "finds no connector that is listed later": [[[18, listed("1")]], [], [2, 7, 17]],
    "finds no known connector": [[[0, listed("known")]], [], [2, 7, 17]],
    "finds no different connector": [[[0, listed("1", { version: "2" })]], [], [2, 7, 17]],
    "finds a connector whose timestamp has another text of the same instant": [
      [[0, listed("1", { lastConnectionDateTime: "2017-01-01T07:58:36.66700330Z" as DateTimeOffset })]],
      ["1"],
      [2],
    ],
  }
  for (const [name, [shown, found, looks]] of Object.entries(rows)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* search(shown), { found, looks })
      }),
    )
  }

  it.effect("returns the candidates of the last read, even if they are not enough", () =>
    Effect.gen(function* () {
      const shown = [
        [0, listed("1")],
        [5, listed("2")],
      ] as const
      assert.deepStrictEqual(yield* search(shown, 3), { found: ["1", "2"], looks: [2, 7, 17] })
    }),
  )

  it.effect("fails with the failure of a read", () =>
    Effect.gen(function* () {
      const searching = findCreated({ look: Effect.fail("no"), isKnown: () => false, isEnough: () => true })
      const fiber = yield* Effect.forkChild(Effect.flip(searching))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), "no")
    }),
  )
})
