/** Connectors that fall silent: their states follow the clock of the server. */
import { assert, describe, it } from "@effect/vitest"
import { type ConnectorStore, ConnectorStoreUnavailable } from "@odj/core"
import { ConnectorFilter, type DomainJoinConnectorState, NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Deferred, Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { make as makeClock, type ServerClock } from "../../src/clock/ServerClock.ts"
import { withHeartbeats } from "../../src/double/Heartbeats.ts"
import { makeKept } from "../../src/graph/Tenants.ts"

type Store = ConnectorStore["Service"]

const start = Date.UTC(2026, 0, 1)
const hour = 3_600_000
const day = 24 * hour

const connectorOf = (lastConnectionDateTime: string, state: DomainJoinConnectorState, id: string) =>
  Schema.decodeSync(NewDomainJoinConnector)({
    id,
    displayName: id,
    lastConnectionDateTime,
    state,
    version: "1",
  })

const at = (time: number) => new Date(time).toISOString()

/** A tenant with heartbeats at the start of 2026, whose store is asked for before each operation, as by a request. */
const makeTenant = Effect.fnUntraced(function* (
  decorate: (store: Store) => Store = (store) => store,
  startAt = start,
) {
  yield* TestClock.setTime(startAt)
  const clock = yield* makeClock
  const tenants = withHeartbeats(
    yield* makeKept(Effect.map(MemoryConnectorStore.make, decorate)),
    clock.clock,
  )
  const using = <A, E>(use: (store: Store) => Effect.Effect<A, E>, tenant = "a") =>
    Effect.flatMap(tenants.storeOf(tenant), use)
  const states = (tenant?: string) =>
    using(
      (store) =>
        Effect.map(store.list({ limit: 10_000 }), ({ connectors }) =>
          Object.fromEntries(connectors.map(({ id, state }) => [id, state])),
        ),
      tenant,
    )
  const create = (lastConnection: string, state: DomainJoinConnectorState, id: string, tenant?: string) =>
    using((store) => store.create(connectorOf(lastConnection, state, id)), tenant)
  return { clock, tenants, using, states, create }
})

const moveTo = (clock: ServerClock, time: number) =>
  clock.advance(time - clock.clock.currentTimeMillisUnsafe())

describe("A silent connector", () => {
  it.effect("changes its state at the exact instants of a month, and then it is gone", () =>
    Effect.gen(function* () {
      const { clock, states, create } = yield* makeTenant()
      yield* create("2026-01-01T01:00:00.0000000+01:00", "active", "hq")
      const changes: Array<[number, string]> = []
      let last: string | undefined = "active"
      for (let hours = 1; hours <= 35 * 24; hours++) {
        clock.advance(hour - 1)
        assert.strictEqual((yield* states()).hq, last, `a millisecond before hour ${hours}`)
        clock.advance(1)
        const { hq } = yield* states()
        if (hq !== last) changes.push([hours, hq ?? "gone"])
        last = hq
      }
      assert.deepStrictEqual(changes, [
        [1, "error"],
        [5 * 24, "inactive"],
        [30 * 24, "gone"],
      ])
    }),
  )

  it.effect("changes for lists, counts, filters, orders and single reads alike", () =>
    Effect.gen(function* () {
      const { clock, using, create } = yield* makeTenant()
      for (let index = 0; index < 30; index++)
        yield* create(at(start - index * day), "active", `c${String(index).padStart(2, "0")}`)
      moveTo(clock, start + day)
      const count = (state: DomainJoinConnectorState) =>
        using((store) =>
          Effect.map(
            store.list({ limit: 0, count: true, filter: ConnectorFilter.equals("state", state) }),
            ({ count }) => count,
          ),
        )
      // Nothing is read before: the first request already sees everything.
      assert.strictEqual(yield* count("inactive"), 1)
      assert.strictEqual(yield* count("error"), 1)
      assert.strictEqual(yield* count("active"), 27)
      assert.strictEqual((yield* using((store) => store.get("c00"))).state, "error")
      assert.strictEqual((yield* using((store) => store.get("c04"))).state, "inactive")
      assert.strictEqual((yield* using((store) => Effect.flip(store.get("c29"))))._tag, "ConnectorNotFound")
      const page = yield* using((store) =>
        store.list({ limit: 2, order: [{ property: "state", descending: true }] }),
      )
      assert.deepStrictEqual(
        page.connectors.map(({ state }) => state),
        ["inactive", "error"],
      )
    }),
  )

  it.effect("changes to the state of the last instant, if the clock passes several at once", () =>
    Effect.gen(function* () {
      const { clock, states, create } = yield* makeTenant()
      yield* create(at(start), "active", "a")
      yield* create(at(start + 20 * day), "error", "b")
      moveTo(clock, start + 26 * day)
      assert.deepStrictEqual(yield* states(), { a: "inactive", b: "inactive" })
      moveTo(clock, start + 30 * day)
      assert.deepStrictEqual(yield* states(), { b: "inactive" })
    }),
  )

  it.effect("follows the instants of its last contact to the last digit", () =>
    Effect.gen(function* () {
      const { clock, states, create } = yield* makeTenant()
      yield* create("2026-01-01T00:00:00.000000000001Z", "active", "a")
      yield* create("2026-01-01T00:00:00.000999999999Z", "active", "b")
      yield* create("2026-01-01T00:00:00.001Z", "active", "c")
      yield* create("2026-01-01T00:00:00.001000000001Z", "active", "d")
      moveTo(clock, start + hour)
      assert.deepStrictEqual(yield* states(), { a: "active", b: "active", c: "active", d: "active" })
      clock.advance(1)
      assert.deepStrictEqual(yield* states(), { a: "error", b: "error", c: "error", d: "active" })
      clock.advance(1)
      assert.strictEqual((yield* states()).d, "error")
    }),
  )

  it.effect.prop(
    "has the state of the last instant that passed after it was written, or else the one that was written",
    [
      Schema.Array(
        Schema.Struct({
          age: Schema.Int.check(Schema.isBetween({ minimum: -10 * 24, maximum: 40 * 24 })),
          state: Schema.Literals(["active", "error", "inactive"]),
          wait: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 * 24 })),
        }),
      ),
    ],
    ([steps]) =>
      Effect.gen(function* () {
        const { clock, states, create } = yield* makeTenant()
        const expected: Array<{ last: number; written: number; state: string }> = []
        for (const [index, { age, state, wait }] of steps.entries()) {
          const written = clock.clock.currentTimeMillisUnsafe()
          const last = written - age * hour
          yield* create(at(last), state, String(index))
          expected.push({ last, written, state })
          clock.advance(wait * hour)
          const now = clock.clock.currentTimeMillisUnsafe()
          const stages = expected.map(({ last, written, state }) =>
            (
              [
                [hour, "error"],
                [5 * day, "inactive"],
                [30 * day, undefined],
              ] as const
            ).reduce<string | undefined>(
              (current, [silence, next]) =>
                last + silence > written && last + silence <= now ? next : current,
              state,
            ),
          )
          const remaining = stages.flatMap((stage, id) => (stage === undefined ? [] : [[String(id), stage]]))
          assert.deepStrictEqual(yield* states(), Object.fromEntries(remaining))
        }
      }),
  )

  it.effect("keeps what was written until the next instant, however old its last contact is", () =>
    Effect.gen(function* () {
      const { clock, states, create, using } = yield* makeTenant()
      yield* create("2016-12-31T23:58:36.6670033-08:00", "active", "of another year")
      yield* create("0001-01-01T00:00:00Z", "active", "never seen")
      yield* create(at(start - 3 * day), "active", "seen three days ago")
      yield* create(at(start + day), "error", "of tomorrow")
      yield* create(at(start), "inactive", "seen now")
      const written = {
        "of another year": "active",
        "never seen": "active",
        "seen three days ago": "active",
        "of tomorrow": "error",
        "seen now": "inactive",
      }
      assert.deepStrictEqual(yield* states(), written)
      clock.advance(hour)
      assert.deepStrictEqual(yield* states(), { ...written, "seen now": "error" })
      yield* using((store) => store.update("seen now", { state: "active" }))
      moveTo(clock, start + 2 * day)
      const later = {
        ...written,
        "seen three days ago": "inactive",
        "of tomorrow": "error",
        "seen now": "active",
      }
      assert.deepStrictEqual(yield* states(), later)
      // A contact that is reported again begins a new silence.
      yield* using((store) =>
        store.update("seen now", {
          lastConnectionDateTime: connectorOf(at(start + 2 * day), "active", "x").lastConnectionDateTime,
        }),
      )
      clock.advance(hour)
      assert.strictEqual((yield* states())["seen now"], "error")
      moveTo(clock, start + 400 * day)
      assert.deepStrictEqual(yield* states(), { "of another year": "active", "never seen": "active" })
    }),
  )

  it.effect("changes again after the clock went back, once the instant is passed again", () =>
    Effect.gen(function* () {
      const { clock, states, create, using } = yield* makeTenant()
      yield* create(at(start), "active", "a")
      clock.advance(hour)
      assert.deepStrictEqual(yield* states(), { a: "error" })
      clock.set(start)
      assert.deepStrictEqual(yield* states(), { a: "error" })
      yield* using((store) => store.update("a", { state: "active" }))
      clock.advance(hour - 1)
      assert.deepStrictEqual(yield* states(), { a: "active" })
      clock.advance(1)
      assert.deepStrictEqual(yield* states(), { a: "error" })
    }),
  )

  it.effect("belongs to a tenant, whose requests change no connector of another", () =>
    Effect.gen(function* () {
      const { clock, states, create, tenants } = yield* makeTenant()
      yield* create(at(start), "active", "a", "one")
      yield* create(at(start), "active", "a", "two")
      clock.advance(hour)
      assert.deepStrictEqual(yield* states("one"), { a: "error" })
      assert.deepStrictEqual(yield* states("two"), { a: "error" })
      yield* tenants.contents?.clear ?? Effect.void
      assert.deepStrictEqual(yield* states("one"), {})
      yield* create(at(start), "active", "a", "one")
      assert.deepStrictEqual(yield* states("one"), { a: "active" })
      moveTo(clock, start + 5 * day)
      assert.deepStrictEqual(yield* states("one"), { a: "inactive" })
    }),
  )

  it.effect("is read only when it is due", () =>
    Effect.gen(function* () {
      let lists = 0
      const { clock, create, using } = yield* makeTenant((store) => ({
        ...store,
        list: (query) =>
          Effect.suspend(() => {
            lists++
            return store.list(query)
          }),
      }))
      const get = using((store) => store.get("a"))
      yield* create(at(start), "active", "a")
      const first = lists
      for (let minute = 1; minute < 60; minute++) {
        clock.advance(60_000)
        yield* get
        yield* create(at(start + minute * 60_000), "active", `b${minute}`)
      }
      assert.strictEqual(lists, first)
      clock.advance(60_000)
      assert.strictEqual((yield* get).state, "error")
      yield* get
      assert.strictEqual(lists, first + 1)
    }),
  )

  it.effect("is visible as it should be to requests that come at once", () =>
    Effect.gen(function* () {
      const { clock, create, using } = yield* makeTenant((store) => ({
        ...store,
        list: (query) => Effect.andThen(Effect.yieldNow, store.list(query)),
      }))
      for (let index = 0; index < 5; index++) yield* create(at(start), "active", String(index))
      clock.advance(hour)
      const get = using((store) => store.get("4"))
      const found = yield* Effect.all(
        Array.from({ length: 8 }, () => get),
        { concurrency: "unbounded" },
      )
      assert.deepStrictEqual([...new Set(found.map(({ state }) => state))], ["error"])
    }),
  )

  it.effect("changes in time if it was written while other connectors changed", () =>
    Effect.gen(function* () {
      const listed = yield* Deferred.make<void>()
      const written = yield* Deferred.make<void>()
      let isPausing = false
      const { clock, tenants, create, states } = yield* makeTenant((store) => ({
        ...store,
        list: (query) =>
          Effect.tap(store.list(query), () =>
            isPausing
              ? Effect.andThen(Deferred.succeed(listed, undefined), Deferred.await(written))
              : Effect.void,
          ),
      }))
      yield* create(at(start), "active", "a")
      yield* create("0001-01-01T00:00:00Z", "active", "b")
      const early = yield* tenants.storeOf("a")
      moveTo(clock, start + 5 * day)
      isPausing = true
      const sweeping = yield* Effect.forkChild(tenants.storeOf("a"))
      yield* Deferred.await(listed)
      const { lastConnectionDateTime } = connectorOf(at(start + 5 * day), "active", "b")
      yield* early.update("b", { lastConnectionDateTime })
      isPausing = false
      yield* Deferred.succeed(written, undefined)
      yield* Fiber.join(sweeping)
      clock.advance(hour)
      assert.deepStrictEqual(yield* states(), { a: "inactive", b: "error" })
    }),
  )

  it.effect("changes with the next request, if the store could not be read or written", () =>
    Effect.gen(function* () {
      let left = 0
      const refused = new ConnectorStoreUnavailable({ report: { message: "The disk has failed" } })
      const failing = <A, E>(effect: Effect.Effect<A, E>) =>
        Effect.suspend((): Effect.Effect<A, E | ConnectorStoreUnavailable> => (left-- > 0 ? refused : effect))
      const { clock, create, states } = yield* makeTenant((store) => ({
        ...store,
        list: (query) => failing(store.list(query)),
        update: (...args) => failing(store.update(...args)),
      }))
      yield* create(at(start), "active", "a")
      clock.advance(hour)
      for (left of [1, 2, 3]) {
        yield* Effect.exit(states())
      }
      left = 0
      assert.deepStrictEqual(yield* states(), { a: "error" })
    }),
  )
})
