/** Shows how long idempotency keys are remembered. */
import { assert, describe, it } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import { ConnectorStore, IdempotencyKey } from "@odj/core"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { IdempotencyKeys } from "../src/IdempotencyKeys.ts"
import { MemoryConnectorStore } from "../src/index.ts"

const day = 24 * 60 * 60 * 1000

const a = IdempotencyKey.make("a")
const b = IdempotencyKey.make("b")

describe("A key", () => {
  const created = { connector: storedConnector(), isIdGiven: true }

  it("is remembered for 24 hours, to the millisecond", () => {
    const keys = new IdempotencyKeys()
    assert.strictEqual(keys.add(a, created, 1_000), created.connector)
    assert.deepInclude(keys.get(a, 1_000), created)
    assert.deepInclude(keys.get(a, 1_000 + day), created)
    assert.isUndefined(keys.get(a, 1_001 + day))
  })

  it("is found only by exactly the same key", () => {
    const keys = new IdempotencyKeys()
    const other = { connector: storedConnector(), isIdGiven: false }
    keys.add(a, created, 0)
    keys.add(b, other, 1)
    assert.deepInclude(keys.get(a, 1), created)
    assert.deepInclude(keys.get(b, 1), other)
    assert.isUndefined(keys.get(IdempotencyKey.make("A"), 1))
  })

  it("is forgotten after 24 hours by a lookup of any key", () => {
    const keys = new IdempotencyKeys()
    keys.add(a, created, 0)
    keys.add(b, created, 1)
    assert.deepInclude(keys.get(b, 1 + day), created)
    // At the earlier time it would be found if it were still stored.
    assert.isUndefined(keys.get(a, 0))
    assert.deepInclude(keys.get(b, 0), created)
  })

  it("can be used again after it was forgotten, and is then the newest", () => {
    const keys = new IdempotencyKeys()
    const again = { connector: storedConnector(), isIdGiven: true }
    keys.add(a, created, 0)
    keys.add(b, created, day)
    assert.isUndefined(keys.get(a, day + 1))
    keys.add(a, again, day + 1)
    assert.deepInclude(keys.get(a, 2 * day + 1), again)
    assert.isUndefined(keys.get(b, 2 * day + 1))
  })
})

describe("A create with a key", () => {
  const input = connector()
  const once = Effect.flatMap(ConnectorStore, (store) => store.create(input, { idempotencyKey: a }))

  it.effect("returns the same connector for 24 hours, and stores another one a millisecond later", () =>
    Effect.gen(function* () {
      const first = yield* once
      yield* TestClock.adjust(day)
      assert.deepStrictEqual(yield* once, first)
      yield* TestClock.adjust(1)
      const second = yield* once
      assert.notStrictEqual(second.id, first.id)
      yield* TestClock.adjust(day)
      assert.deepStrictEqual(yield* once, second)
    }).pipe(Effect.provide(MemoryConnectorStore.layer)),
  )
})
