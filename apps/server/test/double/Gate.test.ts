import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Latch, Scheduler } from "effect"
import { type Gate, makeGate } from "../../src/double/Gate.ts"

/** Starts operations that add their name to a log when they run, and end when they are let go. */
const named = (gate: Gate) => {
  const log: Array<string> = []
  const start = Effect.fnUntraced(function* (how: keyof Gate, name: string) {
    const go = Latch.makeUnsafe()
    const fiber = yield* Effect.forkChild(
      gate[how](
        Effect.andThen(
          Effect.sync(() => log.push(name)),
          go.await,
        ),
      ),
      { startImmediately: true },
    )
    return { fiber, end: Effect.andThen(go.open, Fiber.join(fiber)) }
  })
  return { log, start }
}

describe("A gate", () => {
  it.effect("runs shared operations side by side", () =>
    Effect.gen(function* () {
      const { log, start } = named(makeGate())
      const one = yield* start("shared", "one")
      const two = yield* start("shared", "two")
      assert.deepStrictEqual(log, ["one", "two"])
      yield* two.end
      yield* one.end
    }),
  )

  it.effect("runs an operation alone after those that run, and before later ones", () =>
    Effect.gen(function* () {
      const { log, start } = named(makeGate())
      const one = yield* start("shared", "one")
      const two = yield* start("shared", "two")
      const alone = yield* start("alone", "alone")
      const next = yield* start("alone", "next")
      const later = yield* start("shared", "later")
      yield* one.end
      assert.deepStrictEqual(log, ["one", "two"])
      yield* two.end
      yield* alone.end
      yield* Effect.all([next.end, later.end], { concurrency: "unbounded" })
      assert.deepStrictEqual(log.slice(0, 3), ["one", "two", "alone"])
      assert.sameMembers(log.slice(3), ["next", "later"])
    }),
  )

  it.effect("stays usable after operations that fail or are interrupted", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const { log, start } = named(gate)
      const interrupted = yield* start("shared", "interrupted")
      yield* Fiber.interrupt(interrupted.fiber)
      for (const run of [gate.shared, gate.alone]) {
        assert.strictEqual(yield* Effect.flip(run(Effect.fail("no"))), "no")
        assert.isTrue(Exit.hasDies(yield* Effect.exit(run(Effect.die("bug")))))
      }
      yield* (yield* start("alone", "alone")).end
      yield* (yield* start("shared", "shared")).end
      assert.deepStrictEqual(log, ["interrupted", "alone", "shared"])
    }),
  )

  it.effect("stays usable wherever a shared operation is interrupted", () =>
    Effect.gen(function* () {
      // A fiber pauses after so many steps, and can be interrupted there.
      for (let steps = 3; steps < 40; steps++) {
        const gate = makeGate()
        const busy = yield* Effect.gen(function* () {
          while (true) yield* gate.shared(Effect.suspend(() => Effect.void))
        }).pipe(Effect.provideService(Scheduler.MaxOpsBeforeYield, steps), Effect.forkChild)
        yield* Effect.yieldNow
        yield* Fiber.interrupt(busy)
        const alone = yield* Effect.forkDetach(gate.alone(Effect.succeed("alone")))
        for (let turn = 0; turn < 10; turn++) yield* Effect.yieldNow
        assert.isDefined(alone.pollUnsafe(), `interrupted after ${steps} steps`)
      }
    }),
  )
})
