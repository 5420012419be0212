/** Signing in with a browser: the page, the response, the session and the failures. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import { decodeJwt } from "jose"
import { makeGrantedDirectory } from "../../src/directory/GrantedDirectory.ts"
import { guidOf } from "../../src/directory/GuidOf.ts"
import type { HttpResponse } from "../../src/http/HttpMessage.ts"
import { consentRequired, userNotFound } from "../../src/oauth/GrantFailures.ts"
import {
  directoryWith,
  encode,
  hidden,
  newIssuer,
  openBrowser,
  origin,
  type Parameters,
  request,
  sent,
  tenant,
} from "./browser.ts"

const issuer = `${origin}/${tenant}/v2.0`

/** The `error`, and Entra's number in the description. */
const failure = (response: HttpResponse) => {
  const { error, error_description = "" } = sent(response)
  return [error, Number(/^AADSTS(\d+): /.exec(error_description)?.[1])]
}

describe("The sign-in page", () => {
  it.effect("shows the application, its address, the tenant, the permissions and the people", () =>
    Effect.gen(function* () {
      const directory = directoryWith({
        application: (_tenant, appId) => Result.succeed({ appId, displayName: "Contoso <Portal>" }),
      })
      const { status, body, headers } = yield* openBrowser(newIssuer({ directory })).open({
        scope: "openid DeviceManagementConfiguration.Read.All Mail.Read",
      })
      assert.strictEqual(status, 200)
      for (const shown of [
        "<strong>Contoso &lt;Portal&gt;</strong>",
        "<code>my-app</code>",
        "<code>localhost:3000</code>",
        `<code>${tenant}</code>`,
        "Read the tenant&#39;s domain join connectors",
        "<code>DeviceManagementConfiguration.Read.All</code>",
        "<li><code>Mail.Read</code></li>",
        "Know who you are",
        `value="user@${tenant}" checked`,
      ])
        assert.include(body, shown)
      assert.notInclude(body, "<script")
      assert.strictEqual(headers["Cache-Control"], "no-store")
      assert.strictEqual(headers["Referrer-Policy"], "same-origin")
      assert.match(
        headers["Content-Security-Policy"] ?? "",
        /^default-src 'none'; style-src 'sha256-[^']*'; img-src data:; base-uri 'none'; frame-ancestors 'none'$/,
      )
    }),
  )

  it.effect("asks for the permissions of several APIs, for each of which a refresh token gets one", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const scopes = ["api://one/Read", "User.Read", "api://two/Write"]
      const scope = `offline_access ${scopes.join(" ")}`
      const { body } = yield* browser.open({ scope })
      for (const shown of ["<code>User.Read</code>", "<code>one/Read</code>", "<code>two/Write</code>"])
        assert.include(body, shown)
      const [{ code }, other] = [
        sent(yield* browser.approve({ scope })),
        sent(yield* browser.open({ scope })),
      ]
      assert.deepStrictEqual((yield* browser.redeem(other.code)).error_codes, [28000])
      const { access_token, refresh_token } = yield* browser.redeem(code, { scope: "User.Read" })
      const renew = { grant_type: "refresh_token", refresh_token }
      const audiences = [access_token]
      for (const scope of ["api://one/.default", "api://two/.default"])
        audiences.push((yield* browser.redeem(undefined, { ...renew, scope })).access_token)
      assert.deepStrictEqual(
        audiences.map((token) => decodeJwt(token).aud),
        ["https://graph.microsoft.com", "one", "two"],
      )
      // A further permission has to be approved too.
      const more = yield* browser.open({ scope: `${scope} api://three/Read`, prompt: "none" })
      assert.deepStrictEqual(failure(more), ["consent_required", 65001])
    }),
  )

  it.effect("chooses the hinted person in advance, known or not", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const known = yield* browser.open({ login_hint: `USER@${tenant}` })
      assert.include(known.body, `value="user@${tenant}" checked`)
      assert.include(known.body, 'name="username" value=""')
      const other = yield* browser.open({ login_hint: "ada@contoso.example" })
      assert.notInclude(other.body, " checked>")
      assert.include(other.body, 'name="username" value="ada@contoso.example"')
    }),
  )

  it.effect("shows the first twenty of many people, and the hinted one", () =>
    Effect.gen(function* () {
      const people = Array.from({ length: 500 }, (_, index) => ({
        id: `${index}`,
        tenant,
        username: `p${index}@contoso.example`,
        name: `Person ${index}`,
      }))
      const browser = openBrowser(newIssuer({ directory: directoryWith({ people: () => people }) }))
      const { body = "" } = yield* browser.open({ login_hint: "p444@contoso.example" })
      assert.lengthOf(body.match(/type="radio"/g) ?? [], 20)
      assert.include(body, 'value="p444@contoso.example" checked')
    }),
  )

  it.effect("reports a person who does not exist, and shows the name again", () =>
    Effect.gen(function* () {
      const directory = directoryWith({ person: (of, name) => Result.fail(userNotFound(name, of)) })
      const browser = openBrowser(newIssuer({ directory }))
      const { status, body } = yield* browser.approve({}, { username: "eve@contoso.example" })
      assert.strictEqual(status, 400)
      assert.include(body, '<p role="alert">The user account eve@contoso.example does not exist')
      assert.include(body, 'name="username" value="eve@contoso.example"')
    }),
  )

  it.effect("asks for a person if none is chosen", () =>
    Effect.gen(function* () {
      const directory = directoryWith({ people: () => [] })
      const { body } = yield* openBrowser(newIssuer({ directory })).approve()
      assert.include(body, '<p role="alert">Choose who signs in.</p>')
    }),
  )
})

