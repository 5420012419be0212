/** The server inside another program, over real sockets: with promises, and as a layer. */
import { execFile } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { get } from "node:https"
import { createConnection } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { connect, getCACertificates, setDefaultCACertificates } from "node:tls"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { collectionPath, readPermission } from "@odj/graph-wire"
import { Effect, Layer } from "effect"
import { controlForm } from "../src/control/ControlOption.ts"
import { originForm } from "../src/http/Cors.ts"
import { hostForm } from "../src/http/OwnHosts.ts"
import {
  type LogEntry,
  layer,
  OdjServer,
  OptionsInvalid,
  openServer,
  type RunningServer,
  SeedInvalid,
  type ServerOptions,
  SnapshotInvalid,
  StoreRefused,
  startServer,
  type TokenRequest,
} from "../src/index.ts"
import { publicUrlForm } from "../src/server/PublicUrl.ts"
import { selfSigned } from "../src/tls/Certificate.ts"
import { seed } from "./endpoint.ts"

const run = promisify(execFile)

const json = { "Content-Type": "application/json" }

type Address = Pick<RunningServer, "url">

const request = ({ url }: Address, path: string, token?: string, body?: object) =>
  fetch(`${url}/beta/${path}`, {
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body && { "Content-Type": "application/json" }),
    },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  })

const statusOf = async (...parts: Parameters<typeof request>) => (await request(...parts)).status

const create = (server: Address, token?: string) => statusOf(server, collectionPath, token, seed)

const count = async (server: Address, token?: string) =>
  (await request(server, `${collectionPath}/$count`, token)).text()

/** The error that a promise rejects with. */
const rejection = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => assert.fail("It was not rejected"),
    (error) => error,
  )

