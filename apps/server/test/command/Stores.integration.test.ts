/** The program and its database: what survives a restart, and which databases it refuses. */
import { mkdtemp, readdir, rm, stat } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, withId } from "@odj/domain"
import { startPostgres } from "@odj/throwaway-postgres"
import { Effect } from "effect"
import { ended, outputWith, start, startListening } from "../program.ts"

const collection = "/beta/deviceManagement/domainJoinConnectors"

const connector = withId("hq", exampleConnector)

const create = (url: string, key: string, properties: object = {}) =>
  Effect.promise(async () => {
    const response = await fetch(url + collection, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": `"${key}"` },
      body: JSON.stringify({ ...connector, ...properties }),
    })
    return { status: response.status, body: await response.text() }
  })

const read = (url: string, path: string) =>
  Effect.promise(async () => {
    const response = await fetch(url + path)
    return { status: response.status, text: await response.text() }
  })

const temporary = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-test-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true })),
)

const postgres = Effect.acquireRelease(
  Effect.promise(() => startPostgres()),
  (server) => Effect.promise(() => server.stop()),
)

/** An environment with a new, empty store. */
const places = {
  SQLite: Effect.map(temporary, (folder) => ({ ODJ_DATABASE_URL: `sqlite:${join(folder, "deep", "a.db")}` })),
  PostgreSQL: Effect.map(postgres, ({ url }) => ({ ODJ_DATABASE_URL: url })),
}

const open = ["--auth", "none"]

/** Stops it with a signal, and waits. */
const stop = (child: Parameters<typeof ended>[0]) =>
  Effect.suspend(() => {
    child.kill()
    return ended(child)
  })

for (const [name, place] of Object.entries(places)) {
  describe(`The program over ${name}`, () => {
    it.live("keeps connectors and idempotency keys across a restart", () =>
      Effect.gen(function* () {
        const env = yield* place
        const first = yield* startListening(open, env)
        const created = yield* create(first.url, "a")
        assert.strictEqual(created.status, 201)
        assert.deepStrictEqual(yield* read(first.url, "/readyz"), { status: 200, text: "ok\n" })
        assert.deepStrictEqual(yield* stop(first.child), { exitCode: 0, err: "" })

        const { child, url } = yield* startListening(open, env)
        const { status, text } = yield* read(url, `${collection}/hq`)
        assert.strictEqual(status, 200)
        assert.include(text, connector.lastConnectionDateTime)
        const again = yield* create(url, "a")
        assert.strictEqual(again.status, 201)
        assert.strictEqual(again.body.replace(url, ""), created.body.replace(first.url, ""))
        assert.strictEqual((yield* create(url, "a", { version: "7" })).status, 422)
        assert.strictEqual((yield* create(url, "b")).status, 409)
        assert.deepStrictEqual(yield* read(url, `${collection}/$count`), { status: 200, text: "1" })
        assert.deepStrictEqual(yield* stop(child), { exitCode: 0, err: "" })
      }).pipe(Effect.scoped),
    )
  })
}

