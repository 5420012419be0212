/** Requests that pass the layer of faults. */
import { validateHeaderName, validateHeaderValue } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { readPermission } from "@odj/graph-wire"
import { Deferred, Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { make as makeClock } from "../../src/clock/ServerClock.ts"
import { GraphFault, IssuerFault, TokenFault } from "../../src/faults/Fault.ts"
import { makeFaults } from "../../src/faults/Faults.ts"
import type { Handle, HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"
import { collection } from "../endpoint.ts"
import { failingServer, type Sent, statusOf } from "./failingServer.ts"

const unavailable = { status: 503 }

const ofTheOperations: ReadonlyArray<readonly [operation: string, sent: Sent]> = [
  ["create", { method: "POST", body: {} }],
  ["list", {}],
  ["list", { method: "HEAD" }],
  ["count", { target: `${collection}/$count` }],
  ["get", { target: `${collection}/7` }],
  ["update", { method: "PATCH", target: `${collection}('7')`, body: {} }],
  ["delete", { method: "DELETE", target: `${collection}/7` }],
]

/** The response to a client that leaves when the response is delayed. */
const untilDelayed = (responding: Effect.Effect<HttpResponse>) =>
  Effect.gen(function* () {
    const response = yield* Deferred.make<HttpResponse>()
    const handled = Effect.tap(responding, (content) => Deferred.succeed(response, content))
    const fiber = yield* Effect.forkChild(Effect.uninterruptible(handled))
    yield* Effect.yieldNow
    yield* Fiber.interrupt(fiber)
    return yield* Deferred.await(response)
  })

describe("Faults", () => {
  it.effect("strike the six operations on connectors, and nothing else, if they have no on", () =>
    Effect.gen(function* () {
      const { send } = yield* failingServer([{ with: { status: 418 } }], "none")
      for (const [, sent] of ofTheOperations) assert.strictEqual((yield* send(sent)).status, 418)
      const others: ReadonlyArray<Sent> = [
        { target: "/beta/$metadata" },
        { method: "POST", target: "/beta/$batch", body: { requests: [] } },
        { method: "PUT" },
        { target: "/beta/me" },
        { target: "/livez" },
        { target: "/common/v2.0/.well-known/openid-configuration" },
        { target: "*" },
      ]
      for (const sent of others) assert.notStrictEqual((yield* send(sent)).status, 418, sent.target)
    }),
  )

  it.effect("strike the operations that they name", () =>
    Effect.gen(function* () {
      for (const [operation] of ofTheOperations) {
        const { send } = yield* failingServer([{ on: operation as "get", with: { status: 418 } }])
        for (const [other, sent] of ofTheOperations) {
          const { status } = yield* send(sent)
          assert.strictEqual(status === 418, other === operation, `${operation}, ${other}`)
        }
      }
      const { send } = yield* failingServer([{ on: ["batch", "metadata"], with: { status: 418 } }])
      assert.strictEqual((yield* send({ target: "/beta/$metadata" })).status, 418)
      assert.strictEqual((yield* send({ method: "POST", target: "/beta/$batch" })).status, 418)
      assert.strictEqual((yield* send()).status, 200)
    }),
  )

  it.effect("strike an operation whatever the address of its request, also in a batch", () =>
    Effect.gen(function* () {
      const { send, faults } = yield* failingServer([
        { on: ["list", "serviceDocument"], with: { status: 418 } },
      ])
      const path = collection.replace("/beta", "")
      const cast = "microsoft.graph.deviceManagementDomainJoinConnector"
      for (const target of [`/BETA${path}`, path, `${collection}/${cast}`, "/Beta/"])
        assert.strictEqual((yield* send({ target })).status, 418, target)
      const urls = [
        path,
        `/Beta${path}`,
        `http://127.0.0.1:8365/beta${path}?$top=1`,
        "/beta",
        "https://other.example/beta",
      ]
      const batch = yield* send({
        method: "POST",
        target: "/Beta/$batch",
        body: { requests: urls.map((url, index) => ({ id: `${index}`, method: "GET", url })) },
      })
      assert.deepStrictEqual(
        JSON.parse(batch.body ?? "").responses.map(({ status }: HttpResponse) => status),
        [418, 418, 418, 418, 400],
      )
      assert.deepInclude(faults()[0], { matched: 8, struck: 8 })
    }),
  )

  it.effect("strike only requests with a valid token, with or without permissions", () =>
    Effect.gen(function* () {
      const { send, token, faults } = yield* failingServer([{ with: unavailable }], "local")
      assert.strictEqual((yield* send()).status, 401)
      assert.strictEqual((yield* send({ headers: yield* token({ expiresIn: 0 }) })).status, 401)
      assert.deepInclude(faults()[0], { matched: 0, struck: 0 })
      const reader = yield* token({ roles: [readPermission] })
      assert.strictEqual(
        (yield* send({ method: "DELETE", target: `${collection}/7`, headers: reader })).status,
        503,
      )
    }),
  )

  it.effect("strike the caller that they name", () =>
    Effect.gen(function* () {
      const appId = "a0000000-0000-4000-8000-000000000001"
      const { send, token } = yield* failingServer(
        [{ when: { application: appId }, with: unavailable }],
        "local",
      )
      assert.strictEqual((yield* send({ headers: yield* token({ appId }) })).status, 503)
      assert.strictEqual((yield* send({ headers: yield* token() })).status, 200)
    }),
  )

  it.effect("do nothing to a request if there are none", () =>
    Effect.gen(function* () {
      const { add, remove, around } = makeFaults(yield* makeClock, [])
      const responding = Effect.succeed({ status: 200, headers: {} })
      const handle: Handle = () => responding
      const authenticate = () => assert.fail("It was authenticated")
      const layered = around({ authenticate, signInAddress: () => "" }, undefined)(handle)
      const request: HttpRequest = {
        method: "GET",
        target: collection,
        headers: {},
        body: undefined,
        scheme: "http",
        facts: {},
      }
      assert.strictEqual(layered(request), responding)
      add([{ on: "connection", with: "reset" }])
      assert.strictEqual(layered(request), responding)
      add([{ with: "reset" }])
      assert.notStrictEqual(layered(request), responding)
      remove()
      assert.strictEqual(layered(request), responding)
    }),
  )

  it.effect("are removed one by one, or all, but not by an id that is missing", () =>
    Effect.gen(function* () {
      const { faults, fail, disarm } = yield* failingServer([{ with: unavailable }, { with: unavailable }])
      const ids = () => faults().map(({ id }) => id)
      const missing: string | undefined = undefined
      yield* disarm(missing as unknown as string)
      yield* disarm("9")
      assert.deepStrictEqual(ids(), ["1", "2"])
      yield* disarm("1")
      assert.deepStrictEqual(ids(), ["2"])
      yield* fail({ with: "reset" })
      yield* disarm()
      assert.deepStrictEqual(ids(), [])
    }),
  )

  it.effect("count what they match and what they strike, and are named in the facts of the request", () =>
    Effect.gen(function* () {
      const { send, faults, struck, fail, disarm, reset } = yield* failingServer([
        { name: "second list", on: "list", nth: 2, with: unavailable },
        { on: "list", with: { delay: 0 } },
      ])
      yield* send()
      assert.deepStrictEqual(struck(), ["2"])
      yield* send()
      assert.deepStrictEqual(struck(), ["second list", "2"])
      const counts = () => faults().map(({ id, matched, struck }) => [id, matched, struck])
      assert.deepStrictEqual(counts(), [
        ["1", 2, 1],
        ["2", 2, 2],
      ])
      const added = yield* fail({ on: "get", with: "reset" })
      assert.deepStrictEqual(added, [{ id: "3", fault: { on: "get", with: "reset" }, matched: 0, struck: 0 }])
      yield* disarm("1")
      assert.deepStrictEqual(counts(), [
        ["2", 2, 2],
        ["3", 0, 0],
      ])
      yield* reset
      assert.deepStrictEqual(counts(), [
        ["1", 0, 0],
        ["2", 0, 0],
      ])
      assert.deepStrictEqual((yield* send()).status, 200)
      assert.strictEqual((yield* send()).status, 503)
    }),
  )

  it.effect("decide in their order, and one that does not decide keeps its times", () =>
    Effect.gen(function* () {
      const { send, faults } = yield* failingServer([
        { on: "list", times: 1, with: { status: 500 } },
        { on: "list", times: 2, with: { status: 502 } },
        { on: "list", nth: 2, with: { status: 503 } },
      ])
      const statuses = yield* Effect.forEach([1, 2, 3, 4], () => Effect.map(send(), statusOf))
      assert.deepStrictEqual(statuses, [500, 502, 502, 200])
      assert.deepStrictEqual(
        faults().map(({ matched, struck }) => [matched, struck]),
        [
          [4, 1],
          [4, 2],
          [4, 0],
        ],
      )
    }),
  )

  it.effect("choose their requests independently of each other, unless they have the same seed", () =>
    Effect.gen(function* () {
      const chosen = (seed?: number) =>
        Effect.gen(function* () {
          const shared = seed === undefined ? {} : { seed }
          const { send } = yield* failingServer([
            { on: "list", rate: 0.2, ...shared, with: { status: 503 } },
            { on: "list", rate: 0.2, ...shared, with: { status: 429 } },
          ])
          const statuses = yield* Effect.forEach(Array(200), () => Effect.map(send(), statusOf))
          return [503, 429].map((status) => statuses.filter((other) => other === status).length)
        })
      const [first = 0, second = 0] = yield* chosen()
      assert.approximately(first, 40, 20)
      assert.approximately(second, 32, 20)
      assert.deepStrictEqual((yield* chosen(7))[1], 0)
    }),
  )

  it.effect("delay a response, after the request has run; delays add up", () =>
    Effect.gen(function* () {
      const { create, count } = yield* failingServer([
        { on: "create", with: { delay: "2 seconds" } },
        { on: "create", with: { status: 504, after: "commit", delay: 500 } },
        { on: "create", with: { status: 503, delay: "1 hour" } },
        { on: "create", with: { delay: "1 second" } },
      ])
      const fiber = yield* Effect.forkChild(create())
      yield* TestClock.adjust(3_499)
      assert.strictEqual(yield* count, 1)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.strictEqual((yield* Fiber.join(fiber)).status, 504)
    }),
  )

  it.effect("end a delay when the clock is moved, or when the client leaves", () =>
    Effect.gen(function* () {
      const { send, clock } = yield* failingServer([{ on: "list", with: { delay: "6 days" } }])
      const moved = yield* Effect.forkChild(send())
      yield* Effect.yieldNow
      clock.advance("6 days")
      assert.strictEqual((yield* Fiber.join(moved)).status, 200)
      assert.strictEqual((yield* untilDelayed(send())).status, 200)
    }),
  )

  it.effect.prop(
    "of any kind make no request die, and the same requests get the same responses",
    [Schema.Array(Schema.Union([GraphFault, IssuerFault, TokenFault])).check(Schema.isMaxLength(4))],
    ([faults]) =>
      Effect.gen(function* () {
        const sent: ReadonlyArray<Sent> = [
          ...ofTheOperations.map(([, sent]) => sent),
          { method: "POST", body: "{" },
          { method: "POST", target: "/common/oauth2/v2.0/token" },
          { target: "/beta/$metadata" },
        ]
        const outcomes = Effect.gen(function* () {
          const { send, token } = yield* failingServer(faults, "local")
          const headers = yield* token()
          return yield* Effect.forEach(sent, (each) =>
            Effect.map(untilDelayed(send({ ...each, headers })), ({ status, breaks, headers }) => {
              for (const [name, value] of Object.entries(headers)) {
                validateHeaderName(name)
                validateHeaderValue(name, value)
              }
              return [status, breaks]
            }),
          )
        })
        assert.deepStrictEqual(yield* outcomes, yield* outcomes)
      }),
  )
})
