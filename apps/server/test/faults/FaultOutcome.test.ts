/** What a fault does to a request: another response, a broken connection, or a wrong token. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { Effect } from "effect"
import { decodeJwt } from "jose"
import { applyFault } from "../../src/faults/FaultOutcome.ts"
import { connectionBreaks } from "../../src/http/ConnectionBreak.ts"
import { type TokenFlaw, tokenFlaws } from "../../src/issuer/TokenFlaw.ts"
import { collection, errorOf, jsonOf } from "../endpoint.ts"
import { failingServer, type Sent } from "./failingServer.ts"

const hidden = { status: 504, after: "commit" } as const

/** The start of the test clock, as HTTP writes it. */
const firstSent = "Thu, 01 Jan 1970 00:00:00 GMT"

describe("A fault after the commit", () => {
  it.effect("hides a connector that was created, and names it by a placeholder", () =>
    Effect.gen(function* () {
      const { create, count } = yield* failingServer([
        { on: "create", times: 1, with: { ...hidden, message: "{connector} of {requestId}" } },
      ])
      const failed = yield* create({ id: "7" })
      assert.strictEqual(failed.status, 504)
      assert.strictEqual(errorOf(failed).message, `7 of ${failed.headers["request-id"]}`)
      assert.strictEqual(yield* count, 1)
      assert.strictEqual((yield* create()).status, 201)
      assert.strictEqual(yield* count, 2)
    }),
  )

  it.effect("keeps the ids of the request", () =>
    Effect.gen(function* () {
      const ids = { "request-id": "own", "client-request-id": "the client's" }
      const response = yield* applyFault(
        { with: hidden },
        {
          request: { method: "GET", target: "", headers: {}, body: undefined, scheme: "http", facts: {} },
          run: Effect.succeed({ status: 200, headers: ids }),
          isIssuer: false,
          newIds: () => assert.fail("It has ids"),
          signInAddress: "",
          rest: undefined,
        },
      )
      assert.deepInclude(response, { status: 504 })
      assert.deepInclude(response.headers, ids)
    }),
  )

  it.effect("hides the connector from a retry with the same key too, which then gets it", () =>
    Effect.gen(function* () {
      const keys: ReadonlyArray<Sent["headers"]> = [
        { "idempotency-key": `"a"` },
        { "repeatability-request-id": "a", "repeatability-first-sent": firstSent },
      ]
      for (const key of keys) {
        const { create, count, send } = yield* failingServer([{ on: "create", times: 2, with: hidden }])
        const [first, second, third] = [
          yield* create({}, key),
          yield* create({}, key),
          yield* create({}, key),
        ]
        assert.deepStrictEqual([first.status, second.status, third.status], [504, 504, 201])
        // As from a gateway, which knows nothing of repeatable requests.
        assert.notProperty(first.headers, "Repeatability-Result")
        assert.strictEqual(yield* count, 1)
        assert.strictEqual((yield* send({ target: `${collection}/${jsonOf(third).id}` })).status, 200)
      }
    }),
  )

  it.effect("hides changes and deletions, and without commit there are none", () =>
    Effect.gen(function* () {
      const { create, count, send } = yield* failingServer([
        { on: "delete", times: 1, with: { status: 503 } },
        { on: ["update", "delete"], with: hidden },
      ])
      const target = `${collection}/7`
      yield* create({ id: "7" })
      yield* send({ method: "PATCH", target, body: { displayName: "Lab" } })
      assert.strictEqual(jsonOf(yield* send({ target })).displayName, "Lab")
      assert.strictEqual((yield* send({ method: "DELETE", target })).status, 503)
      assert.strictEqual(yield* count, 1)
      assert.strictEqual((yield* send({ method: "DELETE", target })).status, 504)
      assert.strictEqual(yield* count, 0)
    }),
  )
})

