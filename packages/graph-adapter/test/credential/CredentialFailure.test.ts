/** Tests why there is no token: with the errors of `@azure/identity`, and with the last exchange with the issuer. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import { Duration } from "effect"
import { credentialFailure, type IssuerExchange } from "../../src/credential/CredentialFailure.ts"
import { fieldsOf } from "../fieldsOf.ts"

const url = "https://login.example/contoso.example/v2.0/.well-known/openid-configuration"

const responded = (status: number, body: object | string, headers = {}): IssuerExchange => ({
  url,
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
  receivedAt: Date.UTC(2026, 10, 29, 12),
})

const error = (message: string, properties: object = {}) => Object.assign(new Error(message), properties)

/** What the library makes of any failure of the issuer. */
const hidden = error("endpoints_resolution_error: See https://aka.ms/msal.js.errors for details")

const signIn = (message: string, code?: string) => ({
  _tag: "ConnectorStoreRefused",
  reason: "SignInRequired",
  message,
  ...(code !== undefined && { code }),
})

const invalid = (message: string, code?: string) => ({
  ...signIn(message, code),
  reason: "CredentialInvalid",
})

const unavailable = (message: string, reason?: string, host = "login.example") => ({
  _tag: "ConnectorStoreUnavailable",
  message,
  host,
  ...(reason !== undefined && { reason }),
})

const failures: Record<string, readonly [error: unknown, last: IssuerExchange | undefined, failure: object]> =
  {
    "an unknown tenant": [
      hidden,
      responded(400, { error: "invalid_tenant", error_description: "AADSTS90002: Tenant not found." }),
      invalid("There is no tenant contoso.example", "AADSTS90002"),
    ],
    "a name that can't be a tenant": [
      hidden,
      responded(400, { error: "invalid_request", error_description: "AADSTS900023: Neither a DNS name." }),
      invalid("There is no tenant contoso.example", "AADSTS900023"),
    ],
    "a wrong secret": [
      error("7000215 - [2026]: AADSTS7000215: Invalid", { name: "AuthenticationRequiredError" }),
      responded(401, { error: "invalid_client", error_description: "AADSTS7000215: Invalid client secret." }),
      signIn("Invalid client secret.", "AADSTS7000215"),
    ],
    "a declined sign-in": [
      error("post_request_failed: authorization_declined"),
      responded(400, { error: "authorization_declined", error_description: "AADSTS70018: Declined." }),
      signIn("AADSTS70018: Declined.", "authorization_declined"),
    ],
    "a code that expires while nobody has signed in": [
      error("device_code_expired: The code", {
        cause: error("", { errorCode: "device_code_expired", errorMessage: "The code\n expired." }),
      }),
      responded(400, { error: "authorization_pending", error_description: "AADSTS70016: Pending." }),
      signIn("The code expired.", "device_code_expired"),
    ],
    "an issuer whose name is unknown": [
      hidden,
      { url, error: error("getaddrinfo ENOTFOUND login.example", { code: "ENOTFOUND" }) },
      unavailable("Can't reach login.example: the name could not be resolved", "NameNotResolved"),
    ],
    "an issuer with another certificate": [
      hidden,
      { url, error: error("self-signed certificate", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }) },
      unavailable(
        "The certificate of login.example is not trusted: it is self-signed",
        "CertificateUntrusted",
      ),
    ],
    "a login page of a proxy": [
      hidden,
      responded(200, "<title>Guest Wi-Fi: log in</title>", { "content-type": "text/html" }),
      unavailable(
        'HTTP 200 from login.example: a web page, "Guest Wi-Fi: log in", probably of a proxy or a login',
        "ResponseUnusable",
      ),
    ],
    "a refusal of a proxy": [
      hidden,
      responded(403, "Forbidden by policy"),
      unavailable("HTTP 403 from login.example: Forbidden by policy", "ResponseUnusable"),
    ],
    "a redirect": [
      hidden,
      responded(302, "", { location: "https://elsewhere.example/?x=1" }),
      unavailable(
        "HTTP 302 from login.example: a redirect to https://elsewhere.example/",
        "ResponseUnusable",
      ),
    ],
    "a proxy that wants credentials": [
      hidden,
      responded(407, ""),
      unavailable("The proxy requires a user and a password (407)", "ProxyCredentialsRequired"),
    ],
    "an issuer that is busy": [
      hidden,
      responded(503, { error: "temporarily_unavailable", error_description: "AADSTS90033: Later." }),
      unavailable(
        'HTTP 503 from login.example: {"error":"temporarily_unavailable","error_description":"AADSTS90033: Later."}',
      ),
    ],
    "an issuer that is busy until a time": [
      hidden,
      responded(429, "", { "retry-after": "Sun, 29 Nov 2026 12:30:00 GMT" }),
      {
        ...unavailable("HTTP 429 from login.example: an empty body"),
        retryAfter: Duration.minutes(30),
      },
    ],
    "an issuer with an endless response": [
      hidden,
      { url, error: error("too long", { code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" }) },
      unavailable("The response from login.example is too long", "ResponseUnusable"),
    ],
    "a missing file": [
      error("ENOENT: no such file or directory, open '/nope.pem'", { code: "ENOENT", path: "/nope.pem" }),
      undefined,
      invalid("Can't read /nope.pem: no such file"),
    ],
    "a file that can't be read, deep inside": [
      error("authentication failed", { cause: error("EISDIR", { code: "EISDIR" }) }),
      responded(200, {}),
      invalid("Can't read a file of the credential: it is a folder"),
    ],
    "a credential that uses fetch": [
      error("fetch failed", {
        cause: error("getaddrinfo", { code: "ENOTFOUND", hostname: "issuer.example" }),
      }),
      undefined,
      unavailable(
        "Can't reach issuer.example: the name could not be resolved",
        "NameNotResolved",
        "issuer.example",
      ),
    ],
    "an error after a successful exchange": [
      error("no stored\ntoken is valid"),
      responded(200, { access_token: "x" }),
      signIn("no stored token is valid"),
    ],
    "anything else": ["why", undefined, signIn("The credential failed to get a token")],
  }

describe("credentialFailure", () => {
  for (const [name, [error, last, failure]] of Object.entries(failures)) {
    it(`explains ${name}`, () => assert.deepStrictEqual(fieldsOf(credentialFailure(error, last)), failure))
  }

  it("returns the failure of a credential that rejects with one", () => {
    const report = { message: "why" }
    for (const own of [new ConnectorStoreRefused({ report }), new ConnectorStoreUnavailable({ report })]) {
      assert.strictEqual(credentialFailure(own, responded(503, "")), own)
    }
  })
})
