import { assert, describe, it } from "@effect/vitest"
import { readPermission, readWritePermission } from "@odj/graph-wire"
import { Option, Redacted, Result } from "effect"
import { consoleSettings, consoleSummary, controlOption } from "../../src/command/ConsoleSettings.ts"
import type { Gateway } from "../../src/command/GatewaySettings.ts"
import type { ServeValues } from "../../src/command/ServeFlags.ts"
import { serveSettings } from "../../src/command/ServeSettings.ts"
import { consoleApplication } from "../../src/directory/Directory.ts"
import type { WriteName } from "../../src/graph/Operation.ts"
import { defaults } from "./serveValues.ts"

const memory = { _tag: "Memory" } as const
const postgres = { _tag: "Postgres", url: Redacted.make("postgres://host/odj") } as const

const gateway = (...refused: ReadonlyArray<WriteName>): Gateway => ({
  _tag: "Service",
  url: new URL("https://graph.microsoft.com/beta"),
  cloud: "global",
  credential: { _tag: "ManagedIdentity", scope: "s", clientId: "secret-of-operator" },
  refused: new Set(refused),
  readTime: 10_000,
  cacheTime: undefined,
})

type Store = Parameters<typeof consoleSettings>[2]

const origin = "http://127.0.0.1:8365"

const settingsOf = (given: Partial<ServeValues> = {}, store: Store = memory, trustFile?: string) => {
  const values = { ...defaults, ...given }
  const { auth } = Result.getOrThrow(serveSettings(values))
  return consoleSettings(values, auth, store, trustFile)?.(origin)
}

const tenant = "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10"

const jwt = {
  auth: "jwt",
  host: "0.0.0.0",
  audience: ["api://odj"],
  entraTenant: Option.some(tenant),
  consoleClientId: Option.some("app"),
} as const

describe("The console", () => {
  it("is served without an identity provider only to browsers on the machine", () => {
    assert.isDefined(settingsOf())
    assert.isDefined(settingsOf({ auth: "none", host: "::1" }))
    assert.isUndefined(settingsOf({ host: "0.0.0.0" }))
    assert.isUndefined(settingsOf({ host: "0.0.0.0", control: true, controlToken: Option.some("t") }))
    assert.isUndefined(settingsOf({ publicUrl: Option.some("https://graph.example.com") }))
    assert.isUndefined(settingsOf({ console: false }))
  })

  it("is served with an identity provider if it has an application there", () => {
    const publicUrl = Option.some("https://graph.example.com/prefix")
    assert.isDefined(settingsOf({ ...jwt, publicUrl }))
    assert.isUndefined(settingsOf({ ...jwt, consoleClientId: Option.none() }))
  })

  it("is in the start line with its address, or with why there is none", () => {
    const summaryOf = (given: Partial<ServeValues>) => consoleSummary({ ...defaults, ...given }, origin)
    assert.strictEqual(summaryOf({}), `${origin}/`)
    assert.strictEqual(summaryOf(jwt), `${origin}/`)
    const publicUrl = Option.some("https://graph.example.com")
    assert.deepStrictEqual(
      [
        summaryOf({ host: "0.0.0.0" }),
        summaryOf({ publicUrl }),
        summaryOf({ ...jwt, consoleClientId: Option.none() }),
        summaryOf({ console: false }),
      ],
      [
        "none (--host is not a loopback address)",
        "none (--public-url is given)",
        "none (--auth jwt without --console-client-id)",
        "none (--no-console)",
      ],
    )
  })

  it("gets tokens and the control from a server with an unshared store", () => {
    const { tokens, control, writes, store } = settingsOf() ?? {}
    assert.deepStrictEqual(
      [tokens, control, writes, store],
      ["control", "open", ["create", "update", "delete"], "memory (lost when the server stops)"],
    )
    const lazy = { tokens: "none", control: "open", recordsFromStart: false } as const
    assert.deepInclude(settingsOf({ auth: "none" }), lazy)
    const given = { control: true, controlToken: Option.some("t") }
    const controlled = { tokens: "control", control: "token", recordsFromStart: true } as const
    assert.deepInclude(settingsOf(given), controlled)
  })

  it("signs people in with the built-in issuer if others use the store too", () => {
    const signIn = {
      issuer: `${origin}/common/v2.0`,
      clientId: consoleApplication.appId,
      scope: "openid offline_access https://graph.microsoft.com/.default",
    }
    assert.deepInclude(settingsOf({}, postgres), { tokens: signIn, control: "none" })
    assert.deepInclude(settingsOf({}, gateway("create", "update", "delete")), {
      tokens: signIn,
      control: "none",
      writes: [],
    })
    assert.deepInclude(settingsOf({}, gateway("delete")), { writes: ["create", "update"] })
    assert.deepInclude(settingsOf({ auth: "none" }, postgres), { tokens: "none", control: "none" })
  })

  it("names the service behind a gateway, and not how the gateway signs in", () => {
    assert.strictEqual(settingsOf({}, gateway())?.store, "gateway of https://graph.microsoft.com/beta")
  })

  it("signs people in with Entra, and says nothing of the store that is not public", () => {
    const settings = settingsOf(jwt, gateway("create", "update", "delete"))
    assert.deepInclude(settings, {
      tokens: {
        issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
        clientId: "app",
        scope: "openid offline_access api://odj/.default",
      },
      control: "none",
      store: "gateway",
    })
    assert.notInclude(JSON.stringify(settings), "secret-of-operator")
    assert.strictEqual(settingsOf(jwt, postgres)?.store, "PostgreSQL")
  })

  it("names the certificate that the server has made only to browsers on the machine", () => {
    const path = "/tmp/certificate.pem"
    assert.strictEqual(settingsOf({}, memory, path)?.certificate, path)
    assert.isUndefined(settingsOf(jwt, memory, path)?.certificate)
  })

  it("requests the permissions by their names from other issuers", () => {
    const issuer = {
      ...jwt,
      entraTenant: Option.none(),
      issuer: Option.some("https://idp.example.com/realm/"),
      jwksUri: Option.some("https://idp.example.com/keys"),
    }
    assert.deepInclude(settingsOf(issuer), {
      tokens: {
        issuer: "https://idp.example.com/realm",
        clientId: "app",
        scope: `openid offline_access ${readWritePermission}`,
      },
    })
    const readOnly = settingsOf(issuer, gateway("create", "update", "delete"))?.tokens
    assert.deepInclude(readOnly, { scope: `openid offline_access ${readPermission}` })
  })

  it("knows the control that an operator has asked for, also with an identity provider", () => {
    const values = { ...defaults, ...jwt, host: "127.0.0.1" }
    assert.isFalse(controlOption(values, memory))
    assert.isTrue(controlOption({ ...values, control: true }, memory))
    assert.deepInclude(settingsOf({ ...jwt, host: "127.0.0.1", control: true }), { control: "open" })
    assert.isFalse(controlOption({ ...defaults, console: false }, memory))
    assert.isTrue(controlOption({ ...defaults, console: false, control: true }, memory))
    assert.isFalse(controlOption({ ...defaults, faults: Option.some("f") }, postgres))
  })
})