describe("A broken connection", () => {
  it.effect("keeps the request from running, unless it breaks the request's own response", () =>
    Effect.gen(function* () {
      for (const connection of connectionBreaks) {
        const { create, count } = yield* failingServer([{ on: "create", with: connection }])
        const { breaks, status } = yield* create()
        assert.strictEqual(breaks, connection)
        const hasRun = connection === "cutBody" || connection === "wrongLength"
        assert.deepStrictEqual([status, yield* count], hasRun ? [201, 1] : [503, 0])
      }
    }),
  )

  it.effect("comes after the request has run if it says so", () =>
    Effect.gen(function* () {
      for (const connection of connectionBreaks) {
        const { create, count } = yield* failingServer([
          { on: "create", with: { connection, after: "commit" } },
        ])
        const { breaks, status } = yield* create()
        assert.deepStrictEqual([breaks, status, yield* count], [connection, 201, 1])
      }
    }),
  )
})

describe("A wrong token of the issuer", () => {
  const request: Sent = {
    method: "POST",
    target: `/${defaultTenant}/oauth2/v2.0/token`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: String(
      new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "a0000000-0000-4000-8000-000000000001",
        client_secret: "secret",
        scope: "https://graph.microsoft.com/.default",
      }),
    ),
  }

  const expected: Record<TokenFlaw, readonly [status: number, message: RegExp]> = {
    expired: [401, /the token is expired/],
    notYetValid: [401, /The token is not yet valid/],
    otherAudience: [401, /Invalid audience/],
    otherTenant: [200, /./],
    invalidSignature: [401, /Invalid signature/],
    withoutPermissions: [403, /Either scp or roles claim/],
  }

  it.effect("comes with a response like that of a right one, and the API refuses it", () =>
    Effect.gen(function* () {
      for (const token of tokenFlaws) {
        const { send, struck } = yield* failingServer(
          [{ name: "wrong", on: "token", times: 1, with: { token } }],
          "local",
        )
        const response = yield* send(request)
        assert.deepStrictEqual([response.status, jsonOf(response).expires_in], [200, 3_600])
        assert.deepStrictEqual(struck(), ["wrong"])
        const [status, message] = expected[token]
        const used = yield* send({ headers: { authorization: `Bearer ${jsonOf(response).access_token}` } })
        assert.strictEqual(used.status, status, token)
        assert.match(used.body ?? "", message)
        const right = jsonOf(yield* send(request)).access_token
        assert.strictEqual((yield* send({ headers: { authorization: `Bearer ${right}` } })).status, 200)
      }
    }),
  )

  it.effect("of another tenant does not see the connectors of the own tenant", () =>
    Effect.gen(function* () {
      const { send, create, token } = yield* failingServer(
        [{ on: "token", with: { token: "otherTenant" } }],
        "local",
      )
      const own = yield* token()
      yield* create({}, own)
      const other = jsonOf(yield* send(request)).access_token
      const { value } = jsonOf(yield* send({ headers: { authorization: `Bearer ${other}` } }))
      assert.deepStrictEqual(value, [])
      assert.notStrictEqual(decodeJwt(other).tid, decodeJwt(own.authorization.slice(7)).tid)
    }),
  )

  it.effect("has no effect on a request that the issuer refuses", () =>
    Effect.gen(function* () {
      const { send } = yield* failingServer([{ on: "token", with: { token: "expired" } }], "local")
      assert.strictEqual((yield* send({ ...request, body: "" })).status, 400)
    }),
  )
})

describe("A fault of the issuer", () => {
  it.effect("strikes the endpoints by their methods", () =>
    Effect.gen(function* () {
      for (const [on, method, target] of [
        ["token", "POST", "oauth2/v2.0/token"],
        ["deviceCode", "POST", "oauth2/v2.0/devicecode"],
        ["keys", "GET", "discovery/v2.0/keys"],
        ["discovery", "GET", "v2.0/.well-known/openid-configuration"],
      ] as const) {
        const sent = { method, target: `/common/${target}` }
        const { send } = yield* failingServer([{ on, with: { status: 503 } }], "local")
        assert.strictEqual((yield* send(sent)).status, 503)
        assert.strictEqual((yield* send({ ...sent, method: "PUT" })).status, 405)
      }
    }),
  )
})
