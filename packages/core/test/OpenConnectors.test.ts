import { assert, describe, it } from "@effect/vitest"
import { type DomainJoinConnector, exampleConnector, withId } from "@odj/domain"
import { Deferred, Effect, Layer, Result } from "effect"
import {
  ConnectorNotFound,
  ConnectorStore,
  ConnectorsClosed,
  ConnectorsUnreadable,
  IdempotencyKeyInvalid,
  InvalidConnector,
  listEntries,
  openConnectors,
} from "../src/index.ts"
import { makeFailures, unreadable } from "./storeFailures.ts"

const { createFailures, entityFailures } = makeFailures()
const stored = withId("hq-1", exampleConnector)

/** What the promise rejects with. */
const rejection = async (promise: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("the promise is fulfilled")
}

/** The connectors of a list in turn. */
const collect = async (list: AsyncIterable<DomainJoinConnector>) => {
  const connectors: Array<DomainJoinConnector> = []
  for await (const connector of list) connectors.push(connector)
  return connectors
}

/** A store with that many connectors, and the limit of each page that was read. */
const listOf = (size: number) => {
  const limits: Array<number> = []
  const entries = Array.from({ length: size }, (_, sequence) => ({
    connector: withId(String(sequence), exampleConnector),
    sequence,
  }))
  const layer = Layer.mock(ConnectorStore, {
    list: (query) => {
      limits.push(query.limit)
      return listEntries(entries, query)
    },
  })
  return { layer, limits }
}

/** A store whose `get` waits until `letGo` is called, and what happened to it in turn. */
const waitingStore = () => {
  const events: Array<string> = []
  const gate = Deferred.makeUnsafe<void>()
  const store = Layer.mock(ConnectorStore, {
    get: () =>
      Effect.onExit(Effect.as(Deferred.await(gate), stored), (exit) =>
        Effect.sync(() => events.push(exit._tag === "Success" ? "got" : "interrupted")),
      ),
  })
  const resource = Effect.acquireRelease(
    Effect.sync(() => events.push("opened")),
    () => Effect.sync(() => events.push("closed")),
  )
  const layer = Layer.merge(store, Layer.effectDiscard(resource))
  return { layer, events, letGo: () => Deferred.doneUnsafe(gate, Effect.void) }
}

describe("openConnectors", () => {
  it("rejects with the failure of a layer that can't be built, or with what it throws", async () => {
    const failure = new Error("locked")
    const fails = Layer.effect(ConnectorStore, Effect.fail(failure))
    const dies = Layer.effect(ConnectorStore, Effect.die(failure))
    for (const layer of [fails, dies]) assert.strictEqual(await rejection(openConnectors(layer)), failure)
  })

  it("builds the layer once, and closes it once", async () => {
    const { layer, events, letGo } = waitingStore()
    const connectors = await openConnectors(layer)
    letGo()
    assert.deepStrictEqual(await connectors.get("hq-1"), stored)
    assert.deepStrictEqual(await connectors.get("hq-1"), stored)
    await Promise.all([connectors.close(), connectors.close()])
    assert.deepStrictEqual(events, ["opened", "got", "got", "closed"])
  })

  it("closes at the end of the block with await using", async () => {
    const { layer, events } = waitingStore()
    {
      await using connectors = await openConnectors(layer)
      assert.isFunction(connectors.get)
    }
    assert.deepStrictEqual(events, ["opened", "closed"])
  })

  it("opens nothing if its signal is aborted", async () => {
    const { layer, events } = waitingStore()
    const error = await rejection(openConnectors(layer, { signal: AbortSignal.abort("why") }))
    assert.deepStrictEqual([error, events], ["why", []])
  })

  it("stops opening when its signal is aborted", async () => {
    const controller = new AbortController()
    const layer = Layer.effect(
      ConnectorStore,
      Effect.andThen(
        Effect.sync(() => controller.abort("why")),
        Effect.never,
      ),
    )
    assert.strictEqual(await rejection(openConnectors(layer, controller)), "why")
  })
})

