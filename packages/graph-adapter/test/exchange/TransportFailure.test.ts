import { assert, describe, it } from "@effect/vitest"
import { HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import { kindOf, messageOf } from "../../src/exchange/TransportFailure.ts"

const request = HttpClientRequest.post("https://graph.example/beta")

const failureOf = (cause: unknown) =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })

const kindOfCause = (cause: unknown) => kindOf(failureOf(cause))

const error = (properties: object, message = "why") => Object.assign(new Error(message), properties)

const neverConnected: Record<string, unknown> = {
  "a refused connection": error({ code: "ECONNREFUSED", syscall: "connect" }),
  "a connection that timed out": error({ code: "ETIMEDOUT", syscall: "connect" }),
  "a name that is not found": error({ code: "ENOTFOUND", syscall: "getaddrinfo" }),
  "addresses that all refuse": error({
    errors: [error({ syscall: "connect" }), error({ syscall: "connect" })],
  }),
  "what fetch makes of it": error(
    { cause: error({ errors: [error({ syscall: "connect" })] }, "") },
    "fetch failed",
  ),
  "a connection that did not stand in time, in undici": error({ code: "UND_ERR_CONNECT_TIMEOUT" }),
  "what fetch makes of that": error({ cause: error({ code: "UND_ERR_CONNECT_TIMEOUT" }) }, "fetch failed"),
  "addresses of which one may be reached later": error({
    errors: [error({ code: "CERT_HAS_EXPIRED" }), error({ syscall: "connect" })],
  }),
}

const rejected: Record<string, unknown> = {
  "addresses that all are someone else's": error({
    errors: [error({ code: "CERT_HAS_EXPIRED" }), error({ code: "EPROTO" })],
  }),
  ...Object.fromEntries(
    [
      "EPROTO",
      "CERT_HAS_EXPIRED",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "SELF_SIGNED_CERT_IN_CHAIN",
    ].map((code) => [code, error({ code })]),
  ),
}

const maybeSent: Record<string, unknown> = {
  nothing: undefined,
  null: null,
  "a text": "connect",
  "an error without a code": error({}),
  "a reset connection": error({ code: "ECONNRESET", syscall: "read" }),
  "a broken pipe": error({ code: "EPIPE", syscall: "write" }),
  "an answer that is not TLS": error({ code: "ERR_SSL_WRONG_VERSION_NUMBER" }),
  "an answer that is not HTTP": error({ code: "HPE_INVALID_CONSTANT" }),
  "a code that only begins like another": error({ code: "EPROTONOSUPPORT" }),
  "a code that only ends like another": error({ code: "NO_CERT_HAS_EXPIRED" }),
  "a code that is a number": error({ code: 5 }),
  "one address of several that was reached": error({
    errors: [error({ syscall: "connect" }), error({ syscall: "read" })],
  }),
  "no error of several": error({ errors: [] }),
  "an answer that did not begin in time, in undici": error({ code: "UND_ERR_HEADERS_TIMEOUT" }),
  "a connection that was closed, in undici": error({ code: "UND_ERR_SOCKET" }),
  "a connection that was cut off while TLS began": error({ code: "ECONNRESET" }),
}

describe("kindOf", () => {
  for (const [name, cause] of Object.entries(neverConnected)) {
    it(`knows that nothing was sent after ${name}`, () => assert.strictEqual(kindOfCause(cause), "NeverSent"))
  }

  for (const [name, cause] of Object.entries(rejected)) {
    it(`knows that nothing will ever be sent after ${name}`, () =>
      assert.strictEqual(kindOfCause(cause), "Impossible"))
  }

  for (const [name, cause] of Object.entries(maybeSent)) {
    it(`leaves open what became of the request after ${name}`, () =>
      assert.strictEqual(kindOfCause(cause), "Unknown"))
  }

  it("knows that a request can't be sent that can't be made", () => {
    for (const reason of [
      new HttpClientError.InvalidUrlError({ request, cause: new Error("why") }),
      new HttpClientError.EncodeError({ request, cause: new Error("why") }),
    ]) {
      assert.strictEqual(kindOf(new HttpClientError.HttpClientError({ reason })), "Impossible")
    }
  })

  it("leaves open what became of a request that was answered, whatever the client made of the answer", () => {
    const response = HttpClientResponse.fromWeb(request, new Response(null, { status: 500 }))
    for (const reason of [
      new HttpClientError.StatusCodeError({ request, response }),
      new HttpClientError.DecodeError({ request, response }),
      new HttpClientError.EmptyBodyError({ request, response }),
    ]) {
      assert.strictEqual(kindOf(new HttpClientError.HttpClientError({ reason })), "Unknown")
    }
  })
})

describe("messageOf", () => {
  it("tells what lies deepest, and what the client says where there is nothing", () => {
    const own = "Transport error (POST https://graph.example/beta)"
    for (const [cause, message] of [
      [error({}, "why"), "why"],
      [error({ cause: error({ cause: error({}, "why") }, "outer") }, "outermost"), "why"],
      [error({ errors: [error({ cause: error({}, "why") }, "first"), error({}, "second")] }, "outer"), "why"],
      [error({ errors: [] }, "why"), "why"],
      [error({}, ""), own],
      [error({ cause: "why" }), own],
      [{ message: "no error" }, own],
      [undefined, own],
    ] as const) {
      assert.strictEqual(messageOf(failureOf(cause)), message)
    }
  })
})