describe("startServer", () => {
  it("responds at its address to callers with one of its tokens", async () => {
    await using server = await startServer()
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.isUndefined(server.certificate)
    assert.strictEqual(await create(server), 401)
    assert.strictEqual(await create(server, await server.token()), 201)
    assert.strictEqual(await count(server, await server.token()), "1")
  })

  it("has limits that a test can lower, to try how its client handles them", async () => {
    await using server = await startServer({ auth: "none", maxBody: 1_000, maxBatch: 1_000 })
    assert.strictEqual(await create(server), 201)
    const long = { ...seed, displayName: "a".repeat(1_000) }
    assert.strictEqual(await statusOf(server, collectionPath, undefined, long), 413)
    const requests = ["1", "2", "3", "4"].map((id) => ({ id, method: "GET", url: `/${collectionPath}` }))
    const batch = await request(server, "$batch", undefined, { requests })
    const { responses } = (await batch.json()) as {
      responses: ReadonlyArray<{ status: number; headers: Record<string, string> }>
    }
    assert.deepStrictEqual(
      responses.map(({ status }) => status),
      [200, 200, 429, 429],
    )
    assert.strictEqual(responses.at(-1)?.headers["Retry-After"], "1")
  })

  it("makes tokens with the given permissions and lifetime", async () => {
    await using server = await startServer()
    const cases: ReadonlyArray<readonly [request: TokenRequest, toList: number, toCreate: number]> = [
      [{}, 200, 201],
      [{ roles: [readPermission] }, 200, 403],
      [{ scopes: [readPermission] }, 200, 403],
      [{ scopes: ["User.Read"] }, 403, 403],
      [{ roles: [] }, 403, 403],
      [{ expiresIn: 0 }, 401, 401],
    ]
    for (const [request, toList, toCreate] of cases) {
      const token = await server.token(request)
      assert.deepStrictEqual(
        [await statusOf(server, collectionPath, token), await create(server, token)],
        [toList, toCreate],
        JSON.stringify(request),
      )
    }
  })

  it("separates tenants, and deletes the connectors of all of them on reset", async () => {
    await using server = await startServer()
    const tokens = await Promise.all([randomUUID(), randomUUID()].map((tenant) => server.token({ tenant })))
    const counts = () => Promise.all(tokens.map((token) => count(server, token)))
    for (const token of [...tokens, ...tokens.slice(1)]) await create(server, token)
    assert.deepStrictEqual(await counts(), ["1", "2"])
    await server.reset()
    assert.deepStrictEqual(await counts(), ["0", "0"])
    assert.strictEqual(await create(server, tokens[0]), 201)
  })

  it("forgets on reset who is signed in and which redirect URI was used first, but no tokens", async () => {
    await using server = await startServer({ autoApprove: true })
    const token = await server.token()
    const signIn = (host: string, changes: Readonly<Record<string, string>> = {}, cookie = "") =>
      fetch(
        `${server.url}/common/oauth2/v2.0/authorize?${new URLSearchParams({
          client_id: "my-app",
          response_type: "code",
          scope: "openid",
          redirect_uri: `https://${host}/callback`,
          ...changes,
        })}`,
        { headers: { cookie }, redirect: "manual" },
      )
    const first = await signIn("first.example")
    const cookie = first.headers.get("Set-Cookie")?.split(";")[0]
    assert.strictEqual((await signIn("second.example")).status, 400)
    assert.include(
      (await signIn("first.example", { prompt: "none" }, cookie)).headers.get("Location"),
      "?code=",
    )
    await server.reset()
    assert.strictEqual((await signIn("second.example")).status, 302)
    const silent = await signIn("second.example", { prompt: "none" }, cookie)
    assert.include(silent.headers.get("Location"), "?error=login_required&")
    assert.strictEqual(await count(server, token), "0")
  })

  it("needs no token with auth none", async () => {
    await using server = await startServer({ auth: "none" })
    assert.strictEqual(await create(server), 201)
    assert.strictEqual(await create(server, "anything"), 201)
    assert.strictEqual(await count(server, await server.token()), "2")
  })

  it("serves https with tls, and has the certificate to trust", async () => {
    await using server = await startServer({ tls: true })
    assert.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/)
    assert.match(server.certificate ?? "", /^-----BEGIN CERTIFICATE-----\n/)
    assert.match(String((await rejection(fetch(server.url))).cause), /self-signed certificate/)
  })

  it("sends links that begin with the public URL, also in a batch", async () => {
    const publicUrl = "https://graph.example.test/prefix"
    await using server = await startServer({ publicUrl: `${publicUrl}/` })
    const created = await request(server, collectionPath, await server.token(), seed)
    assert.include(created.headers.get("Location"), `${publicUrl}/beta/${collectionPath}(`)
    const token = await server.token({ roles: [readPermission] })
    const requests = [
      { id: "1", method: "GET", url: `/${collectionPath}` },
      { id: "2", method: "POST", url: `/${collectionPath}`, headers: json, body: seed },
    ]
    const { responses } = Object(await (await request(server, "$batch", token, { requests })).json())
    const [list, refused] = ["1", "2"].map((id) =>
      responses.find((response: { readonly id: string }) => response.id === id),
    )
    assert.strictEqual(list.body["@odata.context"], `${publicUrl}/beta/$metadata#${collectionPath}`)
    assert.strictEqual(refused.status, 403)
    assert.include(refused.headers["WWW-Authenticate"], `authorization_uri="${publicUrl}/common/`)
  })

  it("accepts the allowed hosts", async () => {
    await using server = await startServer({ tls: true, allowedHosts: ["odj.example.test"] })
    setDefaultCACertificates([...getCACertificates("default"), server.certificate ?? ""])
    const { port } = new URL(server.url)
    const statusFor = async (host: string) => {
      const outgoing = get(`${server.url}/livez`, { headers: { host }, servername: "odj.example.test" })
      const [response] = await once(outgoing, "response")
      return response.resume().statusCode
    }
    assert.strictEqual(await statusFor(`odj.example.test:${port}`), 200)
    assert.strictEqual(await statusFor(`another.example.test:${port}`), 400)
  })

  it("rejects invalid options with every problem", async () => {
    const error = await rejection(
      startServer({
        host: "",
        port: 65_536,
        store: "sqlite:",
        publicUrl: "https://graph.example.test/beta",
        allowedHosts: ["odj", "odj:8365"],
        corsOrigins: ["https://example.test", "https://example.test/"],
        maxBody: 0.5,
        maxBatch: 0,
        maxConnections: Number.NaN,
        readTime: "0 millis",
        ...({ auth: "jwt", log: "xml", logLevel: "toString" } as object),
        idleTime: "2 hours",
        stopTime: -1,
      }),
    )
    assert.instanceOf(error, OptionsInvalid)
    const time = 'must be a time such as "50 millis", 1 millisecond to 3600 seconds'
    assert.deepStrictEqual(
      error.problems.map(({ message }) => message),
      [
        "host must be an address or a name",
        "port must be a whole number, 0 to 65535",
        "maxConnections must be a whole number, 1 to 1000000",
        `idleTime ${time}`,
        `stopTime ${time}`,
        "auth must be local or none, not jwt",
        "store must be memory or sqlite:PATH",
        "maxBody must be a whole number, 1 to 4194304",
        "maxBatch must be a whole number, 1 to 268435456",
        `readTime ${time}`,
        `publicUrl ${publicUrlForm}`,
        `allowedHosts ${hostForm}, not odj:8365`,
        `corsOrigins ${originForm}, not https://example.test/`,
        "log must be text, json or a function",
        "logLevel must be debug, info, warn or error",
      ],
    )
    assert.include(error.message, "\nmaxBatch must be")
    const open = await rejection(startServer({ auth: "none", host: "0.0.0.0" }))
    assert.include(
      open.message,
      'host must be a loopback address, not 0.0.0.0: auth "none" lets anyone do everything',
    )
  })

  it("rejects names and values of options that a program without types can give", async () => {
    const values = {
      prot: 8365,
      host: 5,
      tls: {},
      control: { token: 5 },
      heartbeats: "no",
      presets: "throttled",
      allowedHosts: "odj.example.test",
      corsOrigins: [null],
      maxBody: "5",
      readTime: null,
      publicUrl: 5,
      store: 5,
    }
    const error = await rejection(startServer(values as object))
    assert.instanceOf(error, OptionsInvalid)
    const time = 'must be a time such as "50 millis", 1 millisecond to 3600 seconds'
    assert.sameMembers(
      error.problems.map(({ message }) => message),
      [
        "Unknown option prot. Did you mean port?",
        "host must be an address or a name",
        "tls must be true, false, or { cert, key } as PEM",
        `control ${controlForm}`,
        "heartbeats must be true or false",
        "presets must be an array",
        "allowedHosts must be an array",
        `corsOrigins ${originForm}, not null`,
        "maxBody must be a whole number, 1 to 4194304",
        `readTime ${time}`,
        `publicUrl ${publicUrlForm}`,
        "store must be memory or sqlite:PATH",
      ],
    )
    const open = await rejection(openServer({ port: 8365 } as object))
    assert.match(open.message, /: Unknown option port\. Use auth, grants, autoApprove, store, /)
  })

  it("serves https with a given certificate, on a given address", async () => {
    const { cert, key } = await Effect.runPromise(selfSigned(["127.0.0.2"]))
    await using server = await startServer({ tls: { cert, key }, host: "127.0.0.2" })
    assert.match(server.url, /^https:\/\/127\.0\.0\.2:\d+$/)
    assert.strictEqual(server.certificate, cert)
    const presented = await new Promise((resolve) => {
      const socket = connect({ port: Number(new URL(server.url).port), host: "127.0.0.2", ca: cert }, () => {
        resolve(socket.authorized)
        socket.end()
      })
    })
    assert.isTrue(presented)
    const error = await rejection(startServer({ tls: { cert: "none", key } }))
    assert.match(error.message, /^Can't use the certificate and its key: /)
  })

  it("lets web pages of the given origins call it", async () => {
    const allowedBy = async ({ url }: RunningServer, origin: string) => {
      const response = await fetch(`${url}/livez`, { headers: { Origin: origin } })
      return response.headers.get("Access-Control-Allow-Origin")
    }
    await using server = await startServer({ corsOrigins: ["https://example.test"] })
    assert.strictEqual(await allowedBy(server, "https://example.test"), "https://example.test")
    assert.isNull(await allowedBy(server, "https://another.test"))
    assert.strictEqual(await allowedBy(server, "http://localhost:5173"), "http://localhost:5173")
    await using open = await startServer({ auth: "none" })
    assert.isNull(await allowedBy(open, "http://localhost:5173"))
  })

  it("logs to a function each request and the least important entries that it wants", async () => {
    const entries: Array<LogEntry> = []
    const log = (entry: LogEntry) => entries.push(entry)
    await using server = await startServer({ log })
    await create(server)
    await statusOf(server, collectionPath, await server.token())
    assert.deepStrictEqual(
      entries.map(({ level, message, status, operation }) => ({ level, message, status, operation })),
      [
        { level: "warn", message: "request", status: 401, operation: undefined },
        { level: "info", message: "request", status: 200, operation: "list" },
      ],
    )
    assert.notInclude(Object.values(entries[0] ?? {}), undefined)
    await using quieter = await startServer({ log, logLevel: "warn", auth: "none" })
    await create(quieter)
    assert.lengthOf(entries, 2)
    assert.strictEqual(await statusOf(quieter, `${collectionPath}/none`), 404)
    assert.lengthOf(entries, 3)
  })

  it("logs as text or JSON to standard error, and by default only errors", async () => {
    const index = new URL("../src/index.ts", import.meta.url).href
    const folder = mkdtempSync(join(tmpdir(), "odj-server-"))
    const path = join(folder, "odj.db")
    const logged = async (log: string | undefined) => {
      const options = { auth: "none", log, store: `sqlite:${path}`, connectors: [{ ...seed, id: "hq" }] }
      const program = `
        import { DatabaseSync } from "node:sqlite"
        import { startServer } from ${JSON.stringify(index)}
        const server = await startServer(${JSON.stringify(options)})
        const database = new DatabaseSync(${JSON.stringify(path)})
        database.exec("UPDATE odj_connector SET last_connection_date_time = 'yesterday'")
        database.close()
        for (const rest of ["/$count", "/hq"]) await fetch(server.url + "/beta/${collectionPath}" + rest)
        await server.stop()`
      const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", program])
      assert.strictEqual(stdout, "")
      return stderr.trimEnd().split("\n")
    }
    const [counted, unreadable, failed] = await logged("text")
    assert.match(counted ?? "", /^\S+ INFO {2}request method=GET /)
    assert.match(unreadable ?? "", /^\S+ ERROR ConnectorsUnreadable: /)
    assert.match(failed ?? "", /^\S+ ERROR request method=GET /)
    for (const line of await logged("json")) assert.property(JSON.parse(line), "message")
    const byDefault = await logged(undefined)
    assert.lengthOf(byDefault, 1)
    assert.match(byDefault[0] ?? "", /^\S+ ERROR ConnectorsUnreadable: /)
    rmSync(folder, { recursive: true })
  })

  it("closes connections beyond its limit", async () => {
    await using server = await startServer({ maxConnections: 1, idleTime: "9 seconds" })
    const response = await fetch(`${server.url}/livez`)
    assert.strictEqual(response.headers.get("Keep-Alive"), "timeout=9")
    const socket = createConnection({ port: Number(new URL(server.url).port), host: "127.0.0.1" })
    await once(socket, "close")
  })

  it("can be trusted together with a second https server", async () => {
    await using one = await startServer({ tls: true })
    await using two = await startServer({ tls: true })
    const certificates = [one, two].flatMap(({ certificate }) => certificate ?? [])
    setDefaultCACertificates([...getCACertificates("default"), ...certificates])
    assert.deepStrictEqual([await statusOf(one, "$metadata"), await statusOf(two, "$metadata")], [200, 200])
  })

  it("shares nothing with another server", async () => {
    await using one = await startServer()
    await using two = await startServer()
    const [tokenOfOne, tokenOfTwo] = [await one.token(), await two.token()]
    assert.strictEqual(await create(one, tokenOfOne), 201)
    assert.strictEqual(await count(two, tokenOfTwo), "0")
    assert.strictEqual(await create(two, tokenOfOne), 401)
    await two.reset()
    assert.strictEqual(await count(one, tokenOfOne), "1")
    await two.stop()
    assert.strictEqual(await count(one, tokenOfOne), "1")
  })

  it("listens on the given port, and rejects if the port is taken", async () => {
    await using server = await startServer()
    const port = Number(new URL(server.url).port)
    assert.match((await rejection(startServer({ port }))).message, /address already in use/)
    await server.stop()
    await using successor = await startServer({ port })
    assert.strictEqual(successor.url, server.url)
  })

  it("stops when it goes out of scope", async () => {
    let url: string
    {
      await using server = await startServer()
      url = server.url
      assert.strictEqual(await statusOf(server, "$metadata"), 200)
    }
    assert.match(String((await rejection(fetch(url))).cause), /ECONNREFUSED/)
  })

  it("sends delayed responses when it stops", async () => {
    const server = await startServer({ auth: "none", faults: [{ on: "create", with: { delay: "6 days" } }] })
    const created = create(server)
    while ((await count(server)) === "0") await setImmediate()
    await server.stop()
    assert.strictEqual(await created, 201)
  })

  it("stops once, however often stop is called", async () => {
    await using server = await startServer()
    const first = server.stop()
    await server.stop()
    assert.match(String((await rejection(fetch(server.url))).cause), /ECONNREFUSED/)
    await first
  })
})

