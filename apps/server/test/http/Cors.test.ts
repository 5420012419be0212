import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { crossOrigin, isLoopbackOrigin } from "../../src/http/Cors.ts"
import type { HttpRequest } from "../../src/http/HttpMessage.ts"

const page = "https://page.test"

const request = (method: string, headers: HttpRequest["headers"]): HttpRequest => ({
  method,
  target: "/",
  scheme: "http",
  headers,
  body: undefined,
  facts: {},
})

const response = { status: 405, headers: { Vary: "Accept", Location: "/" } }

const send = (origins: ReadonlyArray<string>, method: string, headers: HttpRequest["headers"]) =>
  crossOrigin(
    (origin) => origins.includes(origin),
    () => Effect.succeed(response),
  )(request(method, headers))

const preflight = {
  origin: page,
  "access-control-request-method": "PATCH",
  "access-control-request-headers": "a, b",
}

describe("A page from another origin", () => {
  it.effect("gets no CORS headers if its origin is not configured", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* send([], "OPTIONS", preflight), response)
      assert.strictEqual(yield* send(["https://another.test"], "OPTIONS", preflight), response)
      assert.strictEqual(yield* send(["https://another.test"], "GET", { origin: page }), response)
      assert.strictEqual(yield* send([page], "GET", {}), response)
      assert.strictEqual(yield* send([page], "GET", { origin: "null" }), response)
    }),
  )

  it.effect("gets no CORS headers for a response that is only for pages of the server", () =>
    Effect.gen(function* () {
      const own = { status: 200, headers: { "Cross-Origin-Resource-Policy": "same-origin" } }
      const handle = crossOrigin(
        () => true,
        () => Effect.succeed(own),
      )
      assert.strictEqual(yield* handle(request("GET", { origin: page })), own)
    }),
  )

  it("is from this machine if its origin is a loopback address", () => {
    for (const origin of [
      "http://localhost:5173",
      "https://localhost",
      "http://127.0.0.1:3000",
      "http://[::1]:8080",
    ])
      assert.isTrue(isLoopbackOrigin(origin), origin)
    for (const origin of [
      "http://localhost.page.test",
      "http://127.0.0.1.page.test",
      "https://page.test/http://localhost",
      "http://localhost@page.test",
      "chrome-extension://localhost",
      "localhost",
      "null",
    ])
      assert.isFalse(isLoopbackOrigin(origin), origin)
  })

  it.effect("gets access if its origin is configured", () =>
    Effect.gen(function* () {
      const { status, headers } = yield* send([page], "GET", { origin: page })
      assert.strictEqual(status, 405)
      assert.strictEqual(headers["Access-Control-Allow-Origin"], page)
      assert.strictEqual(headers.Vary, "Accept, Origin")
      assert.strictEqual(headers.Location, "/")
      for (const name of ["request-id", "Repeatability-Result"])
        assert.include(headers["Access-Control-Expose-Headers"], name)
    }),
  )

  it.effect("gets a response to its preflight", () =>
    Effect.gen(function* () {
      const { status, headers } = yield* send([page], "OPTIONS", preflight)
      assert.strictEqual(status, 204)
      assert.include(headers["Access-Control-Allow-Methods"], "PATCH")
      assert.strictEqual(headers["Access-Control-Allow-Headers"], "a, b")
      assert.notProperty(headers, "Access-Control-Allow-Credentials")
    }),
  )

  it.effect("gets the usual response to an OPTIONS that is not a preflight", () =>
    Effect.map(send([page], "OPTIONS", { origin: page }), ({ status }) => assert.strictEqual(status, 405)),
  )
})
