/** Shows what is remembered of idempotency keys, and for how long. */
import { assert, describe, it } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import { ConnectorStore, IdempotencyKey } from "@odj/core"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { MemoryConnectorStore } from "../src/index.ts"
import { KnownKeys } from "../src/KnownKeys.ts"

const day = 24 * 60 * 60 * 1000

const a = IdempotencyKey.make("a")
const b = IdempotencyKey.make("b")

describe("What was created with a key", () => {
  const created = { connector: storedConnector(), isIdGiven: true }

  it("is known for 24 hours, to the millisecond", () => {
    const keys = new KnownKeys()
    assert.strictEqual(keys.add(a, created, 1_000), created.connector)
    assert.deepInclude(keys.get(a, 1_000), created)
    assert.deepInclude(keys.get(a, 1_000 + day), created)
    assert.isUndefined(keys.get(a, 1_001 + day))
  })

  it("is known by its own key alone", () => {
    const keys = new KnownKeys()
    const other = { connector: storedConnector(), isIdGiven: false }
    keys.add(a, created, 0)
    keys.add(b, other, 1)
    assert.deepInclude(keys.get(a, 1), created)
    assert.deepInclude(keys.get(b, 1), other)
    assert.isUndefined(keys.get(IdempotencyKey.make("A"), 1))
  })

  it("is forgotten when it is too old, by itself, whichever key is asked for", () => {
    const keys = new KnownKeys()
    keys.add(a, created, 0)
    keys.add(b, created, 1)
    assert.deepInclude(keys.get(b, 1 + day), created)
    // By an earlier time it would be known, if it were still there.
    assert.isUndefined(keys.get(a, 0))
    assert.deepInclude(keys.get(b, 0), created)
  })

  it("can be remembered anew once it is forgotten, as the youngest", () => {
    const keys = new KnownKeys()
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
  const asked = connector()
  const once = Effect.flatMap(ConnectorStore, (store) => store.create(asked, { idempotencyKey: a }))

  it.effect(
    "gives the same answer 24 hours later, and stores another connector a millisecond after that",
    () =>
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
