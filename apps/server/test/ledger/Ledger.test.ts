/** What the ledger has, in which order, and how much of it. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { makeServicePages } from "../../src/docs/ServicePages.ts"
import { makeKept } from "../../src/graph/Tenants.ts"
import type { HttpResponse, Wrap } from "../../src/http/HttpMessage.ts"
import type { LedgerLimits } from "../../src/ledger/Ledger.ts"
import type { RecordedRequest } from "../../src/ledger/RecordedRequest.ts"
import { collection, jsonOf, seed } from "../endpoint.ts"
import { create, entity, recordedServer, requestOf, withKey } from "./recordedServer.ts"

const make = (failing?: Wrap, limits?: LedgerLimits) =>
  Effect.flatMap(makeKept(MemoryConnectorStore.make), (tenants) => recordedServer(tenants, failing, limits))

const get = { method: "GET" }

/** Breaks the connection instead of the response, after the request ran. */
const breaking =
  (breaks: HttpResponse["breaks"]): Wrap =>
  (handle) =>
  (request) =>
    Effect.map(handle(request), (response) => ({ ...response, breaks }))

const connected = { address: "127.0.0.1", httpVersion: "1.1" }

describe("The ledger", () => {
  it.effect("has a request with everything that is known about it", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      yield* TestClock.setTime(Date.UTC(2026, 0, 31))
      const sent = create(
        { id: "hq" },
        { ...withKey("k"), "Client-Request-Id": "mine", "client-request-id": "mine" },
      )
      const response = yield* send({ ...sent, target: `${collection}?$select=id` })
      const [recorded, ...others] = requests()
      assert.lengthOf(others, 0)
      const { headers, response: got, ...rest } = recorded as RecordedRequest
      assert.deepStrictEqual(rest, {
        number: 1,
        time: "2026-01-31T00:00:00.000Z",
        milliseconds: 0,
        method: "POST",
        path: collection,
        query: "$select=id",
        operation: "create",
        outcome: "response",
        status: 201,
        committed: true,
        connector: "hq",
        idempotencyKey: '"k"',
        requestId: response.headers["request-id"],
        clientRequestId: "mine",
        caller: { tenant: defaultTenant },
        body: { ...seed, id: "hq" },
        bodyLength: Buffer.byteLength(JSON.stringify({ ...seed, id: "hq" })),
      })
      assert.strictEqual(headers["content-type"], "application/json")
      assert.include(got?.headers["content-type"], "application/json")
      assert.deepStrictEqual(got?.body, jsonOf(response))
      assert.strictEqual(got?.bodyLength, response.body?.length)
    }),
  )

  it.effect("has the JSON of a body after a byte order mark", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      yield* send({ body: `\uFEFF${JSON.stringify(seed)}` })
      assert.deepStrictEqual(requests()[0]?.body, seed)
    }),
  )

  it.effect("has requests that are refused, and each request of a batch after the batch", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      yield* send({ ...get, target: "/unknown" })
      yield* send({ ...get, target: `/${"a".repeat(20_000)}` })
      yield* send({ method: "PUT" })
      const url = collection.replace("/beta", "")
      const batch = yield* send({
        target: "/beta/$batch",
        body: {
          requests: [
            { id: "1", method: "GET", url: `${url}?$top=1` },
            {
              id: "2",
              method: "PATCH",
              url: `${url}/7`,
              headers: { "content-type": "application/json" },
              body: {},
            },
          ],
        },
      })
      const shown = requests().map(({ number, method, operation, status }) => [
        number,
        method,
        operation,
        status,
      ])
      assert.deepStrictEqual(shown, [
        [1, "GET", undefined, 404],
        [2, "GET", undefined, 414],
        [3, "PUT", undefined, 405],
        [4, "POST", "batch", 200],
        [5, "PATCH", "update", 404],
        [6, "GET", "list", 200],
      ])
      const [, , , whole, update, list] = requests()
      assert.strictEqual(whole?.requestId, batch.headers["request-id"])
      assert.deepStrictEqual(
        [whole?.batch, list?.batch, update?.batch],
        [undefined, whole?.requestId, whole?.requestId],
      )
      assert.strictEqual(list?.query, "$top=1")
      assert.deepStrictEqual(update?.body, {})
      assert.strictEqual(update?.connector, "7")
      assert.deepStrictEqual(update?.caller, { tenant: defaultTenant })
    }),
  )

  it.effect("has the operation of a request whatever its address, and no request to another server", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      const url = collection.replace("/beta", "")
      const urls = [`/BETA${url}`, `http://localhost:8365/beta${url}('7')`, "https://other.example/beta"]
      yield* send({
        target: "/Beta/$batch",
        body: { requests: urls.map((url, index) => ({ id: `${index}`, method: "GET", url })) },
      })
      yield* send({ ...get, target: "/Beta/deviceManagement" })
      assert.deepStrictEqual(
        requests().map(({ path, operation, connector }) => [path, operation, connector]),
        [
          ["/Beta/$batch", "batch", undefined],
          [`/BETA${url}`, "list", undefined],
          [`/beta${url}('7')`, "get", "7"],
          ["/Beta/deviceManagement", "singleton", undefined],
        ],
      )
    }),
  )

  it.effect("does not have health probes and pages", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      const pages = ["/", "/livez", "/readyz", "/openapi.json", "/docs", "/favicon.ico", "/robots.txt"]
      const page = makeServicePages(Effect.succeed("ok"), { isNeeded: false })
      for (const path of pages) {
        assert.isDefined(page(requestOf(get), { path, query: "", origin: "" }), path)
        yield* send({ ...get, target: `${path}?a` })
      }
      assert.lengthOf(requests(), 0)
      yield* send({ ...get, target: "/livezx" })
      assert.lengthOf(requests(), 1)
    }),
  )

  it.effect("does not have the console and its files", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      for (const target of ["/", "/console/script.js", "/console/style.css", "/console/settings.json"])
        yield* send({ ...get, target })
      assert.lengthOf(requests(), 0)
      yield* send({ ...get, target: "/consoles" })
      assert.lengthOf(requests(), 1)
    }),
  )

  it.effect("has requests in flight, in the order of their arrival", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { send, requests } = yield* make(
        (handle) => (request) =>
          request.method === "POST" ? Effect.andThen(Deferred.await(gate), handle(request)) : handle(request),
      )
      const creating = yield* Effect.forkChild(send(create()), { startImmediately: true })
      yield* send(get)
      const outcomes = () => requests().map(({ number, outcome, status }) => [number, outcome, status])
      assert.deepStrictEqual(outcomes(), [
        [1, "inFlight", undefined],
        [2, "response", 200],
      ])
      assert.notProperty(requests()[0], "milliseconds")
      yield* TestClock.adjust("2 seconds")
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(creating)
      assert.deepStrictEqual(outcomes(), [
        [1, "response", 201],
        [2, "response", 200],
      ])
      assert.strictEqual(requests()[0]?.milliseconds, 2_000)
    }),
  )

  it.effect("has the time of the clock that a test moves", () =>
    Effect.gen(function* () {
      const { send, requests, clock } = yield* make()
      yield* send(get)
      clock.advance("6 days")
      yield* send(get)
      assert.deepStrictEqual(
        requests().map(({ time }) => time),
        ["1970-01-01T00:00:00.000Z", "1970-01-07T00:00:00.000Z"],
      )
    }),
  )

  it.effect("says how a connection broke, with the part of the response that the client got", () =>
    Effect.gen(function* () {
      for (const [breaks, status] of [
        ["reset", undefined],
        ["close", undefined],
        ["noResponse", undefined],
        ["cutBody", 201],
        ["wrongLength", 201],
      ] as const) {
        const { send, requests } = yield* make(breaking(breaks))
        yield* send(create())
        const [recorded] = requests()
        assert.deepInclude(recorded, { outcome: breaks, committed: true })
        assert.strictEqual(recorded?.status, status)
        assert.strictEqual(recorded?.response?.bodyLength !== undefined, status !== undefined)
      }
    }),
  )

  it.effect(
    "has no status of a response without a body that was to be cut, because the client got nothing",
    () =>
      Effect.gen(function* () {
        const { send, requests } = yield* make(breaking("cutBody"))
        yield* send({ ...get, method: "HEAD" })
        assert.strictEqual(requests()[0]?.outcome, "reset")
        assert.notProperty(requests()[0], "status")
      }),
  )

  it.effect("says that a client left before its response, but not that a broken connection has ended", () =>
    Effect.gen(function* () {
      const connection = { ...connected, hasEnded: () => true }
      const plain = yield* make()
      yield* plain.send({ ...get, connection })
      assert.deepInclude(plain.requests()[0], { outcome: "clientLeft" })
      assert.notProperty(plain.requests()[0], "status")
      assert.notProperty(plain.requests()[0], "response")
      const broken = yield* make(breaking("noResponse"))
      yield* broken.send({ ...get, connection })
      assert.strictEqual(broken.requests()[0]?.outcome, "noResponse")
      const interrupted = yield* make(() => () => Effect.interrupt)
      yield* Effect.exit(interrupted.send(get))
      assert.strictEqual(interrupted.requests()[0]?.outcome, "clientLeft")
    }),
  )

  it.effect("has the response of a fault, its name, and what the fault hid", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make((handle) => (request) => {
        request.facts.faults = ["hidden", "2"]
        return Effect.as(handle(request), { status: 504, headers: { "Retry-After": "2" } })
      })
      yield* send(create({ id: "hq" }))
      assert.deepInclude(requests()[0], {
        status: 504,
        committed: true,
        connector: "hq",
        faults: ["hidden", "2"],
      })
      assert.deepStrictEqual(requests()[0]?.response, { headers: { "retry-after": "2" } })
      assert.lengthOf(requests({ fault: "hidden" }), 1)
      assert.lengthOf(requests({ fault: "1" }), 0)
    }),
  )

  it.effect("returns the requests that equal every given value", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      const { id } = jsonOf(yield* send(create()))
      yield* send(create({ state: "unknown" }))
      yield* send(entity("DELETE", id))
      yield* send(get)
      const numbers = (query: Parameters<typeof requests>[0]) => requests(query).map(({ number }) => number)
      assert.deepStrictEqual(numbers({}), [1, 2, 3, 4])
      assert.deepStrictEqual(numbers({ operation: undefined, status: undefined }), [1, 2, 3, 4])
      assert.deepStrictEqual(numbers({ operation: "create" }), [1, 2])
      assert.deepStrictEqual(numbers({ operation: "create", committed: true }), [1])
      assert.deepStrictEqual(numbers({ committed: false }), [2, 4])
      assert.deepStrictEqual(numbers({ status: 400 }), [2])
      assert.deepStrictEqual(numbers({ method: "DELETE" }), [3])
      assert.deepStrictEqual(numbers({ connector: id.toUpperCase() }), [1, 3])
      assert.deepStrictEqual(numbers({ tenant: defaultTenant.toUpperCase() }), [1, 2, 3, 4])
      assert.deepStrictEqual(numbers({ application: "other" }), [])
    }),
  )

  it.effect("can't be changed by what it returns", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make((handle) => (request) => {
        request.facts.faults = ["a"]
        return handle(request)
      })
      const body = { requests: [{ id: "1", method: "POST", url: "/", body: { nested: { list: [1] } } }] }
      yield* send({ target: "/beta/$batch", body })
      const before = JSON.stringify(requests())
      const empty = (value: unknown): void => {
        if (typeof value !== "object" || value === null) return
        for (const part of Object.values(value)) empty(part)
        if (Array.isArray(value)) value.length = 0
        else for (const name of Object.keys(value)) Reflect.deleteProperty(value, name)
      }
      empty(requests())
      assert.strictEqual(JSON.stringify(requests()), before)
      assert.lengthOf(requests(), 2)
    }),
  )

  it.effect("is plain JSON, and equals an array of its requests", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      yield* send(create())
      yield* send({ ...get, target: "/unknown" })
      assert.deepStrictEqual<unknown>(requests(), JSON.parse(JSON.stringify(requests())))
      assert.strictEqual(requests().dropped, 0)
    }),
  )

  it.effect("drops the oldest requests beyond its limit, and counts them", () =>
    Effect.gen(function* () {
      const { send, requests, clear } = yield* make(undefined, { requests: 3, bytes: 1e9 })
      for (let count = 0; count < 5; count++) yield* send(get)
      assert.deepStrictEqual(
        requests().map(({ number }) => number),
        [3, 4, 5],
      )
      assert.strictEqual(requests({ status: 201 }).dropped, 2)
      clear()
      assert.deepStrictEqual([[...requests()], requests().dropped], [[], 0])
      yield* send(get)
      assert.strictEqual(requests()[0]?.number, 1)
    }),
  )

  it.effect("drops the oldest requests if they are too large, and always has the latest", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make(undefined, { requests: 1e9, bytes: 50_000 })
      const displayName = "a".repeat(9_000)
      for (let count = 0; count < 5; count++) yield* send(create({ displayName }))
      assert.deepStrictEqual(
        requests().map(({ number }) => number),
        [4, 5],
      )
      yield* send({ ...get, headers: { "x-large": displayName.repeat(9) } })
      assert.deepStrictEqual(
        requests().map(({ number }) => number),
        [6],
      )
    }),
  )

  it.effect("ignores the end of a request that it has dropped or forgotten", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { send, requests, clear } = yield* make(
        (handle) => (request) =>
          request.method === "POST" ? Effect.andThen(Deferred.await(gate), handle(request)) : handle(request),
        { requests: 2, bytes: 50_000 },
      )
      const large = create({ displayName: "a".repeat(40_000) })
      const forgotten = yield* Effect.forkChild(send(large), { startImmediately: true })
      clear()
      const dropped = yield* Effect.forkChild(send(large), { startImmediately: true })
      for (const _ of [1, 2]) yield* send(get)
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.joinAll([forgotten, dropped])
      yield* send({ method: "DELETE", target: `${collection}/7` })
      assert.deepStrictEqual(
        requests().map(({ number, operation }) => [number, operation]),
        [
          [3, "list"],
          [4, "delete"],
        ],
      )
    }),
  )

  it.effect("has JSON and forms as values, and other text as text", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      const form = { "content-type": "application/x-www-form-urlencoded;charset=utf-8" }
      yield* send({ body: { a: [1] } })
      yield* send({ body: "{not JSON" })
      yield* send({ headers: form, body: "client_id=a&scope=b&scope=c" })
      yield* send({ body: "" })
      assert.deepStrictEqual(
        requests().map(({ body }) => body),
        [{ a: [1] }, "{not JSON", { client_id: "a", scope: ["b", "c"] }, undefined],
      )
    }),
  )

  it.effect("has only the length of a very long body", () =>
    Effect.gen(function* () {
      const long = "a".repeat(1_048_577)
      const { send, requests } = yield* make(
        () => (request) =>
          Effect.succeed({ status: 200, headers: {}, body: request.method === "GET" ? long : "short" }),
      )
      yield* send(get)
      yield* send({ body: long })
      const lengths = requests().map(({ body, bodyLength, response }) => [
        body,
        bodyLength,
        response?.body,
        response?.bodyLength,
      ])
      assert.deepStrictEqual(lengths, [
        [undefined, undefined, undefined, long.length],
        [undefined, long.length, "short", 5],
      ])
    }),
  )

  it.effect("has no body of a response to HEAD", () =>
    Effect.gen(function* () {
      const { send, requests } = yield* make()
      yield* send({ method: "HEAD" })
      assert.deepInclude(requests()[0], { operation: "list", status: 200 })
      assert.hasAllKeys(requests()[0]?.response, ["headers"])
    }),
  )
})
