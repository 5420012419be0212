/** Which addresses can be redirect URIs, and which belong to an application. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { makeRedirectUris, readRedirectUri } from "../../src/signin/RedirectUris.ts"

const application = (appId: string, redirectUris?: ReadonlyArray<string>) => ({
  appId,
  displayName: appId,
  redirectUris,
})

describe("A redirect URI", () => {
  it("is https, http on a loopback address, or the scheme of a native app", () => {
    for (const uri of [
      "https://portal.contoso.example",
      "https://portal.contoso.example:8443/a/b?c=d&e=%20",
      "http://localhost",
      "http://127.0.0.1:3000/callback",
      "http://[::1]:3000/",
      "msal11111111-2222-4333-8444-555555555555://auth",
      "com.contoso.app://callback/x",
      `https://x.example/${"a".repeat(238)}`,
    ])
      assert.isTrue(Result.isSuccess(readRedirectUri(uri)), uri)
  })

  it("is nothing else", () => {
    for (const uri of [
      "",
      "/callback",
      "//portal.contoso.example/",
      "https://",
      "https:portal.contoso.example",
      "http://portal.contoso.example/",
      "http://localhost.contoso.example/",
      "http://0.0.0.0/",
      "https://ada@portal.contoso.example/",
      "https://ada:secret@portal.contoso.example/",
      "https://portal.contoso.example/#",
      "https://portal.contoso.example/a b",
      "https://portal.contoso.example/\n",
      "https://portal.contoso.example\\@evil.example/",
      'https://portal.contoso.example/"><script>',
      "https://portal.contoso.example/?code=x",
      "https://portal.contoso.example/?a=b&st%61te=x",
      "javascript://x/%0aalert(1)",
      "JavaScript://x/%0aalert(1)",
      "data://text/html,x",
      "blob://x/",
      "file:///etc/passwd",
      "urn:ietf:wg:oauth:2.0:oob",
      `https://x.example/${"a".repeat(239)}`,
    ])
      assert.isTrue(Result.isFailure(readRedirectUri(uri)), uri)
  })
})

describe("The redirect URIs of applications", () => {
  const own = "https://portal.contoso.example/"

  it("are those that are registered, at any port of a loopback address", () => {
    const uris = makeRedirectUris()
    const registered = application("app", [own, "http://localhost/a?b=c", "http://127.0.0.1:1/"])
    for (const [uri, isRegistered] of [
      [own, true],
      ["http://localhost/a?b=c", true],
      ["http://localhost:3000/a?b=c", true],
      ["http://127.0.0.1:2", true],
      ["https://portal.contoso.example", false],
      ["https://portal.contoso.example:443/", false],
      ["http://localhost:3000/a", false],
      ["http://localhost:3000/a?b=d", false],
      ["https://localhost:3000/a?b=c", false],
      ["http://[::1]:1/", false],
    ] as const) {
      assert.strictEqual(uris.isRegistered(registered, uri), isRegistered, uri)
      assert.strictEqual(Result.isSuccess(uris.check(registered, uri)), isRegistered, uri)
    }
    uris.register(registered, "https://other.example/")
    assert.isFalse(uris.isRegistered(registered, "https://other.example/"))
  })

  it("are none if the list is empty", () => {
    const none = application("app", [])
    assert.isTrue(Result.isFailure(makeRedirectUris().check(none, "http://localhost/")))
  })

  it("are all loopback addresses and the first other one, without a list", () => {
    const uris = makeRedirectUris()
    const unlisted = application("app")
    assert.isTrue(uris.isRegistered(unlisted, "http://localhost:3000/any"))
    uris.register(unlisted, "http://localhost:3000/any")
    assert.isFalse(uris.isRegistered(unlisted, own))
    assert.isTrue(Result.isSuccess(uris.check(unlisted, own)))
    uris.register(unlisted, own)
    assert.isTrue(uris.isRegistered(unlisted, own))
    assert.isTrue(Result.isFailure(uris.check(unlisted, "https://evil.example/")))
    assert.isTrue(Result.isSuccess(uris.check(application("other"), "https://evil.example/")))
  })

  it("of more than a thousand applications drop the oldest first use", () => {
    const uris = makeRedirectUris()
    for (let index = 0; index <= 1_000; index++) uris.register(application(`${index}`), own)
    assert.isFalse(uris.isRegistered(application("0"), own))
    assert.isTrue(uris.isRegistered(application("1"), own))
  })
})