describe("A call", () => {
  it("rejects with the failure of the store itself", async () => {
    for (const failure of Object.values(entityFailures)) {
      const fails = () => failure
      await using connectors = await openConnectors(
        Layer.mock(ConnectorStore, { get: fails, update: fails, delete: fails }),
      )
      for (const call of [connectors.get, connectors.delete, (id: string) => connectors.update(id, {})])
        assert.strictEqual(await rejection(call("hq-1")), failure)
    }
  })

  it("rejects with a stack that leads to the caller", async () => {
    const get = (id: string) => new ConnectorNotFound({ id })
    const list = () => Effect.succeed({ connectors: [], unreadable })
    const connectors = await openConnectors(Layer.mock(ConnectorStore, { get, list }))
    const assertLeadsHere = (failure: unknown) => {
      assert.instanceOf(failure, Error)
      assert.isTrue(failure.stack?.startsWith(`${failure.name}: ${failure.message}\n    at `), failure.stack)
      assert.match(failure.stack ?? "", /\n {4}at .*OpenConnectors\.test\.ts:/)
    }
    assertLeadsHere(await rejection(connectors.get("hq-1")))
    assertLeadsHere(await rejection(connectors.create<unknown>({})))
    assertLeadsHere(await rejection(collect(connectors.list())))
    await connectors.close()
    assertLeadsHere(await rejection(connectors.get("hq-1")))
  })

  it("rejects with a defect of the store as it was thrown", async () => {
    const bug = new TypeError("bug")
    await using connectors = await openConnectors(Layer.mock(ConnectorStore, { get: () => Effect.die(bug) }))
    assert.strictEqual(await rejection(connectors.get("hq-1")), bug)
  })

  it("never calls the store with an invalid connector or id", async () => {
    await using connectors = await openConnectors(Layer.mock(ConnectorStore, {}))
    assert.instanceOf(await rejection(connectors.create<unknown>({ state: "activ" })), InvalidConnector)
    assert.instanceOf(await rejection(connectors.update<unknown>("hq-1", { id: "other" })), InvalidConnector)
    assert.instanceOf(await rejection(connectors.get("")), ConnectorNotFound)
  })

  it("does not compile with a literal that is invalid", async () => {
    await using connectors = await openConnectors(Layer.mock(ConnectorStore, {}))
    const calls = [
      // @ts-expect-error: an unknown state
      connectors.create({ ...exampleConnector, state: "activ" }),
      // @ts-expect-error: an unknown state
      connectors.update("hq-1", { state: "activ" }),
    ]
    for (const call of calls) assert.instanceOf(await rejection(call), InvalidConnector)
  })

  it("rejects after close, in a loop too", async () => {
    const { layer } = listOf(2_000)
    const connectors = await openConnectors(layer)
    let read = 0
    const loop = async () => {
      for await (const _ of connectors.list()) if (++read === 1) await connectors.close()
    }
    assert.instanceOf(await rejection(loop()), ConnectorsClosed)
    assert.strictEqual(read, 500)
    assert.instanceOf(await rejection(connectors.get("hq-1")), ConnectorsClosed)
    assert.instanceOf(await rejection(connectors.createMany([])), ConnectorsClosed)
  })

  it("that is in flight completes before the store is closed", async () => {
    const { layer, events, letGo } = waitingStore()
    const connectors = await openConnectors(layer)
    const got = connectors.get("hq-1")
    const closed = connectors.close()
    letGo()
    await closed
    assert.deepStrictEqual(events, ["opened", "got", "closed"])
    assert.deepStrictEqual(await got, stored)
  })

  it("rejects with the reason of a signal that is aborted, and stops", async () => {
    const { layer, events, letGo } = waitingStore()
    await using connectors = await openConnectors(layer)
    const controller = new AbortController()
    const got = rejection(connectors.get("hq-1", controller))
    controller.abort()
    assert.strictEqual(await got, controller.signal.reason)
    assert.strictEqual(((await got) as Error).name, "AbortError")
    assert.strictEqual(await rejection(connectors.get("hq-1", controller)), controller.signal.reason)
    assert.deepStrictEqual(events, ["opened", "interrupted"])
    letGo()
    assert.deepStrictEqual(await connectors.get("hq-1"), stored)
  })
})

describe("create", () => {
  it("passes the idempotency key to the store, and rejects an invalid one", async () => {
    const keys: Array<string | undefined> = []
    await using connectors = await openConnectors(
      Layer.mock(ConnectorStore, {
        create: (_, { idempotencyKey } = {}) => {
          keys.push(idempotencyKey)
          return Effect.succeed(stored)
        },
      }),
    )
    await connectors.create(exampleConnector)
    await connectors.create(exampleConnector, { idempotencyKey: "key-1" })
    for (const idempotencyKey of ["", "é", "k".repeat(256)]) {
      const error = await rejection(connectors.create(exampleConnector, { idempotencyKey }))
      assert.instanceOf(error, IdempotencyKeyInvalid)
    }
    assert.deepStrictEqual(keys, [undefined, "key-1"])
  })
})

