/**
 * Attacks on the code flow and on the pages (RFC 9700, 4; RFC 6819): each test is an attack that fails, next to the same steps
 * by an honest client, which succeed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { TestClock } from "effect/testing"
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

const evil = "https://evil.example/callback"
const own = "https://portal.contoso.example/callback"

/** An issuer in which applications have registered redirect URIs. */
const withRegistration = () =>
  newIssuer({
    directory: directoryWith({
      application: (_tenant, appId) =>
        Result.succeed({ appId, displayName: appId, redirectUris: [own, "http://localhost/callback"] }),
    }),
  })

/** The code that an honest client gets. */
const newCode = Effect.fnUntraced(function* (issuer = newIssuer(), changes: Parameters = {}) {
  const browser = openBrowser(issuer)
  const { code } = sent(yield* browser.approve(changes))
  return { browser, code }
})

describe("A stolen code", () => {
  const redemptions: Record<string, readonly [Parameters, number]> = {
    "without the verifier (code injection)": [{ code_verifier: "v".repeat(43) }, 501481],
    "by another application (mix-up of applications)": [{ client_id: "other" }, 70000],
    "with another redirect URI": [{ redirect_uri: evil }, 500112],
    "by a confidential client without the verifier": [
      { code_verifier: undefined, client_secret: "any" },
      501481,
    ],
  }
  for (const [name, [changes, number]] of Object.entries(redemptions)) {
    it.effect(`is of no use ${name}, and still is to its owner`, () =>
      Effect.gen(function* () {
        const { browser, code } = yield* newCode()
        const { error_codes } = yield* browser.redeem(code, changes)
        assert.deepStrictEqual(error_codes, [number])
        assert.property(yield* browser.redeem(code), "access_token")
      }),
    )
  }

  it.effect("is of no use in another tenant", () =>
    Effect.gen(function* () {
      const issuer = newIssuer()
      const { code } = yield* newCode(issuer)
      const other = openBrowser(issuer, { tenantName: "fabrikam.example" })
      assert.deepStrictEqual((yield* other.redeem(code)).error_codes, [700005])
    }),
  )

  it.effect("that is replayed is refused, and revokes the refresh token of its first use", () =>
    Effect.gen(function* () {
      const { browser, code } = yield* newCode()
      const { refresh_token } = yield* browser.redeem(code)
      const refresh = { grant_type: "refresh_token", refresh_token }
      assert.property(yield* browser.redeem(undefined, refresh), "access_token")
      assert.deepStrictEqual((yield* browser.redeem(code)).error_codes, [54005])
      assert.deepStrictEqual((yield* browser.redeem(undefined, refresh)).error_codes, [70000])
    }),
  )
})

describe("A downgrade of PKCE", () => {
  it.effect("by removing the challenge from the request is noticed when the code is redeemed", () =>
    Effect.gen(function* () {
      const removed = { code_challenge: undefined, code_challenge_method: undefined }
      const { browser, code } = yield* newCode(newIssuer(), removed)
      assert.deepStrictEqual((yield* browser.redeem(code)).error_codes, [501481])
    }),
  )

  it.effect("for a native app is of no use to a web page, whatever its origin", () =>
    Effect.gen(function* () {
      const removed = { code_challenge: undefined, code_challenge_method: undefined }
      const { browser, code } = yield* newCode(newIssuer(), removed)
      const withoutVerifier = { code_verifier: undefined }
      for (const origin of ["http://localhost:3000", "http://localhost:4000", "http://127.0.0.1:3000", evil])
        assert.deepStrictEqual(
          (yield* browser.redeem(code, withoutVerifier, { origin })).error_codes,
          [9002325],
          origin,
        )
      assert.property(yield* browser.redeem(code, withoutVerifier), "access_token")
    }),
  )

  it.effect("to the method plain is refused before a person is asked", () =>
    Effect.gen(function* () {
      for (const method of ["plain", "", undefined, "s256"]) {
        const response = yield* openBrowser(newIssuer()).open({ code_challenge_method: method })
        assert.strictEqual(sent(response).error, "invalid_request", method)
      }
    }),
  )
})