describe("The program", () => {
  it.live("refuses a file that another process uses, and says so", () =>
    Effect.gen(function* () {
      const path = join(yield* temporary, "a.db")
      const { url } = yield* startListening([...open, "--store", `sqlite:${path}`])
      const { exitCode, err } = yield* ended(yield* start(["--port", "0", "--store", `sqlite:${path}`]))
      assert.strictEqual(exitCode, 1)
      assert.include(err, `Can't use the database ${path}: another process is using it`)
      assert.strictEqual((yield* create(url, "a")).status, 201)
    }).pipe(Effect.scoped),
  )

  it.live("closes its file if its port is taken", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      const path = join(folder, "a.db")
      const taken = yield* Effect.acquireRelease(
        Effect.callback<ReturnType<typeof createServer>>((resume) => {
          const server = createServer().listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close()),
      )
      const address = taken.address()
      assert(typeof address === "object" && address !== null)
      const store = ["--store", `sqlite:${path}`]
      const { exitCode, err } = yield* ended(yield* start(["--port", String(address.port), ...store]))
      assert.deepStrictEqual([exitCode, /Can't listen/.test(err)], [1, true])
      // SQLite leaves its log next to a file that was not closed.
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(folder)), ["a.db", "a.db-lock"])
      const { url } = yield* startListening([...open, ...store])
      assert.strictEqual((yield* create(url, "a")).status, 201)
    }).pipe(Effect.scoped),
  )

  it.live(
    "responds with 500 to a stored row that is invalid, and names its property there and in the log",
    () =>
      Effect.gen(function* () {
        const path = join(yield* temporary, "a.db")
        const flags = [...open, "--store", `sqlite:${path}`]
        const first = yield* startListening(flags)
        yield* create(first.url, "a")
        yield* stop(first.child)
        const database = new DatabaseSync(path)
        database.exec("UPDATE odj_connector SET last_connection_date_time = 'yesterday'")
        database.close()

        const { child, url } = yield* startListening(flags)
        const { status, text } = yield* read(url, `${collection}/hq`)
        const { code, innerError } = JSON.parse(text).error
        assert.deepStrictEqual([status, code], [500, "InternalServerError"])
        assert.include(text, "hq: lastConnectionDateTime")
        const { exitCode, err } = yield* stop(child)
        assert.strictEqual(exitCode, 0)
        assert.strictEqual(err.match(/ ERROR /g)?.length, 1)
        assert.include(err, "lastConnectionDateTime")
        assert.include(err, innerError["request-id"])
      }).pipe(Effect.scoped),
  )

  for (const isAbsolute of [true, false]) {
    it.live(
      `stores connectors in the user's data folder by default, and prints the path${isAbsolute ? "" : ", though XDG_DATA_HOME is relative"}`,
      () =>
        Effect.gen(function* () {
          const folder = yield* temporary
          const home = { HOME: folder, LOCALAPPDATA: folder, XDG_DATA_HOME: isAbsolute ? folder : "relative" }
          const child = yield* start(["--port", "0", ...open], { ODJ_DATABASE_URL: "", ...home })
          const output = yield* outputWith(child, "documentation")
          const [, place = ""] = /^odj-server listening on .*\nstore: (.*)\n/.exec(output) ?? []
          assert.isTrue(place.startsWith(folder), output)
          assert.match(place, /odj\.db$/)
          assert.isTrue((yield* Effect.promise(() => stat(place))).isFile())
        }).pipe(Effect.scoped),
    )
  }

  it.live("says that a store in memory is lost", () =>
    Effect.gen(function* () {
      const output = yield* outputWith(yield* start(["--port", "0", "--store", "memory"]), "documentation")
      assert.match(output, /\nstore: memory \(lost when the server stops\)\n/)
    }).pipe(Effect.scoped),
  )

  it.live("fails to start without its database, and does not print the password", () =>
    Effect.gen(function* () {
      // Nothing listens on port 1.
      const env = { ODJ_DATABASE_URL: "postgres://someone:secret@127.0.0.1:1/odj" }
      const { exitCode, err } = yield* ended(yield* start(["--port", "0"], env))
      assert.strictEqual(exitCode, 1)
      assert.include(err, "Can't use the database postgres://127.0.0.1:1/odj: ")
      assert.notMatch(err, /secret|someone/)
    }).pipe(Effect.scoped),
  )

  it.live("exits with 2 for an invalid store, without repeating it", () =>
    Effect.gen(function* () {
      for (const [name, args, env] of [
        ["--store", ["--store", "mysql://secret"], {}],
        ["ODJ_DATABASE_URL", [], { ODJ_DATABASE_URL: "mysql://secret" }],
      ] as const) {
        const { exitCode, err } = yield* ended(yield* start(["--port", "0", ...args], env))
        assert.strictEqual(exitCode, 2)
        assert.include(err, `${name}: Use `)
        assert.notInclude(err, "secret")
      }
    }).pipe(Effect.scoped),
  )
})
