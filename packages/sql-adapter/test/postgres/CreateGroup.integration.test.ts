/** Creates that share a statement: each has its own outcome. */
import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import type { IdempotencyKey } from "@odj/core"
import { Array as Arr, Effect, Exit, Fiber, Option, type Redacted, Result, Tracer } from "effect"
import { Reactivity } from "effect/reactivity"
import type { SqlClient } from "effect/sql"
import { type Create, insertGroup } from "../../src/postgres/CreateGroup.ts"
import { statementFailure } from "../../src/postgres/PostgresFailure.ts"
import {
  connect,
  during,
  newDatabase,
  open,
  openStore,
  serverLayer,
  tenant,
  untilWaiting,
} from "./PostgresServer.ts"

const together = { concurrency: "unbounded" } as const

const a = storedConnector({ id: "a" })

const { id: _, ...properties } = a

const keyOf = (name: string) => `key ${name}` as IdempotencyKey

/** How each create ended: its connector's version, or its failure. */
const endings = (
  creates: ReadonlyArray<Effect.Effect<{ readonly version: string }, { readonly _tag: string }>>,
) =>
  Effect.map(Effect.forEach(creates, Effect.result, together), (results) =>
    results.map((result) => (Result.isSuccess(result) ? result.success.version : result.failure._tag)),
  )

const transactions = (sql: SqlClient.SqlClient) =>
  Effect.map(
    sql<{ readonly count: number }>`SELECT count(DISTINCT xmin::text)::int AS count FROM odj_connector`,
    ([row]) => row?.count,
  )

/** A connection as a store has it. */
const connectAsStore = (url: Redacted.Redacted) =>
  Effect.provide(PgClient.makeClient({ url, applicationName: "odj" }), Reactivity.layer)