describe("An approved request", () => {
  it.effect("sends a code, the state, the session and the issuer, and the code gives tokens", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const response = yield* browser.approve()
      assert.strictEqual(response.status, 302)
      const location = new URL(response.headers.Location ?? "")
      assert.strictEqual(location.origin + location.pathname, request.redirect_uri)
      const { code, ...rest } = sent(response)
      const { session_state } = rest
      assert.deepStrictEqual<object>(rest, { state: "a-state", session_state, iss: issuer })
      const tokens = yield* browser.redeem(code)
      const claims = decodeJwt(tokens.id_token)
      assert.deepInclude<object>(claims, { aud: "my-app", nonce: "a-nonce", sid: session_state, tid: tenant })
      assert.isString(tokens.refresh_token)
    }),
  )

  it.effect("signs in the person who is typed rather than the one who is chosen", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const response = yield* browser.approve({}, { username: " ada@contoso.example " })
      const { id_token } = yield* browser.redeem(sent(response).code)
      assert.deepInclude<object>(decodeJwt(id_token), {
        preferred_username: "ada@contoso.example",
        tid: tenant,
      })
    }),
  )

  it.effect("of a redirect URI with an empty query gets its parameters there", () =>
    Effect.gen(function* () {
      for (const query of ["?", "?a=b", "?a=b&", ""]) {
        const redirect_uri = `http://localhost:3000/callback${query}`
        const { code } = sent(yield* openBrowser(newIssuer()).approve({ redirect_uri }))
        assert.isString(code, query)
      }
    }),
  )

  it.effect("without a state gets none", () =>
    Effect.gen(function* () {
      assert.notProperty(sent(yield* openBrowser(newIssuer()).approve({ state: undefined })), "state")
    }),
  )

  const modes: Record<string, RegExp> = {
    query: /^http:\/\/localhost:3000\/callback\?code=[\w-]{43}&/,
    fragment: /^http:\/\/localhost:3000\/callback#code=[\w-]{43}&/,
  }
  for (const [mode, form] of Object.entries(modes)) {
    it.effect(`gets its response by ${mode}`, () =>
      Effect.gen(function* () {
        const { headers } = yield* openBrowser(newIssuer()).approve({ response_mode: mode })
        assert.match(headers.Location ?? "", form)
      }),
    )
  }

  it.effect("gets its response by form_post from a page that needs no script", () =>
    Effect.gen(function* () {
      const state = `<"'&>`
      const response = yield* openBrowser(newIssuer()).approve({ response_mode: "form_post", state })
      assert.strictEqual(response.status, 200)
      assert.include(response.body, '<form method="post" action="http://localhost:3000/callback">')
      assert.include(response.body, "Continue to the application</button>")
      assert.include(response.body, 'name="state" value="&lt;&quot;&#39;&amp;&gt;"')
      assert.match(response.headers["Content-Security-Policy"] ?? "", /; script-src 'sha256-[^']*'; /)
      assert.match(sent(response).code ?? "", /^[\w-]{43}$/)
    }),
  )

  it.effect(
    "keeps the query of its redirect URI, and adds a slash to one without a path, as Entra does",
    () =>
      Effect.gen(function* () {
        for (const [redirect_uri, start] of [
          ["http://localhost:3000/callback?a=1", "http://localhost:3000/callback?a=1&code="],
          ["http://localhost:3000", "http://localhost:3000/?code="],
          [
            "msal11111111-2222-4333-8444-555555555555://auth",
            "msal11111111-2222-4333-8444-555555555555://auth?code=",
          ],
        ] as const) {
          const { headers } = yield* openBrowser(newIssuer()).approve({ redirect_uri })
          assert.isTrue(headers.Location?.startsWith(start), headers.Location)
        }
      }),
  )

  it.effect("at the endpoint of all tenants signs in to the tenant of the person's domain", () =>
    Effect.gen(function* () {
      for (const [username, tid] of [
        ["ada@contoso.onmicrosoft.com", guidOf("contoso.onmicrosoft.com")],
        [`ada@${tenant}`, tenant],
        ["ada", defaultTenant],
      ] as const) {
        const browser = openBrowser(newIssuer(), { tenantName: "common" })
        const response = sent(yield* browser.approve({}, { username }))
        assert.notProperty(response, "iss")
        const { id_token } = yield* browser.redeem(response.code)
        assert.strictEqual(decodeJwt(id_token).tid, tid)
      }
    }),
  )

  it.effect("of version 1.0 names an API, and a native app needs no PKCE", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer(), { isOld: true })
      const without = { scope: undefined, code_challenge: undefined, code_challenge_method: undefined }
      const resource = "https://graph.microsoft.com"
      const native = { ...without, resource, redirect_uri: "http://localhost:3000" }
      const { code } = sent(yield* browser.approve(native))
      const redemption = { redirect_uri: native.redirect_uri, code_verifier: undefined }
      const tokens = yield* browser.redeem(code, redemption)
      assert.strictEqual(decodeJwt(tokens.access_token).aud, resource)
      for (const name of ["id_token", "refresh_token"]) assert.property(tokens, name)

      const web = { ...native, redirect_uri: "https://portal.contoso.example/" }
      const { code: ofWeb } = sent(yield* browser.approve(web))
      const { error_codes } = yield* browser.redeem(ofWeb, { ...redemption, redirect_uri: web.redirect_uri })
      assert.deepStrictEqual(error_codes, [7000218])
    }),
  )

  it.effect("that is posted as a form is read like any other, after a redirect", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const path = `/${tenant}/oauth2/v2.0/authorize`
      const { status, headers } = yield* browser.send("POST", path, "", request)
      assert.deepStrictEqual([status, headers.Location], [302, `?${encode(request)}`])
    }),
  )
})