describe.each(["memory", "SQLite"])("startServer with connectors in %s", (kind) => {
  const started = async (options: ServerOptions = {}) => {
    const folder = mkdtempSync(join(tmpdir(), "odj-server-"))
    const store = kind === "memory" ? "memory" : (`sqlite:${join(folder, "odj.db")}` as const)
    const server = await startServer({ store, ...options })
    return {
      server,
      store,
      async [Symbol.asyncDispose]() {
        await server.stop()
        rmSync(folder, { recursive: true })
      },
    }
  }

  it("has the seed at the start and after a reset", async () => {
    await using test = await started({ connectors: [exampleConnector, exampleConnector] })
    const token = await test.server.token()
    assert.strictEqual(await count(test.server, token), "2")
    await create(test.server, token)
    assert.strictEqual(await count(test.server, token), "3")
    await test.server.reset()
    assert.strictEqual(await count(test.server, token), "2")
  })

  it("seeds a tenant, and refuses an invalid seed", async () => {
    await using test = await started()
    const { server } = test
    const tenant = randomUUID()
    await server.seed([exampleConnector], { tenant })
    assert.strictEqual(await count(server, await server.token({ tenant })), "1")
    assert.strictEqual(await count(server, await server.token()), "0")
    const error = await rejection(
      server.seed([exampleConnector, { ...exampleConnector, lastConnectionDateTime: "now" }]),
    )
    assert.instanceOf(error, SeedInvalid)
    assert.match(error.message, /^connectors\[1\]: lastConnectionDateTime: /)
    assert.strictEqual(await count(server, await server.token()), "0")
  })

  it("restores a snapshot with its time, also on another server", async () => {
    await using one = await started({ connectors: [{ ...exampleConnector, id: "hq" }] })
    await using two = await started()
    one.server.clock.set("2026-01-31T12:00:00Z")
    const snapshot = JSON.parse(JSON.stringify(await one.server.snapshot()))
    await create(one.server, await one.server.token())
    for (const { server } of [one, two]) {
      server.clock.set("2030-01-01T00:00:00Z")
      await server.restore(snapshot)
      assert.strictEqual(server.clock.now().getUTCFullYear(), 2026)
      assert.strictEqual(await count(server, await server.token()), "1")
      const error = await rejection(server.restore({ ...snapshot, tenants: { contoso: [] } }))
      assert.instanceOf(error, SnapshotInvalid)
    }
  })

  it("keeps nothing of a request that ends after a reset", async () => {
    await using test = await started({ auth: "none" })
    const { server } = test
    await server.fail({ on: "create", with: { delay: "1 hour" } })
    const post = { method: "POST", url: `/${collectionPath}`, headers: json, body: seed }
    const requests = [
      { id: "1", ...post },
      { id: "2", ...post, dependsOn: ["1"] },
    ]
    const overtaken = request(server, "$batch", undefined, { requests })
    while (server.faults()[0]?.struck !== 1) await setImmediate()
    await server.reset()
    server.clock.advance("1 hour")
    const { responses } = Object(await (await overtaken).json())
    const [first, second] = ["1", "2"].map((id) =>
      responses.find((response: { readonly id: string }) => response.id === id),
    )
    // The first one ran before the reset, and the second one would have run after it.
    assert.deepStrictEqual([first.status, second.status], [201, 403])
    assert.include(
      JSON.stringify(second.body),
      "The connectors were reset or restored while the request was in flight",
    )
    assert.strictEqual(await count(server), "0")
  })

  it("does not start with an invalid seed", async () => {
    const error = await rejection(startServer({ connectors: "missing.json" }))
    assert.strictEqual(error.message, "missing.json: Can't be read: no such file or directory")
  })
})

