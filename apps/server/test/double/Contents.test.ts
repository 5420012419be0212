import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { pathToFileURL } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import { IdempotencyKey } from "@odj/core"
import { DomainJoinConnectorPatch, NewDomainJoinConnector, OrderBy } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { Effect, Fiber, Latch, Schema } from "effect"
import { makeContents } from "../../src/double/Contents.ts"
import { makeReplaceable } from "../../src/double/ReplaceableTenants.ts"
import type { Snapshot } from "../../src/double/Snapshot.ts"
import type { Tenants } from "../../src/graph/Tenants.ts"
import { contentsOver, kinds, sqliteTenants, temporaryFolder } from "./contents.ts"

const otherTenant = "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10"

const orders = [[], [OrderBy.ascending("displayName")], [OrderBy.descending("lastConnectionDateTime")]]

/** The lists of both tenants in some orders, as text. */
const listsOf = (tenants: Tenants["Service"]) =>
  Effect.forEach([defaultTenant, otherTenant], (tenant) =>
    Effect.flatMap(tenants.storeOf(tenant), (store) =>
      Effect.forEach(orders, (order) =>
        Effect.map(store.list({ order, limit: 1_000 }), (page) => JSON.stringify(page)),
      ),
    ),
  )

const idsOf = (tenants: Tenants["Service"], tenant = defaultTenant) =>
  Effect.map(
    Effect.flatMap(tenants.storeOf(tenant), (store) => store.list({ limit: 9_000 })),
    ({ connectors }) => connectors.map(({ id }) => id),
  )

const Id = Schema.Literals(["a", "b", "c", "d"])
const tenant = Schema.Literals([defaultTenant, otherTenant])

/** A change of the connectors; one that fails, such as of a connector that there is not, changes nothing. */
const Change = Schema.Union([
  Schema.Struct({ tenant, create: NewDomainJoinConnector }),
  Schema.Struct({ tenant, id: Id, add: NewDomainJoinConnector }),
  Schema.Struct({ tenant, id: Id, update: DomainJoinConnectorPatch }),
  Schema.Struct({ tenant, remove: Id }),
])

/** Few, because one timestamp with a day that does not exist discards all of them. */
const Changes = Schema.Array(Change).check(Schema.isMaxLength(10))

const apply = (tenants: Tenants["Service"], changes: ReadonlyArray<typeof Change.Type>) =>
  Effect.forEach(changes, (change) =>
    Effect.flatMap(tenants.storeOf(change.tenant), (store): Effect.Effect<unknown, unknown> => {
      if ("create" in change) return store.create(change.create)
      if ("add" in change) return store.create({ ...change.add, id: change.id })
      return "update" in change ? store.update(change.id, change.update) : store.delete(change.remove)
    }).pipe(Effect.ignore),
  )

const row = { ...connector(), id: "a" }