describe("A declined request", () => {
  it.effect("gets access_denied", () =>
    Effect.gen(function* () {
      const response = yield* openBrowser(newIssuer()).approve({}, { decision: "declined" })
      assert.deepStrictEqual(failure(response), ["access_denied", 65004])
      const { state, iss, error_uri } = sent(response)
      assert.deepStrictEqual([state, iss], ["a-state", issuer])
      assert.strictEqual(error_uri, "https://login.microsoftonline.com/error?code=65004")
    }),
  )

  it.effect("gets the directory's reason if the directory declines it", () =>
    Effect.gen(function* () {
      const directory = directoryWith({
        delegated: ({ appId }) => Result.fail(consentRequired(appId, appId)),
      })
      const response = yield* openBrowser(newIssuer({ directory })).approve()
      assert.deepStrictEqual(failure(response), ["consent_required", 65001])
    }),
  )
})

describe("A session", () => {
  it.effect("signs in again without a page, as long as the application asks for nothing new", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const first = sent(yield* browser.approve())
      const { session_state, code } = sent(yield* browser.open())
      assert.strictEqual(session_state, first.session_state)
      assert.notStrictEqual(code, first.code)
      for (const changes of [
        { scope: `${request.scope} Mail.Read` },
        { client_id: "other" },
        { prompt: "consent" },
        { prompt: "select_account" },
        { prompt: "login" },
        { login_hint: "ada@contoso.example" },
      ])
        assert.strictEqual((yield* browser.open(changes)).status, 200, JSON.stringify(changes))
    }),
  )

  it.effect("renews tokens silently after an hour, and for 24 hours after each use", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      yield* browser.approve()
      for (const hours of [1, 23, 23]) {
        yield* TestClock.adjust(`${hours} hours`)
        assert.property(sent(yield* browser.open({ prompt: "none" })), "code")
      }
      yield* TestClock.adjust("24 hours")
      assert.deepStrictEqual(failure(yield* browser.open({ prompt: "none" })), ["login_required", 50058])
    }),
  )

  const silentFailures: Record<string, readonly [Parameters, string, number]> = {
    "another person": [{ login_hint: "ada@contoso.example" }, "interaction_required", 160021],
    "another session": [{ sid: "another" }, "interaction_required", 160021],
    "a permission that was not approved": [{ scope: "openid Mail.Read" }, "consent_required", 65001],
    "an application that was not approved": [{ client_id: "other" }, "consent_required", 65001],
    "a person who signed in too long ago": [{ max_age: "3599" }, "login_required", 50058],
  }
  for (const [name, [changes, error, code]] of Object.entries(silentFailures)) {
    it.effect(`does not suffice for ${name}`, () =>
      Effect.gen(function* () {
        const browser = openBrowser(newIssuer())
        yield* browser.approve()
        yield* TestClock.adjust("1 hour")
        const response = yield* browser.open({ prompt: "none", ...changes })
        assert.deepStrictEqual(failure(response), [error, code])
      }),
    )
  }

  it.effect("needs no approval of what an administrator has consented to", () =>
    Effect.gen(function* () {
      const applications = [
        { appId: "first" },
        { appId: "second", delegatedPermissions: ["User.Read"], redirectUris: ["http://localhost/callback"] },
      ]
      const browser = openBrowser(newIssuer({ directory: makeGrantedDirectory({ applications }) }))
      const second = { client_id: "second", prompt: "none" }
      assert.deepStrictEqual(failure(yield* browser.open(second)), ["login_required", 50058])
      yield* browser.approve({ client_id: "first" })
      for (const scope of ["openid User.Read", "https://graph.microsoft.com/.default", "openid"])
        for (const prompt of ["none", undefined])
          assert.property(sent(yield* browser.open({ ...second, scope, prompt })), "code", scope)
      for (const scope of ["User.Read Mail.Read", "api://first/access_as_user"]) {
        const silent = yield* browser.open({ ...second, scope })
        assert.deepStrictEqual(failure(silent), ["consent_required", 65001], scope)
        assert.strictEqual((yield* browser.open({ ...second, scope, prompt: undefined })).status, 200, scope)
      }
      assert.strictEqual((yield* browser.open({ ...second, prompt: "consent" })).status, 200)
    }),
  )

  it.effect("is valid only for its person and tenant", () =>
    Effect.gen(function* () {
      const issuer = newIssuer()
      const browser = openBrowser(issuer)
      const { session_state: sid } = sent(yield* browser.approve())
      const hinted = { prompt: "none", sid, login_hint: `User@${tenant}`, max_age: "0" }
      assert.property(sent(yield* browser.open(hinted)), "code")
      const elsewhere = openBrowser(issuer, { tenantName: defaultTenant })
      elsewhere.cookie = browser.cookie
      const response = yield* elsewhere.open({ prompt: "none" })
      assert.deepStrictEqual(failure(response), ["login_required", 50058])
    }),
  )

  it.effect("begins anew with prompt=login and with another person", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const { session_state: first } = sent(yield* browser.approve())
      const { session_state: second } = sent(yield* browser.approve({ prompt: "login" }))
      const { session_state: same } = sent(yield* browser.approve({ prompt: "consent" }))
      const { session_state: third } = sent(
        yield* browser.approve({ prompt: "select_account" }, { username: "ada@contoso.example" }),
      )
      assert.strictEqual(same, second)
      assert.lengthOf(new Set([first, second, third]), 3)
    }),
  )

  it.effect("has a cookie that scripts can't read, and over https only this host can set", () =>
    Effect.gen(function* () {
      const plain = yield* openBrowser(newIssuer()).open()
      assert.match(
        plain.headers["Set-Cookie"] ?? "",
        /^odj-sign-in-8365=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
      )
      const secure = yield* openBrowser(newIssuer(), { origin: "https://odj.example" }).open()
      assert.match(
        secure.headers["Set-Cookie"] ?? "",
        /^__Host-odj-sign-in=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=None$/,
      )
    }),
  )

  it.effect("ends with the sign-out, which returns only to loopback addresses and registered ones", () =>
    Effect.gen(function* () {
      const registered = "https://portal.contoso.example/"
      for (const [uri, state, location] of [
        ["http://localhost:3000/bye", "s", "http://localhost:3000/bye?state=s"],
        [registered, undefined, registered],
        [undefined, undefined, undefined],
        ["https://evil.example/", undefined, undefined],
        ["javascript:alert(1)", undefined, undefined],
        ["//evil.example", undefined, undefined],
      ] as const) {
        const browser = openBrowser(newIssuer())
        yield* browser.approve({ redirect_uri: registered })
        const response = yield* browser.signOut({ post_logout_redirect_uri: uri, state })
        assert.strictEqual(response.headers.Location, location, uri)
        assert.strictEqual(response.status, location === undefined ? 200 : 302)
        assert.isUndefined(browser.cookie)
        const silent = yield* browser.open({ prompt: "none" })
        assert.deepStrictEqual(failure(silent), ["login_required", 50058])
      }
    }),
  )
})

