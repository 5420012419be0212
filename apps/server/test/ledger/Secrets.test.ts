/** No secret of a request or its response is in the ledger. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as ServerClock from "../../src/clock/ServerClock.ts"
import type { HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"
import { makeLedger } from "../../src/ledger/Ledger.ts"
import { decodeToken } from "../../src/ledger/Secrets.ts"
import { collection } from "../endpoint.ts"
import { requestOf, type Sent } from "./recordedServer.ts"

const tokenPath = "/common/oauth2/v2.0/token"
const form = { "content-type": "application/x-www-form-urlencoded" }

const posted = (parameters: Readonly<Record<string, string>>): Sent => ({
  target: tokenPath,
  headers: form,
  body: new URLSearchParams({ grant_type: "client_credentials", ...parameters }).toString(),
})

/** A token with this signature. */
const signed = (signature: string, claims: object = { tid: "a tenant" }) =>
  [{ alg: "RS256", kid: "1" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .concat(signature)
    .join(".")

const basic = (secret: string) => `Basic ${Buffer.from(`app:${secret}`).toString("base64")}`

/** How a secret is sent. */
const requests: Readonly<Record<string, (secret: string) => Sent>> = {
  "an opaque bearer token": (secret) => ({ headers: { authorization: `Bearer ${secret}` } }),
  "an Authorization without a scheme": (secret) => ({ headers: { authorization: secret } }),
  "the credentials of a client": (secret) => ({
    target: tokenPath,
    headers: { ...form, authorization: basic(secret) },
  }),
  "a cookie": (secret) => ({ headers: { cookie: `session=${secret}` } }),
  "an API key": (secret) => ({ headers: { "x-api-key": secret, "ocp-apim-subscription-key": secret } }),
  "a header with a token": (secret) => ({ headers: { "X-Auth-Token": secret } }),
  "a referrer": (secret) => ({
    headers: { referer: `https://example.com/?a=b&access_token=${encodeURIComponent(secret)}#c` },
  }),
  "other headers with the name of a secret": (secret) => ({
    headers: {
      authentication: secret,
      "x-auth": secret,
      "x-session-id": secret,
      "x-jwt": secret,
      dpop: secret,
    },
  }),
  "the user of a URL in a header": (secret) => ({
    headers: { referer: `https://user:${encodeURIComponent(secret)}@example.com/` },
  }),
  "the fragment of a URL in a header": (secret) => ({
    headers: { referer: `https://example.com/#access_token=${encodeURIComponent(secret)}` },
  }),
  "a client secret": (secret) => posted({ client_secret: secret }),
  "a client secret with an encoded name": (secret) => {
    const { body, ...sent } = posted({ client_secret: secret })
    return { ...sent, body: String(body).replace("client_secret", "client_secre%74") }
  },
  "a password": (secret) => posted({ username: "a user", password: secret }),
  "a refresh token": (secret) => posted({ refresh_token: secret }),
  "a device code": (secret) => posted({ device_code: secret }),
  "the code of a sign-in": (secret) => posted({ code: secret, code_verifier: secret }),
  "an unknown parameter": (secret) => posted({ otp: secret }),
  "a form that is not called one": (secret) => ({ ...posted({ client_secret: secret }), headers: {} }),
  "a form for another path": (secret) => ({ ...posted({ client_secret: secret }), target: "/beta/token" }),
  "JSON for the issuer": (secret) => ({ target: tokenPath, body: { nested: [{ clientSecret: secret }] } }),
  "text that is almost JSON": (secret) => ({
    body: `{"displayName": "HQ", "client_secret": ${JSON.stringify(secret)},,}`,
  }),
  "text that is almost JSON, without quotes": (secret) => ({
    body: `{"password": ${encodeURIComponent(secret)}, "displayName": "HQ"`,
  }),
  "a token hint in the query": (secret) => ({
    method: "GET",
    target: `/logout?id_token_hint=${encodeURIComponent(secret)}&passphrase=${encodeURIComponent(secret)}`,
  }),
  "the query": (secret) => ({
    method: "GET",
    target: `${collection}?$top=1&client_secre%74=${encodeURIComponent(secret)}`,
  }),
  "the query of a sign-in": (secret) => ({
    method: "GET",
    target: `/devicelogin?user_code=${encodeURIComponent(secret)}`,
  }),
  "a request to sign in": (secret) => ({
    method: "GET",
    target: `/common/oauth2/v2.0/authorize?state=${encodeURIComponent(secret)}&client_id=a&nonce=${encodeURIComponent(secret)}`,
  }),
  "a decision on a page": (secret) => ({
    target: "/common/oauth2/v2.0/authorize?client_id=a",
    headers: { ...form, cookie: `odj-sign-in=${secret}` },
    body: new URLSearchParams({ token: secret, state: secret, code: secret, person: "ada" }).toString(),
  }),
  "the headers of a request in a batch": (secret) => ({
    target: "/beta/$batch",
    body: {
      requests: [{ id: "1", method: "GET", url: "/", headers: { Authorization: `Bearer ${secret}` } }],
    },
  }),
  "the URL of a request in a batch": (secret) => ({
    target: "/beta/$batch",
    body: { requests: [{ id: "1", method: "GET", url: `/?access_token=${encodeURIComponent(secret)}` }] },
  }),
  "the user of a URL in a batch": (secret) => ({
    target: "/beta/$batch",
    body: {
      requests: [{ id: "1", method: "GET", url: `https://user:${encodeURIComponent(secret)}@localhost/` }],
    },
  }),
  "the user of a whole URL": (secret) => ({
    target: `http://user:${encodeURIComponent(secret)}@localhost${collection}`,
  }),
}

/** How the signature of a token is sent. */
const tokens: Readonly<Record<string, (token: string) => Sent>> = {
  "a bearer token": (token) => ({ headers: { authorization: `Bearer ${token}` } }),
  "an assertion": (token) => posted({ client_assertion: token }),
  "the query": (token) => ({ target: `${collection}?$filter=${token}` }),
  "the path": (token) => ({ target: `${collection}/${token}` }),
  "a header": (token) => ({ headers: { "x-anything": `a ${token}` } }),
  "a key": (token) => ({ headers: { "idempotency-key": `"${token}"`, "client-request-id": token } }),
  "a connector": (token) => ({ body: { displayName: `token: ${token}` } }),
  "a text": (token) => ({ headers: { "content-type": "text/plain" }, body: `the token ${token}` }),
}

const jsonResponse = (body: object, headers = {}): HttpResponse => ({
  status: 200,
  headers: { "Content-Type": "application/json", ...headers },
  body: JSON.stringify(body),
})

/** How a secret is received. */
const responses: Readonly<Record<string, (secret: string) => HttpResponse>> = {
  "a token": (secret) => jsonResponse({ access_token: secret, expires_in: 1 }),
  "the signature of a token": (secret) =>
    jsonResponse({ access_token: signed(encodeURIComponent(secret).replaceAll(/[^\w-]/g, "_")) }),
  "a refresh token": (secret) => jsonResponse({ refresh_token: secret, token_type: "Bearer" }),
  "the codes of a device": (secret) =>
    jsonResponse({ device_code: secret, user_code: secret, message: `Enter the code ${secret} there.` }),
  "a page": (secret) => ({
    status: 200,
    headers: { "Content-Type": "text/html; charset=utf-8" },
    body: `<b>${secret}</b>`,
  }),
  "a cookie": (secret) => jsonResponse({}, { "Set-Cookie": `session=${secret}` }),
  "a redirect": (secret) => ({
    status: 302,
    headers: { Location: `https://example.com/?code=${encodeURIComponent(secret)}` },
  }),
  "the response of a sign-in": (secret) => ({
    status: 302,
    headers: {
      Location: `https://example.com/#code=${encodeURIComponent(secret)}&state=${encodeURIComponent(secret)}`,
      "Set-Cookie": `odj-sign-in=${secret}; Path=/; HttpOnly`,
    },
  }),
  "a list": (secret) =>
    jsonResponse({ "@odata.nextLink": `https://x/?client_secret=${encodeURIComponent(secret)}` }),
}

/** The ledger after one request, as JSON. */
const ledgerOf = (request: HttpRequest, response: HttpResponse = { status: 204, headers: {} }) =>
  Effect.gen(function* () {
    const ledger = makeLedger(yield* ServerClock.make)
    yield* ledger.recorded(() => Effect.succeed(response))(request)
    assert.lengthOf(ledger.requests(), 1)
    return { json: JSON.stringify(ledger.requests()), record: ledger.requests()[0] }
  })

const Secret = Schema.String.check(Schema.isPattern(/^[!-~]{12,40}$/))
const Signature = Schema.String.check(Schema.isPattern(/^[\w-]{12,40}$/))

/** How a text may show a secret. */
const formsOf = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  String(new URLSearchParams({ a: secret })).slice(2),
  basic(secret).slice(-12),
]

const assertWithout = (json: string, secret: string, place: string) => {
  for (const text of formsOf(secret)) assert.notInclude(json, text, place)
}

/** The message has the secret, so the ledger could show it. */
const assertWith = (message: object, secret: string, place: string) =>
  assert.isTrue(
    formsOf(secret).some((text) =>
      JSON.stringify(message, (_, value) =>
        value?.type === "Buffer" ? Buffer.from(value.data).toString() : value,
      ).includes(JSON.stringify(text).slice(1, -1)),
    ),
    place,
  )

/** Each run tries every place. */
const runs = 30

describe("The ledger", () => {
  it.effect.prop(
    "shows no secret that a client sends",
    [Secret],
    ([secret]) =>
      Effect.gen(function* () {
        for (const [place, send] of Object.entries(requests)) {
          const request = requestOf({ ...send(secret) })
          assertWith(request, secret, place)
          assertWithout((yield* ledgerOf(request)).json, secret, place)
        }
      }),
    { arbitrary: { runs } },
  )

  it.effect.prop(
    "shows no signature of a token that a client sends",
    [Signature],
    ([signature]) =>
      Effect.gen(function* () {
        for (const [place, send] of Object.entries(tokens)) {
          const request = requestOf(send(signed(signature)))
          assertWith(request, signature, place)
          assertWithout((yield* ledgerOf(request)).json, signature, place)
        }
      }),
    { arbitrary: { runs } },
  )

  it.effect.prop(
    "shows no secret that a client gets",
    [Signature],
    ([secret]) =>
      Effect.gen(function* () {
        for (const [place, respond] of Object.entries(responses)) {
          const request = requestOf({ target: tokenPath })
          assertWith(respond(secret), secret, place)
          assertWithout((yield* ledgerOf(request, respond(secret))).json, secret, place)
        }
      }),
    { arbitrary: { runs } },
  )

  it.effect("decodes the tokens of Authorization, of an assertion and of a response", () =>
    Effect.gen(function* () {
      const expected = { header: { alg: "RS256", kid: "1" }, claims: { tid: "a tenant" } }
      const token = signed("signature")
      const sent = posted({ client_id: "app", client_assertion: token })
      const request = requestOf({ ...sent, headers: { ...form, authorization: `bearer ${token}` } })
      const { record } = yield* ledgerOf(request, jsonResponse({ access_token: token, token_type: "Bearer" }))
      assert.deepStrictEqual(record?.token, expected)
      assert.strictEqual(record?.headers.authorization, "bearer [removed]")
      assert.deepStrictEqual(record?.body, {
        grant_type: "client_credentials",
        client_id: "app",
        client_assertion: expected,
      })
      assert.deepStrictEqual(record?.response?.body, { access_token: expected, token_type: "Bearer" })
    }),
  )

  it.effect("removes secrets of any length and type", () =>
    Effect.gen(function* () {
      const { record } = yield* ledgerOf(
        requestOf({ body: { password: "a", secret: 1, token: ["b"], name: "a" } }),
      )
      const removed = "[removed]"
      assert.deepStrictEqual(record?.body, { password: removed, secret: removed, token: removed, name: "a" })
    }),
  )

  it.effect("keeps what only resembles a secret", () =>
    Effect.gen(function* () {
      const query = "$skiptoken=abc&$filter=displayName eq 'token'&$select=id"
      const { record } = yield* ledgerOf(
        requestOf({
          target: `${collection}?${query}`,
          headers: { "idempotency-key": '"a key"', "client-request-id": "an id" },
          body: { error: { code: "NotFound" }, token_type: "Bearer", displayName: "Password: none", n: null },
        }),
      )
      assert.strictEqual(record?.query, query)
      assert.include(record?.headers, { "idempotency-key": '"a key"', "client-request-id": "an id" })
      assert.deepStrictEqual(record?.body, {
        error: { code: "NotFound" },
        token_type: "Bearer",
        displayName: "Password: none",
        n: null,
      })
    }),
  )

  it("decodes nothing but tokens", () => {
    for (const text of ["", "a.b.c", "secret", signed("").slice(0, -1)])
      assert.isUndefined(decodeToken(text), text)
  })

  it.effect.prop("reads every body", [Schema.Uint8Array, Schema.String], ([bytes, text]) =>
    Effect.gen(function* () {
      for (const body of [Buffer.from(bytes), Buffer.from(text)])
        assert.isString((yield* ledgerOf({ ...requestOf(), body })).json)
    }),
  )
})