describe.each(kinds)("The contents of a server over %s", (kind) => {
  it.effect("are deleted while requests use them, and none of those of a reset", () =>
    Effect.gen(function* () {
      const all = Array.from({ length: 2_000 }, (_, index) => ({ ...connector(), id: `id-${index}` }))
      const { tenants, contents } = yield* contentsOver(kind, all)
      const count = Effect.map(idsOf(tenants), ({ length }) => length)
      const deleting = yield* Effect.forkChild(contents.deleteAll(undefined))
      let left = yield* count
      while (left === all.length) left = yield* count
      assert.isAbove(left, 0)
      yield* contents.reset(() => {})
      assert.strictEqual((yield* Effect.flip(Fiber.join(deleting)))._tag, "ConnectorStoreRefused")
      assert.strictEqual(yield* count, all.length)
      yield* contents.deleteAll(undefined)
      assert.strictEqual(yield* count, 0)
    }),
  )

  it.effect.prop(
    "are after a restore what they were at the snapshot, whatever happened before and after it",
    [Changes, Changes],
    Effect.fnUntraced(function* ([before, after]) {
      const { tenants, contents } = yield* contentsOver(kind)
      yield* apply(tenants, before)
      const lists = yield* listsOf(tenants)
      const snapshot = JSON.stringify(yield* contents.snapshot)
      yield* apply(tenants, after)
      yield* contents.restore(JSON.parse(snapshot), () => {})
      assert.deepStrictEqual(yield* listsOf(tenants), lists)
      assert.strictEqual(JSON.stringify(yield* contents.snapshot), snapshot)
    }, Effect.scoped),
    { arbitrary: { runs: kind === "memory" ? 50 : 15, size: 50 } },
  )

  it.effect("are the seed at the start and after a reset, and idempotency keys are forgotten", () =>
    Effect.gen(function* () {
      const { tenants, contents } = yield* contentsOver(kind, [row, { ...row, id: "b" }])
      assert.deepStrictEqual(yield* idsOf(tenants), ["a", "b"])
      const store = yield* tenants.storeOf(defaultTenant)
      const create = store.create(storedConnector({ id: "c" }), {
        idempotencyKey: IdempotencyKey.make("key"),
      })
      yield* create
      yield* store.delete("a")
      yield* (yield* tenants.storeOf(otherTenant)).create(row)
      yield* contents.reset(() => {})
      assert.deepStrictEqual(yield* idsOf(tenants), ["a", "b"])
      assert.deepStrictEqual(yield* idsOf(tenants, otherTenant), [])
      const later = yield* tenants.storeOf(defaultTenant)
      yield* later.create(storedConnector({ id: "c" }), { idempotencyKey: IdempotencyKey.make("key") })
      assert.deepStrictEqual(yield* idsOf(tenants), ["a", "b", "c"])
    }).pipe(Effect.scoped),
  )

  it.effect("have the same ids after each reset, also those that the seed does not have", () =>
    Effect.gen(function* () {
      const { tenants, contents } = yield* contentsOver(kind, [connector(), row, connector()])
      const ids = yield* idsOf(tenants)
      for (let count = 0; count < 2; count++) {
        yield* contents.reset(() => {})
        assert.deepStrictEqual(yield* idsOf(tenants), ids)
      }
    }).pipe(Effect.scoped),
  )

  it.effect("get all connectors of a seed, or none of them if one is invalid or exists", () =>
    Effect.gen(function* () {
      const { tenants, contents } = yield* contentsOver(kind)
      yield* contents.seed([row, connector()], undefined)
      yield* contents.seed([row], otherTenant.toUpperCase())
      const before = yield* listsOf(tenants)
      const cases: ReadonlyArray<
        readonly [connectors: ReadonlyArray<object>, problems: ReadonlyArray<string>]
      > = [
        [
          [connector(), row, { ...row, id: "b" }],
          ["connectors[1]: id: The store has a connector with the id a already"],
        ],
        [
          [
            { ...row, id: "b" },
            { ...row, id: "b" },
          ],
          ["connectors[1]: id: connectors[0] has the same id"],
        ],
        [
          [
            { ...row, id: "b" },
            { ...connector(), state: "activ" },
            { version: "1", name: "HQ" },
          ],
          [
            'connectors[1]: state: Expected "active" | "error" | "inactive"',
            "connectors[2]: name: Unknown property",
            "connectors[2]: displayName",
          ],
        ],
      ]
      for (const [connectors, problems] of cases) {
        const failure = yield* Effect.flip(contents.seed(connectors as ReadonlyArray<typeof row>, undefined))
        if (failure._tag !== "SeedInvalid") return assert.fail(failure._tag)
        for (const problem of problems) assert.include(failure.message, problem)
        assert.deepStrictEqual(yield* listsOf(tenants), before)
      }
      const failure = yield* Effect.flip(contents.seed([row], "contoso"))
      assert.strictEqual(failure.message, "tenant: Expected a GUID, not contoso")
    }).pipe(Effect.scoped),
  )

  it.effect("stay as they are if a snapshot is invalid", () =>
    Effect.gen(function* () {
      const { tenants, contents } = yield* contentsOver(kind, [row])
      const before = yield* listsOf(tenants)
      const failure = yield* Effect.flip(
        contents.restore(
          { time: "now", tenants: { [defaultTenant]: [connector()] } } as never as Snapshot,
          () => assert.fail("It was restored"),
        ),
      )
      assert.strictEqual(failure._tag, "SnapshotInvalid")
      assert.deepStrictEqual(yield* listsOf(tenants), before)
    }).pipe(Effect.scoped),
  )

  it.effect("are copied and listed only as a whole while a restore is in flight", () =>
    Effect.gen(function* () {
      const { tenants, contents } = yield* contentsOver(kind, [row])
      const many = Array.from({ length: 1_200 }, (_, index) => ({ ...row, id: String(index) }))
      const snapshot: Snapshot = { time: "2026-01-31T12:00:00.000Z", tenants: { [defaultTenant]: many } }
      const hasBegun = Latch.makeUnsafe()
      const restoring = yield* Effect.forkChild(contents.restore(snapshot, () => hasBegun.openUnsafe()))
      yield* hasBegun.await
      const copying = yield* Effect.forkChild(contents.snapshot)
      const listing = yield* Effect.forkChild(idsOf(tenants))
      const store = yield* tenants.storeOf(defaultTenant)
      const creating = yield* Effect.forkChild(store.create({ ...row, id: "new" }))
      yield* Fiber.join(restoring)
      const ids = many.map(({ id }) => id)
      const whole = (found: ReadonlyArray<string> = []) => found.filter((id) => id !== "new")
      assert.deepStrictEqual(whole(yield* Fiber.join(listing)), ids)
      const copied = (yield* Fiber.join(copying)).tenants[defaultTenant]?.map(({ id }) => id)
      assert.deepStrictEqual(whole(copied), ids)
      yield* Fiber.join(creating)
      assert.deepStrictEqual(yield* idsOf(tenants), [...ids, "new"])
    }).pipe(Effect.scoped),
  )
})

