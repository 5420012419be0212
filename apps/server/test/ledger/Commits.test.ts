/** `committed` compared with what is really in the stores. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import { defaultTenant } from "@odj/graph-wire"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { ConnectorDatabase, SqliteConnectorStore } from "@odj/sql-adapter"
import { Context, Effect, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import { numberedGuid } from "../../src/double/NumberedGuid.ts"
import { withPredictableIds } from "../../src/double/PredictableIds.ts"
import { makeKept, type Tenants } from "../../src/graph/Tenants.ts"
import type { HttpResponse, Wrap } from "../../src/http/HttpMessage.ts"
import { collection, jsonOf, seed } from "../endpoint.ts"
import { create, entity, recordedServer, type Sent, withKey } from "./recordedServer.ts"

type Server = Effect.Success<ReturnType<typeof recordedServer>>

/** Everything in a store, as text. */
const contentOf = ({ tenants }: { readonly tenants: Tenants["Service"] }) =>
  Effect.gen(function* () {
    const store = yield* tenants.storeOf(defaultTenant)
    return JSON.stringify((yield* store.list({ limit: 1_000 })).connectors)
  })

const memory = makeKept(MemoryConnectorStore.make)

type Store = ConnectorStore["Service"]

const predictable = Effect.map(memory, withPredictableIds)

const storesWith = (change: (store: Store) => Partial<Store>) =>
  makeKept(Effect.map(MemoryConnectorStore.make, (store) => ({ ...store, ...change(store) })))

/** A fault that hides every response to a request that ran. */
const hiding: Wrap = (handle) => (request) => Effect.as(handle(request), { status: 504, headers: {} })

const committedOf = ({ requests }: Pick<Server, "requests">) => requests().map(({ committed }) => committed)

const ids = ["a", "b"] as const

const Step = Schema.Union([
  Schema.Struct({
    _tag: Schema.tag("create"),
    id: Schema.UndefinedOr(Schema.Literals(ids)),
    key: Schema.UndefinedOr(Schema.Literals(["1", "2"])),
    name: Schema.Literals(["HQ", "Lab"]),
  }),
  Schema.Struct({ _tag: Schema.tag("update"), id: Schema.Literals(ids) }),
  Schema.Struct({ _tag: Schema.tag("read"), id: Schema.Literals(ids) }),
  Schema.Struct({ _tag: Schema.tag("delete"), id: Schema.Literals(ids) }),
  Schema.Struct({ _tag: Schema.tag("wait"), hours: Schema.Literals([1, 24]) }),
  Schema.Struct({ _tag: Schema.tag("invalid") }),
])

/** The request of a step. Each update has a new value, so that it changes something. */
const sentAt = (step: Exclude<typeof Step.Type, { readonly _tag: "wait" }>, index: number): Sent => {
  switch (step._tag) {
    case "create":
      return create(
        { ...(step.id !== undefined && { id: step.id }), displayName: step.name },
        step.key === undefined ? {} : withKey(step.key),
      )
    case "update":
      return entity("PATCH", step.id, { version: `version ${index}` })
    case "read":
      return entity("PATCH", step.id, {})
    case "delete":
      return entity("DELETE", step.id)
    case "invalid":
      return create({ state: "unknown" })
  }
}

/** For each request, whether the content of the store changed, and what `look` returns. */
const compared = (
  steps: ReadonlyArray<typeof Step.Type>,
  look: (server: Server, response: HttpResponse) => unknown,
  stores: Effect.Effect<Tenants["Service"]> = memory,
) =>
  Effect.gen(function* () {
    const server = yield* recordedServer(yield* stores)
    const changed: Array<boolean> = []
    const seen: Array<unknown> = []
    let before = yield* contentOf(server)
    for (const [index, step] of steps.entries()) {
      if (step._tag === "wait") {
        yield* TestClock.adjust(`${step.hours} hours`)
        continue
      }
      const response = yield* server.send(sentAt(step, index))
      const after = yield* contentOf(server)
      changed.push(before !== after)
      seen.push(look(server, response))
      before = after
    }
    return { changed, seen }
  })