describe("A mix-up of issuers", () => {
  it.effect("is noticed by the issuer's name in the response, and the code is of no use elsewhere", () =>
    Effect.gen(function* () {
      const { browser, code } = yield* newCode()
      const other = openBrowser(newIssuer(), { origin: "http://localhost:8366" })
      const { iss: otherIss } = sent(yield* other.approve())
      const { iss } = sent(yield* browser.open({ prompt: "none" }))
      assert.strictEqual(iss, `${origin}/${tenant}/v2.0`)
      assert.notStrictEqual(otherIss, iss)
      assert.deepStrictEqual((yield* other.redeem(code)).error_codes, [70000])
    }),
  )

  it.effect("is noticed in failures too", () =>
    Effect.gen(function* () {
      const { error, iss } = sent(yield* openBrowser(newIssuer()).open({ prompt: "none" }))
      assert.deepStrictEqual([error, iss], ["login_required", `${origin}/${tenant}/v2.0`])
    }),
  )
})

describe("A redirect URI", () => {
  const games: Record<string, string> = {
    "another site": evil,
    "a path below": `${own}/x`,
    "a sibling by dots": "https://portal.contoso.example/callback/../other",
    "another query": `${own}?next=${evil}`,
    "another case": "https://portal.contoso.example/Callback",
    "another scheme": "http://portal.contoso.example/callback",
    "another port": "https://portal.contoso.example:444/callback",
    "a name that begins alike": "https://portal.contoso.example.evil.example/callback",
    "a user name that looks like the host": "https://portal.contoso.example@evil.example/callback",
    "a backslash": "https://evil.example\\@portal.contoso.example/callback",
    "a fragment": `${own}#x`,
    "an encoded host": "https://portal%2econtoso.example/callback",
    "a relative address": "//evil.example/callback",
    "another path on a loopback address": "http://localhost:3000/other",
    "another name of the loopback address": "http://127.0.0.1:3000/callback",
    "a loopback name on another site": "http://localhost.evil.example/callback",
    "a script": "javascript:alert(1)//",
    "a script with an authority": "javascript://portal.contoso.example/%0aalert(1)",
    data: "data:text/html,x",
    "a file": "file:///etc/passwd",
    "a line break": `${own}\r\nSet-Cookie: a=b`,
    "a tab in the scheme": "java\tscript://x/%0aalert(1)",
    "more than 256 characters": `${own}?${"a".repeat(256)}`,
    "a code of the attacker": "http://localhost:3000/callback?code=attackers",
  }
  for (const [name, redirect_uri] of Object.entries(games)) {
    it.effect(`with ${name} gets a page, and nothing is sent there`, () =>
      Effect.gen(function* () {
        const browser = openBrowser(withRegistration())
        yield* browser.approve({ redirect_uri: own })
        for (const prompt of [undefined, "none"]) {
          const { status, headers, body } = yield* browser.open({ redirect_uri, prompt })
          assert.deepStrictEqual([status, headers.Location], [400, undefined])
          assert.match(body ?? "", /AADSTS(?:50011|90102): /)
          assert.notInclude(body, "<form")
        }
      }),
    )
  }

  it.effect("that is registered gets its response, on a loopback address at any port", () =>
    Effect.gen(function* () {
      for (const redirect_uri of [own, "http://localhost:3000/callback", "http://localhost/callback"])
        assert.property(sent(yield* openBrowser(withRegistration()).approve({ redirect_uri })), "code")
    }),
  )

  it.effect(
    "of an application without any gets nothing before a person approves it, and is its only one then",
    () =>
      Effect.gen(function* () {
        const browser = openBrowser(newIssuer())
        for (const changes of [{ prompt: "none" }, { scope: "" }, { code_challenge_method: "plain" }]) {
          const { status, headers } = yield* browser.open({ ...changes, redirect_uri: own })
          assert.deepStrictEqual([status, headers.Location], [400, undefined])
        }
        yield* browser.approve({ redirect_uri: evil }, { decision: "declined" })
        assert.property(sent(yield* browser.approve({ redirect_uri: own })), "code")
        const { status, body } = yield* browser.open({ redirect_uri: evil })
        assert.strictEqual(status, 400)
        assert.include(body, "AADSTS50011")
        assert.property(sent(yield* browser.open({ redirect_uri: own, prompt: "none" })), "code")
      }),
  )

  it.effect(
    "that no person has approved gets no code in a session in which the application is approved",
    () =>
      Effect.gen(function* () {
        const browser = openBrowser(newIssuer())
        yield* browser.approve()
        for (const [prompt, expected] of [
          ["none", 400],
          [undefined, 200],
        ] as const) {
          const { status, headers } = yield* browser.open({ redirect_uri: evil, prompt })
          assert.deepStrictEqual([status, headers.Location], [expected, undefined])
        }
        assert.property(sent(yield* browser.approve({ redirect_uri: own })), "code")
      }),
  )

  it.effect("of another application is not shared", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      yield* browser.approve({ redirect_uri: own })
      const response = yield* browser.open({ client_id: "other", redirect_uri: own, prompt: "none" })
      assert.strictEqual(response.status, 400)
    }),
  )
})