describe("An issuer that approves without its page", () => {
  it.effect("signs in the hinted person, or else the first one", () =>
    Effect.gen(function* () {
      for (const [login_hint, username] of [
        ["ada@contoso.example", "ada@contoso.example"],
        [undefined, `user@${tenant}`],
      ]) {
        const browser = openBrowser(newIssuer({ autoApprove: true }))
        const { id_token } = yield* browser.redeem(sent(yield* browser.open({ login_hint })).code)
        assert.strictEqual(decodeJwt(id_token).preferred_username, username)
      }
    }),
  )

  it.effect("signs in silently only in a session", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer({ autoApprove: true }))
      const silent = { prompt: "none", scope: "Mail.Read" }
      assert.deepStrictEqual(failure(yield* browser.open(silent)), ["login_required", 50058])
      yield* browser.open({ prompt: "select_account" })
      assert.property(sent(yield* browser.open(silent)), "code")
    }),
  )

  it.effect("reports a person who does not exist", () =>
    Effect.gen(function* () {
      const directory = directoryWith({ person: (of, name) => Result.fail(userNotFound(name, of)) })
      const response = yield* openBrowser(newIssuer({ directory, autoApprove: true })).open()
      assert.deepStrictEqual(failure(response), ["access_denied", 50034])
    }),
  )
})