describe("startServer with a SQLite file", () => {
  it("keeps connectors for the next start, and refuses a file that a server uses", async () => {
    const folder = mkdtempSync(join(tmpdir(), "odj-server-"))
    const path = join(folder, "odj.db")
    const store = `sqlite:${path}` as const
    {
      await using server = await startServer({ store, auth: "none" })
      await create(server)
      const error = await rejection(startServer({ store }))
      assert.instanceOf(error, StoreRefused)
      assert.strictEqual(error.message, `Can't use the database ${path}: another process is using it`)
    }
    await using server = await startServer({
      store,
      auth: "none",
      connectors: [exampleConnector, exampleConnector],
    })
    assert.strictEqual(await count(server), "1")
    await server.reset()
    assert.strictEqual(await count(server), "2")
    await server.stop()
    rmSync(folder, { recursive: true })
  })
})

describe("The layer", () => {
  it.live("has controls that fail with what is wrong", () =>
    Effect.gen(function* () {
      const server = yield* OdjServer
      yield* server.seed([{ ...exampleConnector, id: "hq" }])
      const snapshot = yield* server.snapshot
      const taken = yield* Effect.flip(server.seed([{ ...exampleConnector, id: "hq" }]))
      assert.strictEqual(taken._tag, "SeedInvalid")
      const invalid = yield* Effect.flip(server.restore({ ...snapshot, time: "" }))
      assert.strictEqual(invalid._tag, "SnapshotInvalid")
      yield* server.restore(snapshot)
      assert.deepStrictEqual((yield* server.snapshot).tenants, snapshot.tenants)
    }).pipe(Effect.provide(layer())),
  )

  it.live("provides a server that runs as long as it is in use", () =>
    Effect.gen(function* () {
      const url = yield* Effect.gen(function* () {
        const server = yield* OdjServer
        const token = yield* server.token()
        assert.strictEqual(yield* Effect.promise(() => create(server, token)), 201)
        yield* server.reset
        assert.strictEqual(yield* Effect.promise(() => count(server, token)), "0")
        return server.url
      }).pipe(Effect.provide(layer()))
      assert.match(String((yield* Effect.promise(() => rejection(fetch(url)))).cause), /ECONNREFUSED/)
    }),
  )

  it.live("fails with ListenFailed if the port is taken", () =>
    Effect.gen(function* () {
      const { url } = yield* OdjServer
      const failure = yield* Effect.flip(Layer.build(layer({ port: Number(new URL(url).port) })))
      assert.strictEqual(failure._tag, "ListenFailed")
    }).pipe(Effect.scoped, Effect.provide(layer({ auth: "none" }))),
  )
})
