import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { TestConsole } from "effect/testing"
import type { HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"
import * as Log from "../../src/observe/Log.ts"
import { logged } from "../../src/observe/RequestLog.ts"

const request: HttpRequest = {
  method: "POST",
  target:
    "/beta/deviceManagement/domainJoinConnectors?$filter=secret&%24top=secret&access_token=secret&secret",
  scheme: "https",
  headers: { authorization: "Bearer secret", "user-agent": "secret" },
  body: Buffer.from("secret"),
  connection: { address: "192.0.2.7", httpVersion: "1.1", hasEnded: () => false },
  facts: {},
}

const response = (status: number, clientRequestId = "8"): HttpResponse => ({
  status,
  headers: { "request-id": "7", "client-request-id": clientRequestId },
  body: "secret",
})

const lines = Effect.map(TestConsole.errorLines, (lines) => lines.map(String))

const entries = Effect.map(lines, (lines) => lines.map((line) => JSON.parse(line)))

const json = Effect.provide(Log.layer({ format: "json", level: "Debug" }))

const levelOf = Effect.fnUntraced(function* (status: number, target = "/") {
  yield* logged(() => Effect.succeed(response(status)))({ ...request, target })
  return (yield* entries).at(-1).level
}, json)

describe("The log of requests", () => {
  it.effect("has a line for each request, with its facts and nothing that could be a secret", () =>
    Effect.gen(function* () {
      const handled = yield* logged(({ facts }) => {
        Object.assign(facts, { operation: "create", tenant: "t", application: "a\nb", connector: "c" })
        return Effect.succeed(response(201))
      })({ ...request, facts: {} })
      const [line, ...others] = yield* lines
      assert.strictEqual(handled.status, 201)
      assert.lengthOf(others, 0)
      assert.notInclude(line, "secret")
      assert.notInclude(line, "\n")
      const { milliseconds, ...entry } = JSON.parse(line ?? "")
      assert.isNumber(milliseconds)
      assert.deepStrictEqual(entry, {
        time: "1970-01-01T00:00:00.000Z",
        level: "info",
        message: "request",
        method: "POST",
        path: "/beta/deviceManagement/domainJoinConnectors",
        options: ["$filter", "$top", "other", "other"],
        status: 201,
        requestId: "7",
        clientRequestId: "8",
        operation: "create",
        tenant: "t",
        application: "a\nb",
        connector: "c",
        client: "192.0.2.7",
      })
    }).pipe(json),
  )

  it.effect("leaves out the client's request id if the client sent none", () =>
    Effect.gen(function* () {
      yield* logged(() => Effect.succeed(response(200, "7")))(request)
      assert.notProperty((yield* entries)[0], "clientRequestId")
    }).pipe(json),
  )

  it.effect("has only the path of a target that is a whole URL", () =>
    Effect.gen(function* () {
      yield* logged(() => Effect.succeed(response(400)))({ ...request, target: "http://u:secret@h/p?secret" })
      assert.strictEqual((yield* entries)[0].path, "/p")
    }).pipe(json),
  )

  it.effect(
    "gives failures of the server the level error, refusals warn, and probes and automatic requests debug",
    () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* levelOf(200), "info")
        assert.strictEqual(yield* levelOf(404), "warn")
        assert.strictEqual(yield* levelOf(500), "error")
        assert.strictEqual(yield* levelOf(200, "/livez"), "debug")
        assert.strictEqual(yield* levelOf(405, "/livez"), "warn")
        assert.strictEqual(yield* levelOf(503, "/readyz"), "warn")
        assert.strictEqual(yield* levelOf(404, "/favicon.ico"), "debug")
        assert.strictEqual(yield* levelOf(404, "/robots.txt?a"), "debug")
        assert.strictEqual(yield* levelOf(400, "/favicon.ico"), "warn")
      }),
  )

  it.effect("shows that the client has left, before its response or before the end of its request", () =>
    Effect.gen(function* () {
      const hasEnded = () => true
      const left = { ...request, connection: { address: undefined, httpVersion: "1.1", hasEnded } }
      const started = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        logged(() => Effect.andThen(Deferred.succeed(started, undefined), Effect.never))(left),
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      yield* logged(() => Effect.succeed(response(201)))(left)
      const shown = (yield* entries).map(({ status, clientLeft, level }) => [status, clientLeft, level])
      assert.deepStrictEqual(shown, [
        [499, true, "info"],
        [201, true, "info"],
      ])
    }).pipe(json),
  )

  it.effect("shows how a connection broke, and a status only if the client got one", () =>
    Effect.gen(function* () {
      for (const breaks of ["reset", "close", "noResponse", "cutBody", "wrongLength"] as const)
        yield* logged(() => Effect.succeed({ ...response(503), breaks }))(request)
      yield* logged(() => Effect.succeed({ status: 204, headers: {}, breaks: "cutBody" }))(request)
      const shown = (yield* entries).map(({ status, connection, level }) => [connection, status, level])
      assert.deepStrictEqual(shown, [
        ["reset", undefined, "warn"],
        ["close", undefined, "warn"],
        ["noResponse", undefined, "warn"],
        ["cutBody", 503, "error"],
        ["wrongLength", 503, "error"],
        ["reset", undefined, "warn"],
      ])
    }).pipe(json),
  )

  it.effect("has a line for a request whose handler has a defect", () =>
    Effect.gen(function* () {
      yield* Effect.exit(logged(() => Effect.die("defect"))(request))
      assert.strictEqual((yield* entries)[0].status, 500)
    }).pipe(json),
  )
})