describe("committed", () => {
  it.effect.prop(
    "is true if and only if the request changed the content of the store",
    [Schema.Array(Step)],
    ([steps]) =>
      Effect.gen(function* () {
        for (const stores of [memory, predictable]) {
          const look = ({ requests }: Server) => requests().at(-1)?.committed
          const { changed, seen } = yield* compared(steps, look, stores)
          assert.deepStrictEqual(seen, changed)
        }
      }),
    { arbitrary: { runs: 200, size: 20 } },
  )

  it.effect("is more than a successful status, which a retry has as well", () =>
    Effect.gen(function* () {
      const twice = { _tag: "create", id: undefined, key: "1", name: "HQ" } as const
      const { changed, seen } = yield* compared([twice, twice], (_, { status }) => status === 201)
      assert.deepStrictEqual(
        [changed, seen],
        [
          [true, false],
          [true, true],
        ],
      )
    }),
  )

  it.effect("is true for a create whose response a fault hid, and false for its retry", () =>
    Effect.gen(function* () {
      const server = yield* recordedServer(yield* memory, hiding)
      for (const _ of [1, 2]) assert.strictEqual((yield* server.send(create({}, withKey("k")))).status, 504)
      assert.deepStrictEqual(committedOf(server), [true, false])
    }),
  )

  it.effect("is true for one of several simultaneous creates with the same key", () =>
    Effect.gen(function* () {
      const slow = storesWith((store) => ({
        create: (...args) => Effect.andThen(Effect.yieldNow, store.create(...args)),
      }))
      for (const stores of [memory, slow])
        for (const body of [{}, { id: "given" }]) {
          const server = yield* recordedServer(yield* stores)
          const same = server.send(create(body, withKey("k")))
          yield* Effect.all([same, same, same], { concurrency: "unbounded" })
          assert.lengthOf(server.requests({ committed: true }), 1)
        }
    }),
  )

  it.effect("is that of each request of a batch, and false for the batch", () =>
    Effect.gen(function* () {
      const server = yield* recordedServer(yield* memory)
      const url = collection.replace("/beta", "")
      const json = { "Content-Type": "application/json" }
      const requests = [
        { id: "1", method: "POST", url, headers: { ...json, ...withKey("k") }, body: seed },
        { id: "2", method: "POST", url, headers: { ...json, ...withKey("k") }, body: seed, dependsOn: ["1"] },
        { id: "3", method: "GET", url },
        { id: "4", method: "POST", url, headers: json, body: seed },
      ]
      yield* server.send({ target: "/beta/$batch", body: { requests } })
      assert.deepStrictEqual(
        server
          .requests()
          .map(({ operation, committed }) => [operation, committed])
          .sort(),
        [
          ["batch", false],
          ["create", false],
          ["create", true],
          ["create", true],
          ["list", false],
        ],
      )
    }),
  )

  it.effect("is true again for a key that has expired, also if its connector gets the same id", () =>
    Effect.gen(function* () {
      const server = yield* recordedServer(yield* predictable)
      const id = numberedGuid("8000", 1)
      yield* server.send(create({}, withKey("k")))
      yield* server.send(entity("DELETE", id))
      yield* TestClock.adjust("25 hours")
      yield* server.send(create({}, withKey("k")))
      yield* server.send(create({}, withKey("k")))
      assert.deepStrictEqual(
        server.requests({ operation: "create" }).map(({ connector, committed }) => [connector, committed]),
        [
          [id, true],
          [id, true],
          [id, false],
        ],
      )
    }),
  )

  it.effect(
    "is true again for a key that was deleted with everything else, also if ids are predictable",
    () =>
      Effect.gen(function* () {
        const server = yield* recordedServer(yield* predictable)
        yield* server.send(create({}, withKey("k")))
        yield* server.tenants.contents?.clear ?? Effect.void
        yield* server.send(create({}, withKey("k")))
        assert.deepStrictEqual(committedOf(server), [true, true])
      }),
  )

  it.live(
    "is true after a restart for a retry that finds a connector with a generated id, and for no other retry",
    () =>
      Effect.gen(function* () {
        const folder = yield* Effect.acquireRelease(
          Effect.promise(() => mkdtemp(join(tmpdir(), "odj-commits-"))),
          (path) => Effect.promise(() => rm(path, { recursive: true })),
        )
        /** Runs with the database, as a new server would. */
        const opened = <A, E>(use: (server: Server) => Effect.Effect<A, E>) =>
          Effect.scoped(
            Effect.gen(function* () {
              const layer = SqliteConnectorStore.database({ path: join(folder, "odj.db") })
              const database = Context.get(yield* Layer.build(layer), ConnectorDatabase)
              return yield* use(
                yield* recordedServer({
                  storeOf: (tenant) => Effect.succeed(database.storeOf(tenant)),
                  isReady: database.isReady,
                }),
              )
            }),
          )
        const sent = [
          create({}, withKey("1")),
          create({}, withKey("2")),
          create({ id: "a" }, withKey("3")),
          create({ id: "b" }, withKey("4")),
        ]
        const all = (server: Server) => Effect.forEach(sent, server.send)
        const generated = yield* opened((server) =>
          Effect.gen(function* () {
            const [, response] = yield* all(server)
            assert.deepStrictEqual(committedOf(server), [true, true, true, true])
            return response === undefined ? "" : jsonOf(response).id
          }),
        )
        yield* opened(({ send }) => Effect.forEach([generated, "b"], (id) => send(entity("DELETE", id))))
        yield* opened((server) =>
          Effect.gen(function* () {
            yield* all(server)
            yield* server.send(create({}, withKey("5")))
            assert.deepStrictEqual(committedOf(server), [true, false, false, false, true])
          }),
        )
      }),
  )
})
