/** A server that gives fewer connections than the pool may have. */
import { assert, layer } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import { Effect, Fiber, Redacted } from "effect"
import { connect, during, newDatabase, open, openStore, serverLayer } from "./PostgresServer.ts"

const a = storedConnector({ id: "a" })

/** The database for a new user with that many connections, and a function that changes their number. */
const limited = Effect.fnUntraced(function* (connections: number) {
  const url = yield* newDatabase
  const sql = yield* connect(url)
  const user = `few_${crypto.randomUUID().slice(0, 8)}`
  yield* sql.unsafe(`CREATE ROLE ${user} LOGIN PASSWORD 'p' CONNECTION LIMIT ${connections}`)
  yield* sql.unsafe(`GRANT ALL ON SCHEMA public TO ${user}`)
  const dropped = sql
    .unsafe(`DROP OWNED BY ${user}`)
    .pipe(Effect.andThen(sql.unsafe(`DROP ROLE ${user}`)), Effect.orDie)
  yield* Effect.addFinalizer(() => dropped)
  const theirs = new URL(Redacted.value(url))
  theirs.username = user
  theirs.password = "p"
  return {
    url: Redacted.make(theirs.href),
    allow: (connections: number) => sql.unsafe(`ALTER ROLE ${user} CONNECTION LIMIT ${connections}`),
    used: sql`SELECT count(*)::int AS used FROM pg_stat_activity WHERE usename = ${user}`,
  }
})

layer(serverLayer, { excludeTestServices: true })("A user who may have four connections", (it) => {
  it.effect("creates and reads 200 connectors, 30 at once, with a pool of ten", () =>
    Effect.gen(function* () {
      const { url, used } = yield* limited(4)
      const store = yield* openStore(url)
      const created = Effect.flatMap(store.create(connector()), ({ id }) => store.get(id))
      yield* Effect.all(
        Array.from({ length: 200 }, () => created),
        { concurrency: 30 },
      )
      assert.deepStrictEqual(yield* used, [{ used: 4 }])
    }),
  )
})

layer(serverLayer, { excludeTestServices: true })("A user who may have no connection any more", (it) => {
  it.effect("waits for one up to the limit, and has one as soon as that is allowed", () =>
    Effect.gen(function* () {
      const { url, allow } = yield* limited(1)
      const database = yield* open(url, { connection: 300 })
      const store = database.storeOf("tenant")
      yield* allow(0)
      const failure = yield* Effect.flip(store.create(a))
      assert.strictEqual(failure._tag, "ConnectorStoreUnavailable")
      assert.include(
        failure.message,
        "nothing was changed: The database can't be used: it has no connection free",
      )
      assert.isFalse(yield* database.isReady)
      yield* allow(1)
      assert.deepStrictEqual(yield* store.create(a), a)
    }),
  )

  it.effect("is refused at start with the cause", () =>
    Effect.gen(function* () {
      const { url } = yield* limited(0)
      const { message } = yield* Effect.flip(open(url, { connection: 300 }))
      assert.match(message, /^it has no connection free: make the pool smaller/)
    }),
  )
})

layer(serverLayer, { excludeTestServices: true })("Lists that wait", (it) => {
  it.effect("leave a connection to statements that are short", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const sql = yield* connect(url)
      const database = yield* open(url, { connections: 2, lock: 60_000, statement: 60_000 })
      const list = database.storeOf("tenant").list({ limit: 10 })
      const [isReady, lists] = yield* during(
        sql,
        sql`LOCK TABLE odj_connector IN ACCESS EXCLUSIVE MODE`,
        Effect.gen(function* () {
          const lists = yield* Effect.forkChild(Effect.all([list, list, list], { concurrency: 3 }), {
            startImmediately: true,
          })
          return [yield* database.isReady, lists] as const
        }),
      )
      assert.isTrue(isReady)
      assert.lengthOf(yield* Fiber.join(lists), 3)
    }),
  )
})
