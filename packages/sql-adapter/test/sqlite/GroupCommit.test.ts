import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Result } from "effect"
import * as GroupCommit from "../../src/sqlite/GroupCommit.ts"

/** Transactions over an array. One that writes a negative number fails and is rolled back. */
const ledger = () => {
  const transactions: Array<ReadonlyArray<number>> = []
  const transact: GroupCommit.Transact<Array<number>, string> = (work) => {
    const numbers: Array<number> = []
    const result = work(numbers)
    if (numbers.some((number) => number < 0)) return Exit.fail("refused")
    transactions.push(numbers)
    return Exit.succeed(result)
  }
  const group = GroupCommit.make(transact)
  const add = (number: number) => group.write((numbers) => numbers.push(number))
  return { transactions, group, add }
}

const all = { concurrency: "unbounded" } as const

describe("GroupCommit", () => {
  it.effect("runs waiting writes in one transaction, in the order of their requests", () =>
    Effect.gen(function* () {
      const { transactions, add } = ledger()
      assert.deepStrictEqual(yield* Effect.forEach([3, 1, 2], add, all), [1, 2, 3])
      assert.deepStrictEqual(transactions, [[3, 1, 2]])
    }),
  )

  it.effect("runs consecutive writes in a transaction each", () =>
    Effect.gen(function* () {
      const { transactions, add } = ledger()
      yield* Effect.forEach([3, 1, 2], add)
      assert.deepStrictEqual(transactions, [[3], [1], [2]])
    }),
  )

  it.effect("completes no write before the transaction has ended", () =>
    Effect.gen(function* () {
      const events: Array<string> = []
      const group = GroupCommit.make<null, never>((work) => {
        const result = work(null)
        events.push("committed")
        return Exit.succeed(result)
      })
      const write = (name: string) =>
        Effect.map(
          group.write(() => events.push(`${name} written`)),
          () => events.push(`${name} completed`),
        )
      yield* Effect.forEach(["a", "b"], write, all)
      assert.deepStrictEqual(events, ["a written", "b written", "committed", "a completed", "b completed"])
    }),
  )

  it.effect("fails all writes of a transaction together, and none of the next", () =>
    Effect.gen(function* () {
      const { transactions, add } = ledger()
      const results = yield* Effect.forEach([1, -1, 2], (number) => Effect.result(add(number)), all)
      assert.deepStrictEqual(results, Array(3).fill(Result.fail("refused")))
      yield* add(4)
      assert.deepStrictEqual(transactions, [[4]])
    }),
  )

  it.effect("does not run a write that was interrupted while it waited", () =>
    Effect.gen(function* () {
      const { transactions, add } = ledger()
      const given = yield* Effect.forkChild(add(1), { startImmediately: true })
      const kept = yield* Effect.forkChild(add(2), { startImmediately: true })
      yield* Fiber.interrupt(given)
      assert.strictEqual(yield* Fiber.join(kept), 1)
      assert.deepStrictEqual(transactions, [[2]])
    }),
  )

  it.effect("begins no transaction if all writes were interrupted", () =>
    Effect.gen(function* () {
      const { transactions, add } = ledger()
      const given = yield* Effect.forkChild(add(1), { startImmediately: true })
      yield* Fiber.interrupt(given)
      yield* Effect.promise(() => new Promise(setImmediate))
      assert.deepStrictEqual(transactions, [])
    }),
  )

  it.effect("flushes waiting writes at once, and runs them only once", () =>
    Effect.gen(function* () {
      const { transactions, group, add } = ledger()
      const fiber = yield* Effect.forkChild(add(1), { startImmediately: true })
      group.flush()
      assert.deepStrictEqual(transactions, [[1]])
      yield* Fiber.join(fiber)
      yield* Effect.promise(() => new Promise(setImmediate))
      assert.deepStrictEqual(transactions, [[1]])
    }),
  )
})
