import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { crossOrigin } from "../../src/http/Cors.ts"
import type { HttpRequest } from "../../src/http/HttpMessage.ts"

const page = "https://page.test"

const request = (method: string, headers: HttpRequest["headers"]): HttpRequest => ({
  method,
  target: "/",
  scheme: "http",
  headers,
  body: undefined,
})

const response = { status: 405, headers: { Vary: "Accept", Location: "/" } }

const send = (origins: ReadonlyArray<string>, method: string, headers: HttpRequest["headers"]) =>
  crossOrigin(new Set(origins), () => Effect.succeed(response))(request(method, headers))

const preflight = {
  origin: page,
  "access-control-request-method": "PATCH",
  "access-control-request-headers": "a, b",
}

describe("A page of another origin", () => {
  it.effect("is told nothing where its origin is not named", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* send([], "OPTIONS", preflight), response)
      assert.strictEqual(yield* send(["https://another.test"], "OPTIONS", preflight), response)
      assert.strictEqual(yield* send(["https://another.test"], "GET", { origin: page }), response)
      assert.strictEqual(yield* send([page], "GET", {}), response)
      assert.strictEqual(yield* send([page], "GET", { origin: "null" }), response)
    }),
  )

  it.effect("is let in where its origin is named", () =>
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

  it.effect("may ask first what it may send", () =>
    Effect.gen(function* () {
      const { status, headers } = yield* send([page], "OPTIONS", preflight)
      assert.strictEqual(status, 204)
      assert.include(headers["Access-Control-Allow-Methods"], "PATCH")
      assert.strictEqual(headers["Access-Control-Allow-Headers"], "a, b")
      assert.notProperty(headers, "Access-Control-Allow-Credentials")
    }),
  )

  it.effect("gets no other response to an OPTIONS that asks for nothing", () =>
    Effect.map(send([page], "OPTIONS", { origin: page }), ({ status }) => assert.strictEqual(status, 405)),
  )
})
