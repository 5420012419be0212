/** Which faults of connections can be armed, and what they do to a new connection. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { make as makeClock } from "../../src/clock/ServerClock.ts"
import type { SocketFault } from "../../src/faults/Fault.ts"
import { makeFaults } from "../../src/faults/Faults.ts"
import { makeReceive } from "../../src/faults/SocketFaults.ts"

describe("A fault of connections", () => {
  const receive = (...faults: ReadonlyArray<SocketFault>) =>
    Effect.gen(function* () {
      const clock = yield* makeClock
      const { list, strikeConnection } = makeFaults(clock, faults)
      const made: Array<string> = []
      const flawed = (flaw: string) =>
        Effect.sync(() => {
          made.push(flaw)
          return { key: "key", cert: flaw }
        })
      return { clock, list, made, reception: makeReceive(clock, strikeConnection, flawed) }
    })

  it.effect("breaks the connection, or has it served with another certificate or as usual", () =>
    Effect.gen(function* () {
      for (const breaks of ["reset", "close", "noResponse"] as const) {
        const { reception } = yield* receive({ on: "connection", with: breaks })
        assert.deepStrictEqual(yield* reception, { breaks })
      }
      const { reception } = yield* receive({ on: "connection", with: { certificate: "otherHost" } })
      assert.deepStrictEqual(yield* reception, { tls: { key: "key", cert: "otherHost" } })
      assert.deepStrictEqual(yield* (yield* receive()).reception, {})
    }),
  )

  it.effect("strikes by rate, nth and times, the same connections in every run", () =>
    Effect.gen(function* () {
      const struckBy = (fault: Omit<SocketFault, "on" | "with">) =>
        Effect.gen(function* () {
          const { list, reception } = yield* receive({ on: "connection", with: "reset", ...fault })
          const receptions = yield* Effect.all(Array.from({ length: 20 }, () => reception))
          const struck = receptions.flatMap(({ breaks }, index) => (breaks === undefined ? [] : [index + 1]))
          assert.deepInclude(list()[0], { matched: 20, struck: struck.length })
          return struck
        })
      assert.deepStrictEqual(yield* struckBy({ nth: 3 }), [3])
      assert.deepStrictEqual(yield* struckBy({ nth: 3, times: 2 }), [3, 4])
      const random = yield* struckBy({ rate: 0.5, seed: 7 })
      assert.deepStrictEqual(yield* struckBy({ rate: 0.5, seed: 7 }), random)
      assert.isAbove(random.length, 0)
      assert.isBelow(random.length, 20)
    }),
  )

  it.effect("makes certificates only for the connections that it strikes", () =>
    Effect.gen(function* () {
      const { made, reception } = yield* receive({ on: "connection", with: { certificate: "untrusted" } })
      assert.deepStrictEqual(made, [])
      yield* reception
      assert.deepStrictEqual(made, ["untrusted"])
    }),
  )

  it.effect(
    "delays the connection until the clock has passed the delay, by itself or because it was moved",
    () =>
      Effect.gen(function* () {
        const { clock, reception } = yield* receive(
          { on: "connection", with: { delay: "1 second" } },
          { on: "connection", with: "reset" },
        )
        const waiting = yield* Effect.forkChild(reception, { startImmediately: true })
        clock.advance(999)
        yield* Effect.yieldNow
        assert.isUndefined(waiting.pollUnsafe())
        clock.advance(1)
        assert.deepStrictEqual(yield* Fiber.await(waiting), Exit.succeed({ breaks: "reset" as const }))
        const second = yield* Effect.forkChild(reception, { startImmediately: true })
        yield* TestClock.adjust(1_000)
        assert.deepStrictEqual(yield* Fiber.join(second), { breaks: "reset" })
      }),
  )
})