describe("A forged decision", () => {
  /** The page of a request in a browser, and the decision that a person makes on it. */
  const shown = Effect.fnUntraced(function* (issuer = newIssuer()) {
    const browser = openBrowser(issuer)
    const page = yield* browser.open()
    return {
      browser,
      decision: { token: hidden(page).token, person: `user@${tenant}`, decision: "approved" },
    }
  })

  /** Whether a response is the page, which sends nothing to the application. */
  const isRefused = ({
    status,
    headers,
    body = "",
  }: {
    status: number
    headers: Readonly<Record<string, string>>
    body?: string | undefined
  }) =>
    status === 400 &&
    headers.Location === undefined &&
    body.includes("This page was out of date. Decide again.")

  it.effect("differs from one on the page that this browser got for this request, which succeeds", () =>
    Effect.gen(function* () {
      const { browser, decision } = yield* shown()
      assert.property(sent(yield* browser.post({}, decision)), "code")
    }),
  )

  it.effect(
    "is refused without a token and with the token of another browser, request, tenant or issuer",
    () =>
      Effect.gen(function* () {
        const issuer = newIssuer()
        const { browser, decision } = yield* shown(issuer)
        const attacker = yield* shown(issuer)
        const elsewhere = yield* shown()
        for (const token of [undefined, "", "x", attacker.decision.token, elsewhere.decision.token])
          assert.isTrue(isRefused(yield* browser.post({}, { ...decision, token })), token)
        for (const changes of [{ scope: "Mail.Read" }, { redirect_uri: evil }, { state: "attackers" }])
          assert.isTrue(isRefused(yield* browser.post(changes, decision)), JSON.stringify(changes))
        const other = openBrowser(issuer, { tenantName: "fabrikam.example" })
        other.cookie = browser.cookie
        assert.isTrue(isRefused(yield* other.post({}, decision)))
        assert.property(sent(yield* browser.post({}, decision)), "code")
      }),
  )

  it.effect("without the cookie leads back to the request, and replaces no session", () =>
    Effect.gen(function* () {
      const { decision } = yield* shown()
      for (const changes of [{}, { decision: "declined" }]) {
        const stranger = openBrowser(newIssuer())
        const { status, headers } = yield* stranger.post({}, { ...decision, ...changes })
        assert.deepStrictEqual([status, headers.Location], [302, `?${encode(request)}`])
        assert.notProperty(headers, "Set-Cookie")
      }
    }),
  )

  it.effect("is refused an hour after the page", () =>
    Effect.gen(function* () {
      const { browser, decision } = yield* shown()
      yield* TestClock.adjust("1 hour")
      assert.isTrue(isRefused(yield* browser.post({}, decision)))
      const later = decision.token?.replace(/^\d+/, (expiresAt) => `${Number(expiresAt) + 3_600_000}`)
      assert.isTrue(isRefused(yield* browser.post({}, { ...decision, token: later })))
    }),
  )

  it.effect("can't use a link: only a post decides", () =>
    Effect.gen(function* () {
      const { browser, decision } = yield* shown()
      const { status, headers } = yield* browser.open(decision)
      assert.deepStrictEqual([status, headers.Location], [200, undefined])
    }),
  )

  it.effect("can't be made in a frame, because no site may frame the page", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      for (const page of [
        yield* browser.open(),
        yield* browser.open({ client_id: "" }),
        yield* browser.approve({ response_mode: "form_post" }),
        yield* browser.signOut(),
        yield* browser.send("GET", "/devicelogin", ""),
      ])
        assert.match(page.headers["Content-Security-Policy"] ?? "", /; frame-ancestors 'none'$/)
    }),
  )
})

