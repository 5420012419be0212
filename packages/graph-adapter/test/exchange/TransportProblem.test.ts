/** Tests every row of the table of problems, with errors as Node.js, undici, fetch and a proxy's client make them. */
import { assert, describe, it } from "@effect/vitest"
import { UnavailabilityReason } from "@odj/core"
import { HttpClientError, HttpClientRequest } from "effect/http"
import { knownProblem, problemOf, timedOut } from "../../src/exchange/TransportProblem.ts"

const url = new URL("https://graph.example/beta")
const local = new URL("http://127.0.0.1:8443/beta")

const error = (properties: object, message = "why") => Object.assign(new Error(message), properties)

const coded = (code: string) => error({ code })

const problems: ReadonlyArray<
  readonly [error: unknown, reason: UnavailabilityReason, message: string, at?: URL]
> = [
  [
    error({ code: "ENOTFOUND", syscall: "getaddrinfo" }),
    "NameNotResolved",
    "Can't reach graph.example: the name could not be resolved",
  ],
  [coded("EAI_AGAIN"), "NameNotResolved", "Can't reach graph.example: the name could not be resolved"],
  [
    coded("ECONNREFUSED"),
    "ConnectionRefused",
    "Can't reach 127.0.0.1:8443: the connection was refused",
    local,
  ],
  [coded("ETIMEDOUT"), "TimedOut", "Can't reach graph.example: the connection timed out"],
  [coded("UND_ERR_CONNECT_TIMEOUT"), "TimedOut", "Can't reach graph.example: the connection timed out"],
  [coded("UND_ERR_HEADERS_TIMEOUT"), "TimedOut", "No complete response from graph.example in time"],
  [coded("EHOSTUNREACH"), "NoRoute", "Can't reach graph.example: there is no route to it"],
  [coded("ENETDOWN"), "NoRoute", "Can't reach graph.example: there is no route to it"],
  [
    coded("ECONNRESET"),
    "ConnectionLost",
    "The connection to graph.example was lost before a complete response",
  ],
  [
    coded("ECONNRESET"),
    "ConnectionLost",
    "The connection to 127.0.0.1:8443 was lost before a complete response; perhaps the service needs https",
    local,
  ],
  [
    coded("CERT_HAS_EXPIRED"),
    "CertificateExpired",
    "The certificate of graph.example is not trusted: it has expired",
  ],
  [
    coded("CERT_NOT_YET_VALID"),
    "CertificateExpired",
    "The certificate of graph.example is not trusted: it is not valid yet",
  ],
  [
    coded("ERR_TLS_CERT_ALTNAME_INVALID"),
    "CertificateMismatch",
    "The certificate of graph.example is not trusted: it is for another host",
  ],
  [
    coded("DEPTH_ZERO_SELF_SIGNED_CERT"),
    "CertificateUntrusted",
    "The certificate of graph.example is not trusted: it is self-signed",
  ],
  [
    coded("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
    "CertificateUntrusted",
    "The certificate of graph.example is not trusted: it is from an unknown CA",
  ],
  [
    coded("CERT_REVOKED"),
    "CertificateUntrusted",
    "The certificate of graph.example is not trusted: it was revoked",
  ],
  [
    coded("CERT_SIGNATURE_FAILURE"),
    "CertificateUntrusted",
    "The certificate of graph.example is not trusted: it is invalid",
  ],
  [
    coded("EPROTO"),
    "ProtocolMismatch",
    "Can't reach graph.example: it does not use TLS, or no supported version of TLS",
  ],
  [
    coded("HPE_INVALID_CONSTANT"),
    "ProtocolMismatch",
    "The response of 127.0.0.1:8443 is not HTTP; perhaps the service needs https",
    local,
  ],
  [
    coded("HPE_HEADER_OVERFLOW"),
    "ResponseUnusable",
    "The headers of the response from graph.example are too long",
  ],
  [
    error({ code: "ERR_PROXY_UNREACHABLE", proxy: "p:1", cause: coded("ECONNREFUSED") }),
    "ProxyFailed",
    "Can't reach the proxy p:1: the connection was refused",
  ],
  [
    error({ code: "ERR_PROXY_UNREACHABLE", proxy: "p:1", cause: coded("DEPTH_ZERO_SELF_SIGNED_CERT") }),
    "CertificateUntrusted",
    "The certificate of the proxy p:1 is not trusted: it is self-signed",
  ],
  [
    error({ code: "ERR_PROXY_UNREACHABLE", proxy: "p:1", cause: error({}, "?") }),
    "ProxyFailed",
    "Can't reach the proxy p:1",
  ],
  [
    error({ code: "ERR_PROXY_TUNNEL", status: 502 }, ""),
    "ProxyFailed",
    "Can't reach graph.example through the proxy",
  ],
  [
    error({ code: "ERR_PROXY_TUNNEL", status: 407 }, "The proxy p:1 requires a user"),
    "ProxyCredentialsRequired",
    "The proxy p:1 requires a user",
  ],
  [
    error({ cause: error({ errors: [coded("ENETUNREACH"), coded("ECONNREFUSED")] }, "") }, "fetch failed"),
    "ConnectionRefused",
    "Can't reach graph.example: the connection was refused",
  ],
  [
    error({ errors: [coded("ENETUNREACH"), coded("EHOSTUNREACH")] }),
    "NoRoute",
    "Can't reach graph.example: there is no route to it",
  ],
]

describe("knownProblem", () => {
  for (const [cause, reason, message, at = url] of problems) {
    it(`is ${reason}: ${message}`, () =>
      assert.deepStrictEqual(knownProblem(cause, at), { message, reason, host: at.host }))
  }

  it("has an example here for each reason that an error can have", () => {
    assert.sameMembers([...new Set(problems.map(([, reason]) => reason))], [...UnavailabilityReason.literals])
  })

  it("is undefined for an error without a known code", () => {
    for (const cause of [
      undefined,
      "ECONNREFUSED",
      error({}),
      coded("EMFILE"),
      error({ code: 5 }),
      { errors: [] },
    ]) {
      assert.isUndefined(knownProblem(cause, url))
    }
  })
})

const request = HttpClientRequest.get(url)

const failureOf = (cause: unknown) =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })

describe("problemOf", () => {
  it("is the known problem, or else the innermost message, or else the client's own", () => {
    const own = "Transport error (GET https://graph.example/beta)"
    for (const [cause, message] of [
      [error({ cause: coded("ECONNREFUSED") }), "Can't reach graph.example: the connection was refused"],
      [error({}, "why"), "why"],
      [error({ cause: error({ cause: error({}, "why") }, "outer") }, "outermost"), "why"],
      [error({ errors: [error({ cause: error({}, "why") }, "first"), error({}, "second")] }, "outer"), "why"],
      [error({ errors: [] }, "why"), "why"],
      [error({}, ""), own],
      [error({ cause: "why" }), own],
      [{ message: "no error" }, own],
      [undefined, own],
    ] as const) {
      const problem = problemOf(failureOf(cause), url)
      assert.strictEqual(problem.message, message)
      assert.strictEqual(problem.host, "graph.example")
    }
  })
})

describe("timedOut", () => {
  it("names the host and the limit", () => {
    assert.deepStrictEqual(timedOut(local, 28_499), {
      message: "No response from 127.0.0.1:8443 within 28.499 seconds",
      reason: "TimedOut",
      host: "127.0.0.1:8443",
    })
  })
})