layer(serverLayer)("Creates that come at once", (it) => {
  it.effect("share a transaction, up to five hundred", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url)
      const sql = yield* connect(url)
      yield* Effect.all(
        Arr.makeBy(32, () => store.create(connector())),
        together,
      )
      assert.strictEqual(yield* transactions(sql), 1)
      yield* Effect.all(
        Arr.makeBy(1_001, () => store.create(connector())),
        together,
      )
      assert.strictEqual(yield* transactions(sql), 4)
    }),
  )

  it.effect("have their own results if one has a value that the database refuses", () =>
    Effect.gen(function* () {
      const store = yield* openStore(yield* newDatabase)
      const given = ["a", "\0", "c"].map((version) => ({ ...storedConnector(), version }))
      const exits = yield* Effect.forEach(given, (each) => Effect.exit(store.create(each)), together)
      assert.deepStrictEqual(exits.map(Exit.isSuccess), [true, false, true])
      assert.isTrue(exits[1] && Exit.hasDies(exits[1]))
      assert.strictEqual((yield* store.list({ limit: 9, count: true })).count, 2)
    }),
  )

  it.effect("have their own results if one waits for a lock in vain", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url, { lock: 50 })
      const sql = yield* connect(url)
      const creates = ["a", "b", "c"].map((id) => store.create(connector({ id, version: id })))
      assert.deepStrictEqual(
        yield* during(
          sql,
          sql`INSERT INTO odj_connector (tenant, id, id_digest, last_connection_date_time, last_connection_sort_key, state, version)
            VALUES (${tenant}, 'b', sha256('b'), '', '', '', '')`,
          endings(creates),
        ),
        ["a", "ConnectorStoreUnavailable", "c"],
      )
    }),
  )

  it.effect("store the first of those with one id", () =>
    Effect.gen(function* () {
      const store = yield* openStore(yield* newDatabase)
      yield* store.create(connector({ id: "old" }))
      const creates = [
        ["a", "1"],
        ["old", "2"],
        ["b", "3"],
        ["a", "4"],
      ].map(([id = "", version = ""]) => store.create(connector({ id, version })))
      assert.deepStrictEqual(yield* endings(creates), [
        "1",
        "ConnectorAlreadyExists",
        "3",
        "ConnectorAlreadyExists",
      ])
    }),
  )

  it.effect("share a transaction even if only some of them have an id, and one of these exists", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url)
      yield* store.create(connector({ id: "old" }))
      const creates = ["1", "2", "3"].map((version) => store.create(connector({ version })))
      const other = store.create(connector({ id: "old", version: "4" }))
      assert.deepStrictEqual(yield* endings([...creates, other]), ["1", "2", "3", "ConnectorAlreadyExists"])
      assert.strictEqual(yield* transactions(yield* connect(url)), 2)
    }),
  )

  it.effect("with one key are one after another", () =>
    Effect.gen(function* () {
      const store = yield* openStore(yield* newDatabase)
      yield* store.create(connector({ id: "old" }))
      yield* store.create({ ...properties, version: "k" }, { idempotencyKey: keyOf("known") })
      const create = (key: string, version: string, id?: string) =>
        store.create(
          { ...properties, version, ...(id !== undefined && { id }) },
          { idempotencyKey: keyOf(key) },
        )
      const creates = [
        ...[create("one", "1"), create("one", "1"), create("one", "2"), create("one", "1")],
        ...[create("known", "k"), create("known", "l")],
        ...[create("free", "3", "old"), create("free", "4", "new"), create("free", "5", "old")],
        ...Array.from({ length: 8 }, () => create("never", "6", "old")),
      ]
      assert.deepStrictEqual(yield* endings(creates), [
        ...["1", "1", "IdempotencyKeyReused", "1"],
        ...["k", "IdempotencyKeyReused"],
        // The first one does not get its id, and looks for its key again, which by then the second one has.
        ...["IdempotencyKeyReused", "4", "IdempotencyKeyReused"],
        ...Array(8).fill("ConnectorAlreadyExists"),
      ])
      assert.strictEqual((yield* store.list({ limit: 9, count: true })).count, 4)
    }),
  )

  it.effect("of several tenants have nothing in common", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const database = yield* open(url)
      const tenants = ["one", "other", 'one"', "one "]
      const creates = tenants.map((name) =>
        database.storeOf(name).create({ ...a, version: name }, { idempotencyKey: keyOf("same") }),
      )
      assert.deepStrictEqual(yield* endings([...creates, ...creates]), [...tenants, ...tenants])
      for (const name of tenants) {
        const { connectors } = yield* database.storeOf(name).list({ limit: 9 })
        assert.deepStrictEqual(connectors, [{ ...a, version: name }])
      }
      assert.strictEqual(yield* transactions(yield* connect(url)), 1)
    }),
  )

  it.effect("have a span each, and no other, if there is a tracer", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        },
      })
      const url = yield* newDatabase
      const store = yield* Effect.withTracer(openStore(url), tracer)
      spans.length = 0
      yield* Effect.withTracer(
        Effect.forEach(
          ["one", "other"],
          (name) => Effect.withSpan(store.create(connector()), name),
          together,
        ),
        tracer,
      )
      const parentOf = ({ parent }: Tracer.NativeSpan) =>
        Option.match(parent, { onNone: () => "", onSome: (span) => (span._tag === "Span" ? span.name : "") })
      assert.sameDeepMembers(
        spans.map((span) => [span.name, span.kind, parentOf(span)]),
        [
          ["one", "internal", ""],
          ["other", "internal", ""],
          ["INSERT odj_connector", "client", "one"],
          ["INSERT odj_connector", "client", "other"],
        ],
      )
    }),
  )

  it.effect("are without the one that was interrupted before", () =>
    Effect.gen(function* () {
      const store = yield* openStore(yield* newDatabase)
      const start = (id: string) =>
        Effect.forkChild(store.create(connector({ id })), { startImmediately: true })
      const [first, second] = [yield* start("a"), yield* start("b")]
      yield* Fiber.interrupt(first)
      yield* Fiber.join(second)
      assert.strictEqual((yield* Effect.flip(store.get("a")))._tag, "ConnectorNotFound")
    }),
  )

  it.effect(
    "have an unknown outcome if their connection is lost, and each is stored once after a retry",
    () =>
      Effect.gen(function* () {
        const url = yield* newDatabase
        const store = yield* openStore(url, { lock: 60_000, statement: 60_000 })
        const sql = yield* connect(url)
        const watch = yield* connect(url)
        const creates = Arr.makeBy(20, (index) =>
          store.create({ ...properties, version: `${index}` }, { idempotencyKey: keyOf(`${index}`) }),
        )
        const first = yield* during(
          sql,
          sql`LOCK TABLE odj_connector IN ACCESS EXCLUSIVE MODE`,
          Effect.gen(function* () {
            const begun = yield* Effect.forkChild(endings(creates))
            yield* untilWaiting(watch, 1)
            yield* watch`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'odj' AND wait_event_type = 'Lock'`
            return yield* Fiber.join(begun)
          }),
        )
        assert.deepStrictEqual(first, Array(20).fill("CreateOutcomeUnknown"))
        const versions = Arr.makeBy(20, String)
        assert.deepStrictEqual(yield* endings(creates), versions)
        assert.deepStrictEqual(yield* endings(creates), versions)
        assert.strictEqual((yield* store.list({ limit: 30, count: true })).count, 20)
      }),
  )
})