describe("A session that is fixed in advance", () => {
  it.effect("is not the one that the person signs in to", () =>
    Effect.gen(function* () {
      const issuer = newIssuer()
      const attacker = openBrowser(issuer)
      yield* attacker.open()
      const victim = openBrowser(issuer)
      victim.cookie = attacker.cookie
      assert.property(sent(yield* victim.approve()), "code")
      assert.notStrictEqual(victim.cookie, attacker.cookie)
      assert.strictEqual(sent(yield* attacker.open({ prompt: "none" })).error, "login_required")
      assert.property(sent(yield* victim.open({ prompt: "none" })), "code")
    }),
  )

  it.effect("of an attacker ends when the person signs in", () =>
    Effect.gen(function* () {
      const issuer = newIssuer()
      const attacker = openBrowser(issuer)
      yield* attacker.approve()
      const victim = openBrowser(issuer)
      victim.cookie = attacker.cookie
      yield* victim.approve({ prompt: "login" }, { username: "victim@contoso.example" })
      assert.strictEqual(sent(yield* attacker.open({ prompt: "none" })).error, "login_required")
    }),
  )

  it.effect("can't be made by a client, which never gets the cookie", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const response = sent(yield* browser.approve())
      const tokens = yield* browser.redeem(response.code)
      const secret = browser.cookie?.split("=")[1] ?? ""
      assert.lengthOf(secret, 43)
      assert.notInclude(JSON.stringify([response, tokens]), secret)
      assert.notInclude(Buffer.from(tokens.id_token.split(".")[1], "base64url").toString(), secret)
    }),
  )

  it.effect("can't use a cookie that the issuer did not make", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      browser.cookie = `odj-sign-in-8365=${"x".repeat(5_000)}`
      const { headers } = yield* browser.open()
      assert.match(headers["Set-Cookie"] ?? "", /^odj-sign-in-8365=[\w-]{43};/)
    }),
  )
})

describe("An injection", () => {
  const script = `"'><script>alert(1)</script>`

  it.effect("into any value of a page is escaped", () =>
    Effect.gen(function* () {
      const issuer = newIssuer()
      for (const changes of [
        { client_id: script },
        { login_hint: script },
        { state: script },
        { domain_hint: script },
        { redirect_uri: script },
        { scope: script, redirect_uri: own },
        { scope: `api://${script}/x` },
      ]) {
        const browser = openBrowser(issuer)
        for (const page of [
          yield* browser.open(changes),
          yield* browser.approve(changes, { username: script }),
        ])
          assert.notInclude(page.body, "<script", JSON.stringify(changes))
      }
      const posted = yield* openBrowser(issuer).approve({ response_mode: "form_post", state: script })
      assert.lengthOf((posted.body ?? "").match(/<script/g) ?? [], 1)
    }),
  )

  it.effect("into the header of the redirect stays one line", () =>
    Effect.gen(function* () {
      const response = yield* openBrowser(newIssuer()).approve({ state: "a\r\nSet-Cookie: b=c" })
      assert.notMatch(response.headers.Location ?? "", /[\r\n]/)
      assert.strictEqual(sent(response).state, "a\r\nSet-Cookie: b=c")
    }),
  )

  it.effect("into a request that is posted stays in the query of the redirect", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const path = `/${tenant}/oauth2/v2.0/authorize`
      const { headers } = yield* browser.send("POST", path, "", "state=\u65e5\r\nSet-Cookie: b=c&nonce=\0")
      assert.match(headers.Location ?? "", /^\?[!-~]+$/)
      const values = [...new URLSearchParams(headers.Location).values()]
      assert.deepStrictEqual(values, ["\u65e5\r\nSet-Cookie: b=c", "\0"])
    }),
  )

  it.effect("of a second value for a parameter gets a page", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const path = `/${tenant}/oauth2/v2.0/authorize`
      for (const [name, value] of Object.entries({ redirect_uri: evil, client_id: "x", state: "x" })) {
        const { status } = yield* browser.send("GET", path, `${encode(request)}&${encode({ [name]: value })}`)
        assert.strictEqual(status, 400, name)
      }
    }),
  )

  it.effect("of more than 8 KiB, or of a long name, gets a page", () =>
    Effect.gen(function* () {
      const browser = openBrowser(newIssuer())
      const state = "x".repeat(8_192)
      const path = `/${tenant}/oauth2/v2.0/authorize`
      assert.strictEqual((yield* browser.open({ state })).status, 400)
      assert.strictEqual((yield* browser.open({ client_id: "x".repeat(257) })).status, 400)
      assert.strictEqual((yield* browser.approve({}, { username: "x".repeat(257) })).status, 400)
      assert.strictEqual((yield* browser.send("POST", path, "", { ...request, state })).status, 400)
    }),
  )
})
