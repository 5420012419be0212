import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import type { ServeValues } from "../../src/command/ServeFlags.ts"
import { serveSettings } from "../../src/command/ServeSettings.ts"
import { defaultServerLimits } from "../../src/server/Server.ts"
import { defaults } from "./serveValues.ts"

const read = (values: Partial<ServeValues>) => serveSettings({ ...defaults, ...values })

const settings = (values: Partial<ServeValues>) => Result.getOrThrow(read(values))

const problemsOf = (values: Partial<ServeValues>) => {
  const result = read(values)
  return Result.isFailure(result) ? result.failure.problems.map(({ message }) => message) : []
}

/** The first flag that each problem names. */
const flagsOf = (values: Partial<ServeValues>) =>
  problemsOf(values).map((message) => /--([a-z-]+)/.exec(message)?.[1])

const tenant = "2F0D1A34-5C59-4A0E-9F0B-6F6C3F1E7A10"

describe("The flags together", () => {
  it("set the limits, which by default are those of a server inside a test", () => {
    assert.deepStrictEqual(settings({}).limits, defaultServerLimits)
    assert.deepStrictEqual(settings({ readTime: 2, idleTime: 75, stopTime: 30 }).limits, {
      ...defaultServerLimits,
      readTime: 2_000,
      idleTime: 75_000,
      drainTime: 30_000,
    })
  })

  it("set which tokens are trusted", () => {
    const local = { _tag: "Local", keys: undefined, grants: undefined, autoApprove: false }
    assert.deepStrictEqual<object>(settings({}).auth, local)
    assert.deepStrictEqual<object>(
      settings({ keys: Option.some("k"), grant: Option.some("g"), autoApprove: true }).auth,
      { ...local, keys: "k", grants: "g", autoApprove: true },
    )
    assert.deepStrictEqual<object>(settings({ auth: "none" }).auth, { _tag: "None" })
    const jwksUri = "https://idp.test/keys"
    const jwt = {
      auth: "jwt",
      audience: ["a", "b"],
      issuer: Option.some("i"),
      jwksUri: Option.some(jwksUri),
    } as const
    assert.deepStrictEqual<object>(settings(jwt).auth, {
      _tag: "Provider",
      trust: { issuers: ["i"], tenants: undefined, audiences: ["a", "b"], algorithms: ["RS256"] },
      jwksUri: new URL(jwksUri),
    })
  })

  it("trust both kinds of tokens of one Entra tenant", () => {
    const { auth } = settings({ auth: "jwt", audience: ["a"], entraTenant: Option.some(tenant) })
    assert(auth._tag === "Provider")
    assert.deepStrictEqual(auth.trust.tenants, [tenant.toLowerCase()])
    assert.deepStrictEqual(auth.trust.issuers, [
      "https://sts.windows.net/{tenantid}/",
      "https://login.microsoftonline.com/{tenantid}/v2.0",
    ])
    assert.strictEqual(auth.jwksUri.origin, "https://login.microsoftonline.com")
  })

  it("set which tenants of an issuer are trusted", () => {
    const jwt = {
      auth: "jwt",
      audience: ["a"],
      issuer: Option.some("https://idp.test/{tenantid}"),
      jwksUri: Option.some("https://idp.test/keys"),
    } as const
    const other = "0a5d4f5c-6f05-4e4c-8a6b-2d6f8f3ad4b1"
    const { auth } = settings({ ...jwt, allowedTenant: [tenant, other] })
    assert(auth._tag === "Provider")
    assert.deepStrictEqual(auth.trust.tenants, [tenant.toLowerCase(), other])
    assert.deepStrictEqual(problemsOf({ ...jwt, allowedTenant: [tenant, "contoso", "x"] }), [
      "--allowed-tenant must be a GUID, not contoso",
      "--allowed-tenant must be a GUID, not x",
    ])
    assert.deepStrictEqual(
      problemsOf({ auth: "jwt", audience: ["a"], entraTenant: Option.some(tenant), allowedTenant: [other] }),
      ["--allowed-tenant can't be combined with --entra-tenant, which sets it"],
    )
    for (const auth of ["local", "none"] as const)
      assert.deepStrictEqual(problemsOf({ auth, allowedTenant: [tenant] }), [
        "--allowed-tenant works only with --auth jwt",
      ])
  })

  it("refuse a user name or a password in --jwks-uri, without repeating it", () => {
    const jwt = { auth: "jwt", audience: ["a"], issuer: Option.some("i") } as const
    for (const address of ["https://PW@idp.test/", "https://u:PW@idp.test/keys?x", "http://:PW@127.0.0.1/"])
      assert.deepStrictEqual(problemsOf({ ...jwt, jwksUri: Option.some(address) }), [
        "--jwks-uri can't have a user name or a password: the keys are public",
      ])
    assert.notInclude(problemsOf({ ...jwt, jwksUri: Option.some("ftp://u:PW@h/?PW") }).join(), "PW")
  })

  it("limit only what the built-in issuer grants", () => {
    const jwt = { auth: "jwt", audience: ["a"], entraTenant: Option.some(tenant) } as const
    for (const others of [jwt, { auth: "none" }] as const)
      assert.deepStrictEqual(
        problemsOf({ ...others, grant: Option.some("grants.json"), autoApprove: true }),
        ["--grant works only with --auth local", "--auto-approve works only with --auth local"],
      )
  })

  it("allow --auth none only on a loopback address", () => {
    for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
      assert.deepStrictEqual(flagsOf({ auth: "none", host }), [], host)
    }
    for (const host of ["0.0.0.0", "::", "10.0.0.1", "localhost.test", "127.0.0.1.test", "1127.0.0.1"]) {
      assert.deepStrictEqual(flagsOf({ auth: "none", host }), ["auth"], host)
      assert.deepStrictEqual(flagsOf({ auth: "local", host }), [], host)
    }
  })

  it("are refused if they do not fit --auth, or if a required flag is missing", () => {
    const some = Option.some("https://idp.test/")
    assert.deepStrictEqual(
      flagsOf({ entraTenant: Option.some(tenant), issuer: some, jwksUri: some, audience: ["a"] }),
      ["entra-tenant", "issuer", "jwks-uri", "audience"],
    )
    assert.deepStrictEqual(flagsOf({ auth: "none", keys: some }), ["keys"])
    assert.deepStrictEqual(flagsOf({ auth: "jwt", keys: some }), ["keys", "audience", "issuer", "jwks-uri"])
    assert.deepStrictEqual(
      flagsOf({
        auth: "jwt",
        audience: ["a"],
        entraTenant: Option.some("contoso"),
        issuer: some,
        jwksUri: some,
      }),
      ["issuer", "jwks-uri", "entra-tenant"],
    )
    const jwt = { auth: "jwt", audience: ["a"], issuer: some } as const
    for (const address of ["keys", "http://idp.test/keys", "ftp://127.0.0.1/", "file:///keys"]) {
      assert.deepStrictEqual(flagsOf({ ...jwt, jwksUri: Option.some(address) }), ["jwks-uri"], address)
    }
    for (const address of [
      "https://idp.test/keys",
      "http://127.0.0.1:1/",
      "http://[::1]/",
      "http://localhost/",
    ]) {
      assert.deepStrictEqual(flagsOf({ ...jwt, jwksUri: Option.some(address) }), [], address)
    }
  })

  it("have one sentence for each problem", () =>
    assert.deepStrictEqual(problemsOf({ auth: "jwt", tlsKey: Option.some("k") }), [
      "Missing --audience: --auth jwt needs it",
      "Missing --issuer: --auth jwt needs it, or --entra-tenant",
      "Missing --jwks-uri: --auth jwt needs it, or --entra-tenant",
      "Missing --tls-cert: --tls-key needs it",
    ]))

  it("set the certificate of https", () => {
    const cert = Option.some("c")
    const key = Option.some("k")
    assert.deepStrictEqual<object>(settings({}).tls, { _tag: "Off" })
    assert.deepStrictEqual<object>(settings({ tls: true }).tls, { _tag: "SelfSigned" })
    assert.deepStrictEqual<object>(settings({ tlsCert: cert, tlsKey: key }).tls, {
      _tag: "Files",
      cert: "c",
      key: "k",
    })
    assert.deepStrictEqual(flagsOf({ tlsCert: cert }), ["tls-key"])
    assert.deepStrictEqual(flagsOf({ tlsKey: key }), ["tls-cert"])
    assert.deepStrictEqual(flagsOf({ tls: true, tlsCert: cert, tlsKey: key }), ["tls"])
  })

  it("set the addresses of the server", () => {
    const publicUrl = Option.some("https://Graph.example.test/prefix/")
    const allowedHost = ["odj", "[::1]", "login.example.test"]
    assert.deepStrictEqual<object>(settings({}).addresses, { publicUrl: undefined, allowedHosts: [] })
    assert.deepStrictEqual<object>(settings({ publicUrl, allowedHost }).addresses, {
      publicUrl: "https://graph.example.test/prefix",
      allowedHosts: allowedHost,
    })
    for (const url of ["graph.example.test", "https://graph.example.test/beta", "https://a.test/?b", "x:y"])
      assert.deepStrictEqual(flagsOf({ publicUrl: Option.some(url) }), ["public-url"], url)
    for (const host of ["odj:8365", "http://odj", "*", "a b", "::1"])
      assert.deepStrictEqual(flagsOf({ allowedHost: ["odj", host] }), ["allowed-host"], host)
  })

  it("serve a console with --auth jwt only to people who sign in", () => {
    const consoleClientId = Option.some("app")
    const entra = { auth: "jwt", audience: ["a"], entraTenant: Option.some(tenant), consoleClientId } as const
    assert.deepStrictEqual(problemsOf(entra), [])
    assert.deepStrictEqual(problemsOf({ consoleClientId, console: false }), [
      "--console-client-id works only with --auth jwt",
      "--console-client-id can't be combined with --no-console",
    ])
    const other = { ...entra, entraTenant: Option.none(), jwksUri: Option.some("https://idp.test/keys") }
    assert.deepStrictEqual(flagsOf({ ...other, issuer: Option.some("https://idp.test/{tenantid}/") }), [])
    for (const issuer of ["idp", "http://idp.test/", "joe:idp"])
      assert.deepStrictEqual(problemsOf({ ...other, issuer: Option.some(issuer) }), [
        "--console-client-id needs an --issuer that is an https URL, or an http URL on a loopback address, because people sign in there",
      ])
  })

  it("accept only origins for --cors-origin", () => {
    assert.deepStrictEqual(flagsOf({ corsOrigin: ["https://a.test", "http://localhost:3000"] }), [])
    for (const origin of ["*", "https://a.test/", "https://a.test/b", "a.test", "HTTPS://a.test"]) {
      assert.deepStrictEqual(flagsOf({ corsOrigin: [origin] }), ["cors-origin"], origin)
    }
  })

  it("give control without a token only to programs on the same machine", () => {
    const token = Option.some("secret")
    const away = { host: "0.0.0.0" }
    const behind = { publicUrl: Option.some("https://graph.example.com") }
    assert.deepStrictEqual(problemsOf({ control: true }), [])
    assert.deepStrictEqual(problemsOf({ control: true, controlToken: token, ...away, ...behind }), [])
    for (const values of [away, behind, { ...away, ...behind }]) {
      assert.deepStrictEqual(problemsOf({ control: true, ...values }), [
        "Missing --control-token: --control needs one with --public-url, or if --host is not a loopback address",
      ])
      assert.deepStrictEqual(problemsOf(values), [])
    }
    assert.deepStrictEqual(problemsOf({ controlToken: token }), ["--control-token works only with --control"])
  })

  it("set no control token that no request can send, and no message shows it", () => {
    for (const token of ["two words", "line\n", "é", ""])
      assert.deepStrictEqual(problemsOf({ control: true, controlToken: Option.some(token) }), [
        "--control-token must be printable ASCII characters without spaces",
      ])
  })
})
