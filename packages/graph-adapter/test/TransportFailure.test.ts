import { assert, describe, it } from "@effect/vitest"
import { ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import { fromTransport } from "../src/TransportFailure.ts"
import { fieldsOf } from "./fieldsOf.ts"

const requestId = "the-request"
const request = HttpClientRequest.post("https://graph.example/beta")

const translate = (reason: HttpClientError.HttpClientErrorReason) =>
  fromTransport(new HttpClientError.HttpClientError({ reason }), requestId, CreateOutcomeUnknown)

const fromCause = (cause: unknown) => translate(new HttpClientError.TransportError({ request, cause }))

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
}

const unavailable = (message: string) => fieldsOf(new ConnectorStoreUnavailable({ message }))
const unknown = (message: string) => fieldsOf(new CreateOutcomeUnknown({ message, requestId }))

describe("fromTransport", () => {
  for (const [name, cause] of Object.entries(neverConnected)) {
    it(`says that nothing was stored after ${name}`, () =>
      assert.deepStrictEqual(fieldsOf(fromCause(cause)), unavailable("why")))
  }

  for (const [name, cause] of Object.entries(maybeSent)) {
    it(`leaves open what became of the request after ${name}`, () => {
      const failure = fromCause(cause)
      assert.deepStrictEqual(fieldsOf(failure), unknown(failure.message))
    })
  }

  it("says that nothing was stored where the request could not be made", () => {
    for (const reason of [
      new HttpClientError.InvalidUrlError({ request, cause: new Error("why") }),
      new HttpClientError.EncodeError({ request, cause: new Error("why") }),
    ]) {
      assert.deepStrictEqual(fieldsOf(translate(reason)), unavailable("why"))
    }
  })

  it("leaves open what became of a request that was answered, whatever the client made of the answer", () => {
    const response = HttpClientResponse.fromWeb(request, new Response(null, { status: 500 }))
    for (const reason of [
      new HttpClientError.StatusCodeError({ request, response }),
      new HttpClientError.DecodeError({ request, response }),
      new HttpClientError.EmptyBodyError({ request, response }),
    ]) {
      assert.deepStrictEqual(fieldsOf(translate(reason)), unknown(reason.message))
    }
  })

  it("names the id of a request that may be sent again and was perhaps carried out", () => {
    for (const [cause, report] of [
      [error({ syscall: "read" }), { message: "why", requestId }],
      [error({ syscall: "connect" }), { message: "why" }],
    ] as const) {
      const reason = new HttpClientError.TransportError({ request, cause })
      const failure = fromTransport(
        new HttpClientError.HttpClientError({ reason }),
        requestId,
        ConnectorStoreUnavailable,
      )
      assert.deepStrictEqual(fieldsOf(failure), fieldsOf(new ConnectorStoreUnavailable(report)))
    }
  })

  it("reports the message that lies deepest, and the client's own where there is none", () => {
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
      assert.strictEqual(fromCause(cause).message, message)
    }
  })
})