describe("createMany", () => {
  it("gives the outcome of each input in its order", async () => {
    const failure = createFailures.CreateOutcomeUnknown
    await using connectors = await openConnectors(
      Layer.mock(ConnectorStore, {
        createMany: () => Effect.succeed([Result.succeed(stored), Result.fail(failure)]),
      }),
    )
    const [first, second, third] = await connectors.createMany<unknown>([
      exampleConnector,
      {},
      exampleConnector,
    ])
    assert.deepStrictEqual(first, { status: "fulfilled", value: stored })
    assert.instanceOf(second?.status === "rejected" && second.reason, InvalidConnector)
    assert.strictEqual(third?.status === "rejected" && third.reason, failure)
  })
})

describe("list", () => {
  it("gives all connectors of the query, each time that it is looped over", async () => {
    const { layer, limits } = listOf(1_200)
    await using connectors = await openConnectors(layer)
    const list = connectors.list({ skip: 1 })
    for (const _ of ["first", "again"]) {
      const ids = (await collect(list)).map(({ id }) => Number(id))
      assert.deepStrictEqual(
        ids,
        Array.from({ length: 1_199 }, (_, index) => index + 1),
      )
    }
    assert.deepStrictEqual(limits, [500, 500, 500, 500, 500, 500])
  })

  it("gives at most as many as its limit, and reads no more than that", async () => {
    const { layer, limits } = listOf(1_200)
    await using connectors = await openConnectors(layer)
    for (const limit of [0, 1, 500, 501]) {
      assert.lengthOf(await collect(connectors.list({ limit })), limit)
    }
    assert.deepStrictEqual(limits, [0, 1, 500, 500, 1])
  })

  it("reads a page only when the loop needs it", async () => {
    const { layer, limits } = listOf(1_200)
    await using connectors = await openConnectors(layer)
    connectors.list()
    for await (const { id } of connectors.list()) if (id === "499") break
    assert.deepStrictEqual(limits, [500])
  })

  it("gives no further connector after its signal is aborted", async () => {
    await using connectors = await openConnectors(listOf(1_200).layer)
    const controller = new AbortController()
    const given: Array<string> = []
    const loop = async () => {
      for await (const { id } of connectors.list({}, controller)) {
        given.push(id)
        if (id === "7") controller.abort("why")
      }
    }
    assert.strictEqual(await rejection(loop()), "why")
    assert.strictEqual(given.at(-1), "7")
  })

  describe("if connectors of a page can't be read", () => {
    const store = Layer.mock(ConnectorStore, {
      list: ({ after }) =>
        Effect.succeed(
          after === undefined
            ? { connectors: [stored], next: "1" }
            : { connectors: [withId("hq-2", exampleConnector)], unreadable },
        ),
    })

    it("throws at that page", async () => {
      await using connectors = await openConnectors(store)
      const given: Array<string> = []
      const loop = async () => {
        for await (const { id } of connectors.list()) given.push(id)
      }
      assert.deepStrictEqual(await rejection(loop()), new ConnectorsUnreadable({ connectors: unreadable }))
      assert.deepStrictEqual(given, ["hq-1"])
    })

    it("gives the other connectors if onUnreadable takes these", async () => {
      await using connectors = await openConnectors(store)
      const events: Array<unknown> = []
      const onUnreadable = (connectors: unknown) => void events.push(connectors)
      for await (const { id } of connectors.list({}, { onUnreadable })) events.push(id)
      assert.deepStrictEqual(events, ["hq-1", unreadable, "hq-2"])
    })
  })

  it("rejects a limit or a skip that is not a whole number, and reads nothing", async () => {
    const { layer, limits } = listOf(1_200)
    await using connectors = await openConnectors(layer)
    for (const number of [-1, 1.5, Number.NaN]) {
      for (const query of [{ limit: number }, { skip: number }]) {
        assert.instanceOf(await rejection(collect(connectors.list(query))), RangeError)
        assert.instanceOf(await rejection(connectors.page({ limit: 1, ...query })), RangeError)
      }
    }
    assert.isEmpty(limits)
  })
})

describe("page", () => {
  it("gives one page, and the token of the next", async () => {
    await using connectors = await openConnectors(listOf(3).layer)
    const first = await connectors.page({ limit: 2, count: true })
    const second = await connectors.page({ limit: 2, after: first.next })
    assert.deepStrictEqual(
      [first, second].map(({ connectors }) => connectors.length),
      [2, 1],
    )
    assert.deepStrictEqual([first.count, second.next], [3, undefined])
  })
})
