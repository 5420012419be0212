/** The server inside another program, over real sockets: with promises, and as a layer. */
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { get } from "node:https"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import { collectionPath, readPermission } from "@odj/graph-wire"
import { Effect, Layer } from "effect"
import { originForm } from "../src/http/Cors.ts"
import { hostForm } from "../src/http/OwnHosts.ts"
import {
  layer,
  OdjServer,
  OptionsInvalid,
  type RunningServer,
  startServer,
  type TokenRequest,
} from "../src/index.ts"
import { publicUrlForm } from "../src/server/PublicUrl.ts"
import { seed } from "./endpoint.ts"

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
        auth: "none",
        host: "0.0.0.0",
        port: 65_536,
        store: "sqlite:",
        publicUrl: "https://graph.example.test/beta",
        allowedHosts: ["odj", "odj:8365"],
        corsOrigins: ["https://example.test", "https://example.test/"],
        maxBody: 0.5,
        maxBatch: 0,
        maxConnections: Number.NaN,
        readTime: "0 millis",
        idleTime: "2 hours",
        stopTime: -1,
      }),
    )
    assert.instanceOf(error, OptionsInvalid)
    const time = 'must be a time such as "50 millis", 1 millisecond to 3600 seconds'
    assert.deepStrictEqual(
      error.problems.map(({ message }) => message),
      [
        'host must be a loopback address, not 0.0.0.0: auth "none" lets anyone do everything',
        "port must be a whole number, 0 to 65535",
        "maxConnections must be a whole number, 1 to 1000000",
        `idleTime ${time}`,
        `stopTime ${time}`,
        "store must be memory or sqlite:PATH",
        "maxBody must be a whole number, 1 to 4194304",
        "maxBatch must be a whole number, 1 to 268435456",
        `readTime ${time}`,
        `publicUrl ${publicUrlForm}`,
        `allowedHosts ${hostForm}, not odj:8365`,
        `corsOrigins ${originForm}, not https://example.test/`,
      ],
    )
    assert.include(error.message, "; maxBatch must be")
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

  it("stops once, however often stop is called", async () => {
    await using server = await startServer()
    const first = server.stop()
    await server.stop()
    assert.match(String((await rejection(fetch(server.url))).cause), /ECONNREFUSED/)
    await first
  })
})

describe("The layer", () => {
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
