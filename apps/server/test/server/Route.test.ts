import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { collection, endpoint, errorOf, type Parts, seed } from "../endpoint.ts"

const anonymous = { headers: { authorization: undefined } }

const get = (target: string): Parts => ({ method: "GET", target, ...anonymous })

describe("A request", () => {
  it.effect("for a page or the issuer needs no token", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      assert.strictEqual((yield* send(get("/livez"))).body, "ok\n")
      assert.strictEqual((yield* send(get("/docs?a"))).status, 200)
      assert.strictEqual((yield* send(get("/devicelogin"))).body, "login")
      assert.strictEqual((yield* send(get("/betas/devicelogin"))).body, "login")
    }).pipe(Effect.scoped),
  )

  it.effect("that browsers and crawlers send by themselves gets an empty 404", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      for (const target of ["/favicon.ico", "/robots.txt?x", "/apple-touch-icon.png"]) {
        const { status, headers, body } = yield* send(get(target))
        assert.deepStrictEqual(
          [status, headers["WWW-Authenticate"], body],
          [404, undefined, undefined],
          target,
        )
      }
    }).pipe(Effect.scoped),
  )

  it.effect("for any other path goes to Graph's API, which needs a token", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      for (const target of [
        collection,
        "/deviceManagement/devicelogin",
        "/beta/devicelogin",
        "/beta",
        "/v1.0/devicelogin",
        "/betas",
        "/livez/",
        "/docs/x",
        "/toString",
      ]) {
        const { status, headers } = yield* send(get(target))
        assert.strictEqual(status, 401, target)
        assert.include(headers["WWW-Authenticate"], 'authorization_uri="https://login.test/authorize"')
      }
    }).pipe(Effect.scoped),
  )

  it.effect("goes to Graph's API for any spelling of the version", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      for (const version of ["/beta", "/Beta", "/BETA", "/%62eta", ""]) {
        const target = `${version}/deviceManagement/domainJoinConnectors`
        assert.strictEqual((yield* send({ body: seed, target })).status, 201, target)
      }
    }).pipe(Effect.scoped),
  )

  it.effect("for a page has Graph's failures and request ids", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const id = "2576cf8a-44e6-48ee-b39b-a53910d04e03"
      const page = yield* send({ ...get("/readyz"), headers: { "client-request-id": id } })
      assert.strictEqual(page.headers["client-request-id"], id)
      const refused = yield* send({ ...get("/livez"), method: "POST" })
      assert.strictEqual(refused.status, 405)
      assert.strictEqual(refused.headers.Allow, "GET, HEAD")
      assert.strictEqual(errorOf(refused).code, "Request_BadRequest")
    }).pipe(Effect.scoped),
  )
})
