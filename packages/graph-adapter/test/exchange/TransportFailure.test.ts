import { assert, describe, it } from "@effect/vitest"
import { HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import { kindOf } from "../../src/exchange/TransportFailure.ts"

const request = HttpClientRequest.post("https://graph.example/beta")

const failureOf = (cause: unknown) =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })

const kindOfCause = (cause: unknown) => kindOf(failureOf(cause))

const error = (properties: object, message = "why") => Object.assign(new Error(message), properties)

const neverConnected: Record<string, unknown> = {
  "a refused connection": error({ code: "ECONNREFUSED", syscall: "connect" }),
  "a connection that timed out": error({ code: "ETIMEDOUT", syscall: "connect" }),
  "a name that could not be resolved": error({ code: "ENOTFOUND", syscall: "getaddrinfo" }),
  "addresses that all refuse": error({
    errors: [error({ syscall: "connect" }), error({ syscall: "connect" })],
  }),
  "a refused connection in fetch": error(
    { cause: error({ errors: [error({ syscall: "connect" })] }, "") },
    "fetch failed",
  ),
  "a connection that timed out in undici": error({ code: "UND_ERR_CONNECT_TIMEOUT" }),
  "a connection that timed out in fetch": error(
    { cause: error({ code: "UND_ERR_CONNECT_TIMEOUT" }) },
    "fetch failed",
  ),
  "several addresses, one of which refused": error({
    errors: [error({ code: "CERT_HAS_EXPIRED" }), error({ syscall: "connect" })],
  }),
}

const rejected: Record<string, unknown> = {
  "several addresses with other certificates": error({
    errors: [error({ code: "CERT_HAS_EXPIRED" }), error({ code: "EPROTO" })],
  }),
  ...Object.fromEntries(
    [
      "EPROTO",
      "ERR_PROXY_TUNNEL",
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
  "a response that is not TLS": error({ code: "ERR_SSL_WRONG_VERSION_NUMBER" }),
  "a response that is not HTTP": error({ code: "HPE_INVALID_CONSTANT" }),
  "a code that only begins like another": error({ code: "EPROTONOSUPPORT" }),
  "a code that only ends like another": error({ code: "NO_CERT_HAS_EXPIRED" }),
  "a code that is a number": error({ code: 5 }),
  "several addresses, one of which was reached": error({
    errors: [error({ syscall: "connect" }), error({ syscall: "read" })],
  }),
  "an empty list of errors": error({ errors: [] }),
  "a response that timed out in undici": error({ code: "UND_ERR_HEADERS_TIMEOUT" }),
  "a connection that was closed in undici": error({ code: "UND_ERR_SOCKET" }),
  "a connection that was lost during the TLS handshake": error({ code: "ECONNRESET" }),
}

describe("kindOf", () => {
  for (const [name, cause] of Object.entries(neverConnected)) {
    it(`is NeverSent for ${name}`, () => assert.strictEqual(kindOfCause(cause), "NeverSent"))
  }

  for (const [name, cause] of Object.entries(rejected)) {
    it(`is Impossible for ${name}`, () => assert.strictEqual(kindOfCause(cause), "Impossible"))
  }

  for (const [name, cause] of Object.entries(maybeSent)) {
    it(`is Unknown for ${name}`, () => assert.strictEqual(kindOfCause(cause), "Unknown"))
  }

  it("is Impossible for a request that can't be made", () => {
    for (const reason of [
      new HttpClientError.InvalidUrlError({ request, cause: new Error("why") }),
      new HttpClientError.EncodeError({ request, cause: new Error("why") }),
    ]) {
      assert.strictEqual(kindOf(new HttpClientError.HttpClientError({ reason })), "Impossible")
    }
  })

  it("is Unknown after a response that the client could not handle", () => {
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
