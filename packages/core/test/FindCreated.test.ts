/** Shows what may be what was created, and when a search looks and ends. */
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

/** Searches what is shown from so many seconds on, and knows no more ids than one; when it has looked, and what it found. */
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

describe("A search for what was created", () => {
  const rows: Record<
    string,
    readonly [shown: Parameters<typeof search>[0], found: ReadonlyArray<string>, looks: ReadonlyArray<number>]
  > = {
    "finds what is equal, and looks no more": [[[0, listed("1")]], ["1"], [2]],
    "finds what is shown late": [[[3, listed("1")]], ["1"], [2, 7]],
    "finds what is shown after 17 seconds": [[[17, listed("1")]], ["1"], [2, 7, 17]],
    "finds nothing that is shown later": [[[18, listed("1")]], [], [2, 7, 17]],
    "finds nothing that is known": [[[0, listed("known")]], [], [2, 7, 17]],
    "finds nothing that differs": [[[0, listed("1", { version: "2" })]], [], [2, 7, 17]],
    "finds what has its instant written otherwise": [
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

  it.effect("returns all that the last look has found, though it is not enough", () =>
    Effect.gen(function* () {
      const shown = [
        [0, listed("1")],
        [5, listed("2")],
      ] as const
      assert.deepStrictEqual(yield* search(shown, 3), { found: ["1", "2"], looks: [2, 7, 17] })
    }),
  )

  it.effect("fails as a look fails", () =>
    Effect.gen(function* () {
      const searching = findCreated({ look: Effect.fail("no"), isKnown: () => false, isEnough: () => true })
      const fiber = yield* Effect.forkChild(Effect.flip(searching))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), "no")
    }),
  )
})