describe("The contents of a server over a SQLite file", () => {
  it.effect("stay at the next start, until the first reset", () =>
    Effect.gen(function* () {
      const path = join(yield* temporaryFolder, "odj.db")
      const start = Effect.fnUntraced(function* (connectors: ReadonlyArray<typeof row>) {
        const tenants = yield* sqliteTenants(path)
        return { tenants, contents: yield* makeContents(tenants, makeReplaceable(tenants), connectors) }
      })
      yield* Effect.scoped(start([row]))
      const { tenants, contents } = yield* start([{ ...row, id: "b" }])
      assert.deepStrictEqual(yield* idsOf(tenants), ["a"])
      yield* contents.reset(() => {})
      assert.deepStrictEqual(yield* idsOf(tenants), ["b"])
    }).pipe(Effect.scoped),
  )

  it.effect("keep unreadable connectors apart in a snapshot, which can't be restored while it has them", () =>
    Effect.gen(function* () {
      const path = join(yield* temporaryFolder, "odj.db")
      const tenants = yield* sqliteTenants(path)
      const contents = yield* makeContents(tenants, makeReplaceable(tenants), [row, { ...row, id: "b" }])
      const other = new DatabaseSync(path)
      other.exec("UPDATE odj_connector SET last_connection_date_time = 'yesterday' WHERE id = 'a'")
      other.close()
      const { unreadable, ...snapshot } = yield* contents.snapshot
      assert.deepStrictEqual(
        snapshot.tenants[defaultTenant]?.map(({ id }) => id),
        ["b"],
      )
      assert.deepStrictEqual(
        unreadable?.[defaultTenant]?.map(({ id }) => id),
        ["a"],
      )
      const failure = yield* Effect.flip(contents.restore({ ...snapshot, unreadable }, () => {}))
      assert.match(failure.message, /^unreadable: .* Remove this property/)
      const taken = yield* Effect.flip(contents.seed([row], undefined))
      assert.strictEqual(taken._tag, "SeedInvalid")
      yield* contents.restore(snapshot, () => {})
      assert.deepStrictEqual(yield* contents.snapshot, snapshot)
    }).pipe(Effect.scoped),
  )

  it.effect("can come from a file", () =>
    Effect.gen(function* () {
      const file = join(yield* temporaryFolder, "seed.ndjson")
      writeFileSync(file, `${JSON.stringify(row)}\n`)
      const { tenants, contents } = yield* contentsOver("memory", file)
      yield* contents.seed(pathToFileURL(file), otherTenant)
      assert.deepStrictEqual([yield* idsOf(tenants), yield* idsOf(tenants, otherTenant)], [["a"], ["a"]])
    }).pipe(Effect.scoped),
  )
})
