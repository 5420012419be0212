/** The responses that a fault gives. */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { TestClock } from "effect/testing"
import type { StatusResponse } from "../../src/faults/Fault.ts"
import { collection, errorOf, jsonOf } from "../endpoint.ts"
import { failingServer } from "./failingServer.ts"

const clientRequestId = "a0000000-0000-4000-8000-000000000001"

/** The response to a request that fails with this. */
const responseOf = (outcome: StatusResponse, target = collection, method = "GET") =>
  Effect.flatMap(failingServer([{ with: outcome }]), ({ send }) =>
    send({ target, method, headers: { "client-request-id": clientRequestId } }),
  )

describe("The response of a fault", () => {
  it.effect("is Graph's error with the usual code and message, and with the ids of the request", () =>
    Effect.gen(function* () {
      const cases = [
        [400, "BadRequest", "Bad request."],
        [403, "Forbidden", "Forbidden."],
        [404, "ResourceNotFound", "Not found."],
        [409, "Conflict", "Conflict."],
        [429, "TooManyRequests", "Too many requests."],
        [500, "InternalServerError", "Internal server error."],
        [503, "ServiceUnavailable", "Service unavailable."],
        [504, "UnknownError", ""],
        [599, "UnknownError", "Unknown error."],
      ] as const
      for (const [status, code, message] of cases) {
        const response = yield* responseOf({ status })
        const { innerError, ...error } = errorOf(response)
        assert.deepStrictEqual([response.status, error], [status, { code, message }])
        assert.strictEqual(response.headers["Content-Type"], "application/json")
        assert.strictEqual(response.headers["client-request-id"], clientRequestId)
        assert.strictEqual(innerError["client-request-id"], clientRequestId)
        assert.strictEqual(innerError["request-id"], response.headers["request-id"])
        assert.notProperty(response.headers, "Retry-After")
      }
    }),
  )

  it.effect("challenges the client with 401", () =>
    Effect.gen(function* () {
      const { send, token, url } = yield* failingServer([{ with: { status: 401 } }], "local")
      const response = yield* send({ headers: yield* token() })
      assert.strictEqual(errorOf(response).code, "InvalidAuthenticationToken")
      assert.include(response.headers["WWW-Authenticate"], `authorization_uri="${url}/common/`)
    }),
  )

  it.effect("has the code and the message of the fault, with their placeholders replaced", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(DateTime.toEpochMillis(DateTime.makeUnsafe("2026-01-31T12:00:00Z")))
      const outcome = {
        status: 403,
        code: "Own",
        message: "{connector} at {date} in {requestId}: {other}, $& {{date}}",
      }
      const response = yield* responseOf(outcome, `${collection}/{date}"7`)
      const date = "2026-01-31T12:00:00"
      const { code, message } = errorOf(response)
      assert.strictEqual(code, "Own")
      assert.strictEqual(
        message,
        `{date}"7 at ${date} in ${response.headers["request-id"]}: {other}, $& {${date}}`,
      )
    }),
  )

  it.effect("has the body of the fault, whose type is that of JSON only if it is JSON", () =>
    Effect.gen(function* () {
      const page = yield* responseOf({ status: 502, body: "<h1>Bad gateway {requestId}</h1>" })
      assert.strictEqual(page.body, `<h1>Bad gateway ${page.headers["request-id"]}</h1>`)
      assert.strictEqual(page.headers["Content-Type"], "text/plain")
      const json = yield* responseOf({ status: 200, body: `{"value":[]}` })
      assert.deepStrictEqual(jsonOf(json), { value: [] })
      assert.strictEqual(json.headers["Content-Type"], "application/json")
      const typed = yield* responseOf({
        status: 200,
        body: `{"value":`,
        headers: { "content-type": "application/json" },
      })
      assert.deepInclude(typed.headers, { "Content-Type": "application/json" })
      assert.notProperty(typed.headers, "content-type")
    }),
  )

  it.effect("has no body for a status without one, nor for a success without a given one", () =>
    Effect.gen(function* () {
      for (const status of [204, 205, 304]) {
        const { body, headers } = yield* responseOf({ status, body: "{}" })
        assert.deepStrictEqual([body, headers["Content-Type"]], [undefined, undefined])
      }
      const { status, body } = yield* responseOf({ status: 200 })
      assert.deepStrictEqual([status, body], [200, undefined])
    }),
  )

  it.effect("has the headers of the fault, and its Retry-After", () =>
    Effect.gen(function* () {
      const headers = { "x-own": "1", "REQUEST-ID": "mine" }
      const response = yield* responseOf({ status: 429, retryAfter: 2.5, headers })
      assert.deepInclude(response.headers, { "x-own": "1", "request-id": "mine", "Retry-After": "2.5" })
      const date = "Sat, 31 Jan 2026 12:00:00 GMT"
      const dated = yield* responseOf({ status: 429, retryAfter: 2, headers: { "Retry-After": date } })
      assert.strictEqual(dated.headers["Retry-After"], date)
    }),
  )

  it.effect("of a limit says when its window ends, unless the fault says another time", () =>
    Effect.gen(function* () {
      const limit = { requests: 1, per: "20 seconds", by: "tenant" } as const
      const retryAfters = (outcome: StatusResponse) =>
        Effect.gen(function* () {
          const { send, clock } = yield* failingServer([{ limit, with: outcome }])
          yield* send()
          clock.advance("4.5 seconds")
          const first = yield* send()
          clock.advance("15.4 seconds")
          const second = yield* send()
          clock.advance(`${second.headers["Retry-After"] as "1"} seconds`)
          return [first.headers["Retry-After"], second.headers["Retry-After"], (yield* send()).status]
        })
      assert.deepStrictEqual(yield* retryAfters({ status: 429 }), ["16", "1", 200])
      assert.deepStrictEqual(yield* retryAfters({ status: 429, retryAfter: 3 }), ["3", "3", 200])
    }),
  )

  it.effect("to the issuer is an error of OAuth", () =>
    Effect.gen(function* () {
      const cases = [
        [{ status: 400 }, "invalid_request", /^AADSTS90014: .* Trace ID: /],
        [{ status: 401 }, "invalid_client", /^AADSTS7000215: Invalid client secret provided\. Trace ID: /],
        [{ status: 429, retryAfter: 7 }, "temporarily_unavailable", /^AADSTS90055: /],
        [{ status: 500 }, "server_error", /^AADSTS90033: /],
        [{ status: 503 }, "temporarily_unavailable", /^AADSTS90033: /],
        [
          { status: 400, code: "invalid_grant", message: "AADSTS70043: Expired." },
          "invalid_grant",
          /^AADSTS70043: Expired\. Trace/,
        ],
        [{ status: 400, message: "Own." }, "invalid_request", /^AADSTS90014: Own\. Trace/],
      ] as const
      for (const [outcome, error, description] of cases) {
        const { send } = yield* failingServer([{ on: "token", with: outcome }], "local")
        const response = yield* send({ method: "POST", target: "/common/oauth2/v2.0/token" })
        const json = jsonOf(response)
        assert.deepStrictEqual([response.status, json.error], [outcome.status, error])
        assert.match(json.error_description, description)
        assert.include(json.error_description, `AADSTS${json.error_codes[0]}`)
        assert.strictEqual(response.headers["Retry-After"], "retryAfter" in outcome ? "7" : undefined)
        assert.isString(response.headers["request-id"])
      }
    }),
  )
})