describe("An invalid request", () => {
  const sentToApplication: Record<string, readonly [Parameters, string, number]> = {
    "no response type": [{ response_type: undefined }, "invalid_request", 900144],
    "the implicit grant": [{ response_type: "token" }, "unsupported_response_type", 700051],
    "an ID token": [{ response_type: "code id_token" }, "unsupported_response_type", 700054],
    "an unknown response type": [{ response_type: "cookie" }, "unsupported_response_type", 70005],
    "an unknown response mode": [{ response_mode: "smoke" }, "invalid_request", 70007],
    "no scope": [{ scope: undefined }, "invalid_request", 900144],
    "an invalid scope": [{ scope: "<x>" }, "invalid_scope", 70011],
    "an unknown prompt": [{ prompt: "please" }, "invalid_request", 90023],
    "a silent prompt with another": [{ prompt: "none login" }, "invalid_request", 90023],
    "an invalid age": [{ max_age: "-1" }, "invalid_request", 90100],
    "a request object": [{ request: "x" }, "invalid_request", 90100],
    "a challenge by plain": [{ code_challenge_method: "plain" }, "invalid_request", 9002313],
    "a challenge without a method": [{ code_challenge_method: undefined }, "invalid_request", 9002313],
    "a method without a challenge": [{ code_challenge: undefined }, "invalid_request", 501491],
    "a challenge of another size": [{ code_challenge: "x" }, "invalid_request", 501491],
  }
  for (const [name, [changes, error, code]] of Object.entries(sentToApplication)) {
    it.effect(`with ${name} gets ${error}`, () =>
      Effect.gen(function* () {
        const response = yield* openBrowser(newIssuer()).open(changes)
        assert.strictEqual(response.status, 302)
        assert.deepStrictEqual(failure(response), [error, code])
        assert.strictEqual(sent(response).state, "a-state")
      }),
    )
  }

  it.effect("gets its failure in its response mode", () =>
    Effect.gen(function* () {
      const { headers } = yield* openBrowser(newIssuer()).open({ response_mode: "fragment", scope: "" })
      assert.match(headers.Location ?? "", /^http:\/\/localhost:3000\/callback#error=invalid_request&/)
    }),
  )

  it.effect("by form_post to a native app is refused", () =>
    Effect.gen(function* () {
      const native = { redirect_uri: "msal1://auth", response_mode: "form_post" }
      const { status, body } = yield* openBrowser(newIssuer()).open(native)
      assert.strictEqual(status, 400)
      assert.include(body, "AADSTS70007")
    }),
  )

  it.effect("of an unknown tenant gets a page", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer(), { tenantName: "nowhere" })
      const { status, body } = yield* browser.open()
      assert.strictEqual(status, 400)
      assert.include(body, "AADSTS90002")
    }),
  )

  it.effect("has a page with the ids of the failure, and a link to its number", () =>
    Effect.gen(function* () {
      const { body } = yield* openBrowser(newIssuer()).open({ client_id: undefined })
      assert.match(
        body ?? "",
        /AADSTS900144: .*&#39;client_id&#39;.* Trace ID: [\da-f-]{36} Correlation ID: /,
      )
      assert.include(body, '<a href="https://login.microsoftonline.com/error?code=900144"')
      assert.deepStrictEqual(hidden({ status: 200, headers: {}, body }), {})
    }),
  )
})
