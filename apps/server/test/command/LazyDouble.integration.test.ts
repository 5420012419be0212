/** A server that becomes a test double when the first request for its control arrives. */
import { get } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Deferred, Effect, Fiber, Logger } from "effect"
import { lazyDouble } from "../../src/command/LazyDouble.ts"
import { serveDouble } from "../../src/command/ServeDouble.ts"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import * as Tenants from "../../src/graph/Tenants.ts"
import { local } from "../../src/server/Authentication.ts"
import { type Becoming, defaultServerLimits, serve } from "../../src/server/Server.ts"
import { defaults } from "./serveValues.ts"

type Store = ConnectorStore["Service"]

interface Given {
  /** Wraps the stores. */
  readonly storeOf?: (store: Store) => Store
  /** Wraps the effect that makes the double. */
  readonly making?: (make: Becoming["make"]) => Becoming["make"]
}

/** Starts a server, and returns its address and how to send it requests. */
const started = Effect.fnUntraced(function* ({
  storeOf = (store) => store,
  making = (make) => make,
}: Given = {}) {
  const kept = yield* Tenants.makeKept(MemoryConnectorStore.make)
  const tenants = {
    ...kept,
    storeOf: (tenant: string) => Effect.map(kept.storeOf(tenant), storeOf),
  }
  const keys = yield* Effect.cached(generateKeys)
  let made = 0
  const make: Becoming["make"] = Effect.andThen(
    Effect.sync(() => {
      made++
    }),
    Effect.orDie(
      serveDouble({
        values: defaults,
        tenants,
        place: "memory",
        publicUrl: undefined,
        certificate: undefined,
        hasIssuer: true,
        control: true,
      }),
    ),
  )
  const url = yield* serve({
    host: "127.0.0.1",
    port: 0,
    limits: defaultServerLimits,
    authentication: (addresses) => local(keys, addresses),
    corsOrigins: new Set(),
    observe: (handle) => handle,
    ...lazyDouble(making(make)),
  }).pipe(Effect.provideService(Tenants.Tenants, tenants))
  const send = (path: string, init?: RequestInit) =>
    Effect.promise(async () => {
      const response = await fetch(`${url}${path}`, init)
      const text = await response.text()
      return { status: response.status, headers: response.headers, text }
    })
  const token = Effect.map(
    send(`/${defaultTenant}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "a",
        client_secret: "b",
        scope: "https://graph.microsoft.com/.default",
      }),
    }),
    ({ text }) => String(JSON.parse(text).access_token),
  )
  const headers = { Authorization: `Bearer ${yield* token}`, "Content-Type": "application/json" }
  return {
    url,
    send,
    made: () => made,
    list: Effect.map(send(collection, { headers }), ({ status, text }) => [
      status,
      JSON.parse(text).value?.length,
    ]),
    create: send(collection, { method: "POST", headers, body: JSON.stringify(exampleConnector) }),
  }
})

const collection = "/beta/deviceManagement/domainJoinConnectors"

/** The status of a request on a new connection, or the code of the error. */
const statusAt = (url: string, headers: Record<string, string> = {}) =>
  Effect.promise(
    () =>
      new Promise<number | string | undefined>((resolve) => {
        get(url, { agent: false, headers }, (response) => resolve(response.resume().statusCode)).on(
          "error",
          ({ code }: NodeJS.ErrnoException) => resolve(code),
        )
      }),
  )

const json = { "Content-Type": "application/json" }

const gone = new Tenants.StoreRefused({ place: "memory", reason: "It is gone" })

const reset = { method: "POST" }

describe("A server that is no test double yet", () => {
  it.live("becomes one with the first request for its control, and records from then on", () =>
    Effect.gen(function* () {
      const { send, create, list, made } = yield* started()
      yield* create
      assert.strictEqual(made(), 0)
      const before = JSON.parse((yield* send("/_odj/requests")).text)
      assert.deepStrictEqual([made(), before.requests], [1, []])
      // The token, its key and the connector are from before.
      assert.deepStrictEqual(yield* list, [200, 1])
      const { requests } = JSON.parse((yield* send("/_odj/requests")).text)
      assert.deepStrictEqual(
        requests.map(({ number, operation }: Record<string, unknown>) => [number, operation]),
        [[1, "list"]],
      )
      assert.strictEqual((yield* send("/_odj/reset", reset)).status, 204)
      assert.deepStrictEqual(yield* list, [200, 0])
      assert.strictEqual(made(), 1)
    }),
  )

  it.live("becomes one once, for requests that arrive together", () =>
    Effect.gen(function* () {
      const { send, made } = yield* started()
      const paths = ["/_odj", "/_odj/faults", "/_odj/clock", "/_odj/requests"]
      const responses = yield* Effect.forEach(paths, (path) => send(path), { concurrency: "unbounded" })
      assert.deepStrictEqual(
        responses.map(({ status }) => status),
        [200, 200, 200, 200],
      )
      assert.strictEqual(made(), 1)
    }),
  )

  it.live("stays none for a request that its control refuses", () =>
    Effect.gen(function* () {
      const { url, send, made } = yield* started()
      const refused: ReadonlyArray<RequestInit["headers"]> = [
        { "Sec-Fetch-Site": "cross-site" },
        { "Sec-Fetch-Site": "same-site" },
        { Origin: "https://elsewhere.example" },
        { Origin: "null" },
        { Origin: "http://127.0.0.1:1" },
        { "X-Forwarded-For": "192.0.2.1" },
      ]
      for (const headers of refused) {
        const { status } = yield* send("/_odj/reset", { ...reset, headers: headers ?? {} })
        assert.deepStrictEqual([status, made()], [403, 0], JSON.stringify(headers))
      }
      // Negative control: the same request is allowed for a page of the server.
      const headers = { "Sec-Fetch-Site": "same-origin", Origin: url }
      const { status } = yield* send("/_odj/reset", { ...reset, headers })
      assert.deepStrictEqual([status, made()], [204, 1])
    }),
  )

  it.live("stays none for a request for a host that is not its own", () =>
    Effect.gen(function* () {
      const { url, made } = yield* started()
      assert.deepStrictEqual([yield* statusAt(`${url}/_odj`, { host: "rebound.example" }), made()], [400, 0])
      assert.deepStrictEqual([yield* statusAt(`${url}/_odj`, { host: "localhost" }), made()], [200, 1])
    }),
  )

  it.live("refuses the same requests, with the same responses, before and after", () =>
    Effect.gen(function* () {
      const { send, made } = yield* started()
      const bare = (text: string) => text.replace(/"innerError":\{[^}]*\}/, "")
      const responses = Effect.gen(function* () {
        const foreign = yield* send("/_odj/reset", { ...reset, headers: { "Sec-Fetch-Site": "cross-site" } })
        const document = yield* send("/openapi.json")
        return [
          [foreign.status, bare(foreign.text), foreign.headers.get("cache-control")],
          [foreign.headers.get("access-control-allow-origin"), document.status, document.text],
        ]
      })
      const before = yield* responses
      assert.strictEqual(made(), 0)
      yield* send("/_odj")
      assert.deepStrictEqual(yield* responses, before)
      assert.strictEqual(made(), 1)
    }),
  )

  it.live("accepts a first request for its control with a body that only the control accepts", () =>
    Effect.gen(function* () {
      const { send, list } = yield* started()
      const connectors = Array.from({ length: 1_000 }, () => exampleConnector)
      const body = JSON.stringify(connectors)
      assert.isAbove(body.length, defaultServerLimits.maxBody)
      const { status } = yield* send("/_odj/connectors", { method: "POST", headers: json, body })
      assert.strictEqual(status, 201)
      assert.deepStrictEqual((yield* list)[0], 200)
    }),
  )

  it.live("applies faults of connections and of the clock like any double", () =>
    Effect.gen(function* () {
      const { url, send, list } = yield* started()
      const fault = JSON.stringify({ on: "connection", times: 1, with: "reset" })
      const added = yield* send("/_odj/faults", { method: "POST", headers: json, body: fault })
      assert.strictEqual(added.status, 201)
      const outcomes = [yield* statusAt(`${url}/livez`), yield* statusAt(`${url}/livez`)]
      assert.deepStrictEqual(outcomes, ["ECONNRESET", 200])
      yield* send("/_odj/clock", { method: "PATCH", headers: json, body: '{"advance":"2 hours"}' })
      // The token was for one hour.
      assert.deepStrictEqual((yield* list)[0], 401)
    }),
  )

  it.live("waits for older requests, so that none of them changes something after a reset", () =>
    Effect.gen(function* () {
      const isReleased = yield* Deferred.make<void>()
      const hasBegun = yield* Deferred.make<void>()
      const { send, create, list } = yield* started({
        storeOf: (store) =>
          ConnectorStore.of({
            ...store,
            create: (...args) =>
              Deferred.succeed(hasBegun, undefined).pipe(
                Effect.andThen(Deferred.await(isReleased)),
                Effect.andThen(store.create(...args)),
              ),
          }),
      })
      const creating = yield* Effect.forkChild(create)
      yield* Deferred.await(hasBegun)
      const resetting = yield* Effect.forkChild(send("/_odj/reset", reset))
      // The server responds to others meanwhile, and the reset has not happened.
      assert.deepStrictEqual(yield* list, [200, 0])
      assert.isUndefined(resetting.pollUnsafe())
      yield* Deferred.succeed(isReleased, undefined)
      assert.strictEqual((yield* Fiber.join(creating)).status, 201)
      assert.strictEqual((yield* Fiber.join(resetting)).status, 204)
      assert.deepStrictEqual(yield* list, [200, 0])
    }),
  )

  it.live("says why it can't become one, and tries again with the next request", () =>
    Effect.gen(function* () {
      let isBroken = true
      const { send, create, list } = yield* started({
        making: (make) => Effect.suspend(() => (isBroken ? gone : make)),
      })
      yield* create
      const { status, text } = yield* send("/_odj/requests")
      assert.strictEqual(status, 503)
      assert.include(
        text,
        `The server can't become a test double now: ${gone.message}. The next request tries again.`,
      )
      assert.deepStrictEqual(yield* list, [200, 1])
      isBroken = false
      assert.strictEqual((yield* send("/_odj/requests")).status, 200)
      assert.deepStrictEqual(yield* list, [200, 1])
    }).pipe(Effect.provide(Logger.layer([]))),
  )

  it.live("can stop while it becomes one", () =>
    Effect.gen(function* () {
      const hasBegun = yield* Deferred.make<void>()
      const isReleased = yield* Deferred.make<void>()
      const responding = yield* Effect.scoped(
        Effect.gen(function* () {
          const { send } = yield* started({
            making: (make) =>
              Deferred.succeed(hasBegun, undefined).pipe(
                Effect.andThen(Deferred.await(isReleased)),
                Effect.andThen(make),
              ),
          })
          const responding = yield* Effect.forkDetach(send("/_odj/faults"))
          yield* Deferred.await(hasBegun)
          yield* Effect.addFinalizer(() => Deferred.succeed(isReleased, undefined))
          return responding
        }),
      )
      assert.strictEqual((yield* Fiber.join(responding)).status, 200)
    }),
  )
})
