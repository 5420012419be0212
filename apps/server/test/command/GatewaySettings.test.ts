import { assert, describe, it } from "@effect/vitest"
import type { GraphCloudName } from "@odj/graph-wire"
import { ConfigProvider, Duration, Effect, Option, Result } from "effect"
import { gatewaySettings } from "../../src/command/GatewaySettings.ts"
import type { ServeValues } from "../../src/command/ServeFlags.ts"
import { servedStore } from "../../src/command/StoreSettings.ts"
import { defaults } from "./serveValues.ts"

const tenant = "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10"
const jwt: Partial<ServeValues> = { auth: "jwt", audience: ["api://odj"] }
const own = { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: "app", AZURE_CLIENT_SECRET: "s" }

/** Reads the settings of a gateway in front of Graph, unless other values are given. */
const read = (given: Partial<ServeValues>, env: Readonly<Record<string, string>> = own) => {
  const values: ServeValues = { ...defaults, store: Option.some("graph"), ...given }
  return Effect.runSync(
    Effect.result(
      Effect.flatMap(servedStore(values), (store) => gatewaySettings(values, store)).pipe(
        Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))),
      ),
    ),
  )
}

const settings = (given: Partial<ServeValues>, env?: Readonly<Record<string, string>>) => {
  const store = Result.getOrThrow(read(given, env))
  assert(store._tag === "Service")
  return store
}

const message = (given: Partial<ServeValues>, env?: Readonly<Record<string, string>>) =>
  Result.getOrThrow(Result.flip(read(given, env))).message

const inCloud = (cloud: GraphCloudName) => ({ cloud: Option.some(cloud) })
const at = (store: string) => ({ store: Option.some(store) })

describe("The service behind a gateway", () => {
  it("is Graph in the cloud that the flag, ODJ_CLOUD or the sign-in host names, else in the global one", () => {
    const origin = (given: Partial<ServeValues>, env = {}) => settings(given, { ...own, ...env }).url.href
    const host = { AZURE_AUTHORITY_HOST: "https://login.chinacloudapi.cn" }
    assert.strictEqual(origin({}), "https://graph.microsoft.com/beta")
    assert.strictEqual(origin({}, host), "https://microsoftgraph.chinacloudapi.cn/beta")
    assert.strictEqual(origin({}, { ...host, ODJ_CLOUD: "usgov" }), "https://graph.microsoft.us/beta")
    assert.strictEqual(
      origin(inCloud("usgovdod"), { ODJ_CLOUD: "usgov" }),
      "https://dod-graph.microsoft.us/beta",
    )
    assert.match(message({}, { ...own, AZURE_AUTHORITY_HOST: "https://idp.test" }), /^Missing --cloud/)
  })

  it("can have any https URL, or an http URL on this machine", () => {
    const token = { ODJ_TOKEN: "t" }
    assert.strictEqual(settings(at("https://a.test/beta"), token).url.href, "https://a.test/beta")
    assert.strictEqual(settings(at("http://127.0.0.1:1/beta"), token).cloud, undefined)
    assert.strictEqual(settings(at("https://graph.microsoft.us/beta")).cloud, "usgov")
    assert.match(message(at("http://a.test/beta"), token), /^--store: Must begin with https:/)
    assert.match(
      message(at("https://a.test/beta/deviceManagement/domainJoinConnectors"), token),
      /^--store: The URL must end in the version of the API: use https:\/\/a.test\/beta, without/,
    )
    assert.match(message(at("https://graph.microsoft.com/v1.0")), /^--store: Only the beta version/)
    assert.notInclude(message(at("https://u:PW@a.test/beta"), token), "PW")
    assert.match(message({ ...at("https://a.test/beta"), ...inCloud("usgov") }, token), /^--cloud/)
  })

  it("is optional, and a server without one refuses the flags of a gateway", () => {
    assert.deepStrictEqual(read(at("memory")), Result.succeed({ _tag: "Memory" }))
    const flags = { ...inCloud("global"), allow: ["create"], cache: Option.some("30s") }
    assert.deepStrictEqual(message({ ...at("memory"), ...flags }).match(/--(?:cloud|allow|cache)/g), [
      "--cloud",
      "--allow",
      "--cache",
    ])
  })
})

describe("A gateway", () => {
  it("only reads, unless writes are allowed by name", () => {
    const refused = (...allow: ReadonlyArray<string>) => [...settings({ allow }).refused]
    assert.deepStrictEqual(refused(), ["create", "update", "delete"])
    assert.deepStrictEqual(refused("create, delete"), ["update"])
    assert.deepStrictEqual(refused("update", "create,delete"), [])
    assert.match(message({ allow: ["create,list"] }), /^--allow must be create, update, delete.*not list$/)
  })

  it("caches lists for up to an hour, if --cache is given", () => {
    const time = (text: string) => settings({ cache: Option.some(text) }).cacheTime
    assert.isUndefined(settings({}).cacheTime)
    assert.deepStrictEqual(time("30s"), Duration.seconds(30))
    assert.deepStrictEqual(time("60m"), Duration.minutes(60))
    for (const text of ["0s", "61m", "30", "1h", "-1s", "1.5s", "soon"])
      assert.match(message({ cache: Option.some(text) }), /^--cache must be a time/, text)
  })

  it("requires a token from its callers", () => {
    assert.match(message({ auth: "none" }), /^--auth none can't be combined with a gateway/)
  })

  it("trusts its own issuer only on a loopback address", () => {
    for (const host of ["127.0.0.1", "::1", "localhost"]) settings({ host })
    for (const given of [{ host: "0.0.0.0" }, { publicUrl: Option.some("https://a.test") }])
      assert.match(message(given), /^--auth local gives every client a token/)
  })

  it("names the tenants whose tokens it accepts", () => {
    settings({ ...jwt, entraTenant: Option.some(tenant) })
    settings({ ...jwt, issuer: Option.some(`https://login.test/${tenant}/v2.0`) })
    settings({ ...jwt, issuer: Option.some("https://login.test/{tenantid}/v2.0"), allowedTenant: [tenant] })
    for (const issuer of ["https://login.test/{tenantid}/v2.0", "https://idp.test/realms/odj"])
      assert.match(message({ ...jwt, issuer: Option.some(issuer) }), /^Missing --allowed-tenant/)
  })
})