layer(serverLayer)("Groups of two programs", (it) => {
  const createOf = (id: string, key: string): Create => ({
    tenant,
    connector: storedConnector({ id }),
    key: keyOf(key),
    isIdGiven: true,
  })

  /** Inserts two groups while a third program has a row that both of them need, and returns how each ends. */
  const race = Effect.fnUntraced(function* (
    groups: ReadonlyArray<ReadonlyArray<Create>>,
    held: (sql: SqlClient.SqlClient) => Effect.Effect<unknown, unknown>,
  ) {
    const url = yield* newDatabase
    yield* Effect.scoped(openStore(url))
    const sql = yield* connect(url)
    const watch = yield* connect(url)
    const begun = yield* during(
      sql,
      held(sql),
      Effect.gen(function* () {
        const begun = yield* Effect.forEach(groups, (group) =>
          Effect.flatMap(connectAsStore(url), (store) =>
            Effect.forkChild(Effect.result(insertGroup(store, group, 0))),
          ),
        )
        yield* untilWaiting(watch, 2)
        return begun
      }),
    )
    const results = yield* Effect.forEach(begun, (fiber) => Fiber.join(fiber))
    return results.map((result) =>
      Result.isSuccess(result)
        ? result.success.map(({ _tag }) => _tag)
        : statementFailure(result.failure)?.outcome,
    )
  })

  const names = ["a", "b", "c", "d", "e"]

  it.effect("with the same ids in different orders do not deadlock", () =>
    Effect.gen(function* () {
      const group = names.map((id) => createOf(id, id))
      const ended = yield* race(
        [group, group.toReversed().map((create) => ({ ...create, key: undefined }))],
        (sql) =>
          sql`INSERT INTO odj_connector (tenant, id, id_digest, last_connection_date_time, last_connection_sort_key, state, version)
            SELECT ${tenant}, id, sha256(id::bytea), '', '', '', '' FROM unnest(ARRAY['c', 'b']) AS given (id)`,
      )
      assert.sameDeepMembers(ended, [Array(5).fill("Created"), Array(5).fill("IdTaken")])
    }),
  )

  it.effect("with the same keys in different orders do not deadlock", () =>
    Effect.gen(function* () {
      const ended = yield* race(
        [
          names.map((key) => createOf(`one ${key}`, key)),
          names.toReversed().map((key) => createOf(`other ${key}`, key)),
        ],
        (
          sql,
        ) => sql`INSERT INTO odj_idempotency_key SELECT ${tenant}, 'key ' || key, 0, true, 'a', null, '', '', ''
          FROM unnest(ARRAY['c', 'b']) AS given (key)`,
      )
      assert.sameDeepMembers(ended, [Array(5).fill("Created"), "Taken"])
    }),
  )

  it.effect("store nothing if an id that was made exists", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url)
      yield* store.create(connector({ id: "a" }))
      const withKeys = ["b", "a"].map((id) => ({ ...createOf(id, id), isIdGiven: false }))
      for (const group of [withKeys, withKeys.map((create) => ({ ...create, key: undefined }))]) {
        const failure = yield* Effect.flip(insertGroup(yield* connect(url), group, 0))
        assert.strictEqual(statementFailure(failure)?.outcome, "Taken")
      }
      assert.strictEqual((yield* store.list({ limit: 9, count: true })).count, 1)
    }),
  )

  it.effect("return the same connector for one key and one id that both get at once", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url)
      const other = yield* connect(url)
      const watch = yield* connect(url)
      const begun = yield* other.withTransaction(
        Effect.gen(function* () {
          yield* insertGroup(other, [{ tenant, connector: a, key: keyOf("k"), isIdGiven: true }], 0)
          const creating = store.create(a, { idempotencyKey: keyOf("k") })
          const begun = yield* Effect.forkChild(creating)
          yield* untilWaiting(watch, 1)
          return begun
        }),
      )
      assert.deepStrictEqual(yield* Fiber.join(begun), a)
    }),
  )
})
