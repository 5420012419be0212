import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Redacted, Schema } from "effect"
import { proxyName, proxyOf, readProxies } from "../../src/network/Proxies.ts"

const Text = Schema.NonEmptyString.check(Schema.makeFilter((text) => text.isWellFormed()))

const proxiesOf = (env: Record<string, string>) =>
  Effect.provide(readProxies, ConfigProvider.layer(ConfigProvider.fromEnv({ env })))

const nameFor = (env: Record<string, string>, url: string) =>
  Effect.map(proxiesOf(env), (proxies) => {
    const proxy = proxyOf(proxies, new URL(url))
    return proxy && proxyName(proxy)
  })

const graph = "https://graph.microsoft.com/beta"
const local = "http://127.0.0.1:8365/beta"

const cases: ReadonlyArray<readonly [Record<string, string>, url: string, name: string | undefined]> = [
  [{}, graph, undefined],
  [{ HTTPS_PROXY: "http://p.test:8080" }, graph, "p.test:8080 (HTTPS_PROXY)"],
  [{ HTTPS_PROXY: "http://p.test:8080/" }, graph, "p.test:8080 (HTTPS_PROXY)"],
  [{ HTTPS_PROXY: "p.test:8080" }, graph, "p.test:8080 (HTTPS_PROXY)"],
  [{ HTTPS_PROXY: "http://p.test" }, graph, "p.test:80 (HTTPS_PROXY)"],
  [{ HTTPS_PROXY: "https://p.test" }, graph, "p.test:443 (HTTPS_PROXY)"],
  [{ HTTPS_PROXY: "http://[::1]:1" }, graph, "[::1]:1 (HTTPS_PROXY)"],
  [{ HTTPS_PROXY: "http://anna:pass@p.test:1" }, graph, "p.test:1 (HTTPS_PROXY)"],
  [{ HTTPS_PROXY: "http://p:1", https_proxy: "http://q:1" }, graph, "q:1 (https_proxy)"],
  [{ HTTPS_PROXY: "http://p:1", https_proxy: "" }, graph, "p:1 (HTTPS_PROXY)"],
  [{ HTTPS_PROXY: " " }, graph, undefined],
  [{ ALL_PROXY: "http://p:1" }, graph, "p:1 (ALL_PROXY)"],
  [{ all_proxy: "http://q:1", HTTPS_PROXY: "http://p:1" }, graph, "p:1 (HTTPS_PROXY)"],
  [{ ALL_PROXY: "socks5://p:1", HTTPS_PROXY: "http://p:1" }, graph, "p:1 (HTTPS_PROXY)"],
  [{ HTTP_PROXY: "http://127.0.0.1:1" }, graph, undefined],
  [{ HTTP_PROXY: "http://127.0.0.1:1" }, local, "127.0.0.1:1 (HTTP_PROXY)"],
  [{ HTTPS_PROXY: "http://127.0.0.1:1", ALL_PROXY: "http://127.0.0.1:1" }, local, undefined],
  [{ HTTP_PROXY: "http://p.test:8080" }, local, undefined],
]

describe("A proxy", () => {
  for (const [env, url, name] of cases) {
    it.effect(`of ${url} is ${name} with ${JSON.stringify(env)}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* nameFor(env, url), name)
      }),
    )
  }

  const invalid = [
    "http://[",
    "ftp://p.test",
    "socks5://p.test:1080",
    "socks://anna:s3cret@p:1",
    "http://p:99999",
    // Their parts before the first / \\ ? # are not the host.
    ...["/", "\\", "?", "#"].flatMap((mark) => [
      `http://anna:12${mark}s3cret@p:1`,
      `anna${mark}s3cret:1@p:1`,
    ]),
  ]
  for (const value of invalid) {
    it.effect(`is refused with the name of its variable if it is ${value}`, () =>
      Effect.gen(function* () {
        const { message } = yield* Effect.flip(proxiesOf({ https_proxy: value }))
        assert.match(message, /^https_proxy /)
        assert.notInclude(message, value)
        assert.notInclude(message, "s3cret")
      }),
    )
  }

  it.effect.prop(
    "gets the credentials of its URL decoded, and its URL loses them",
    [Text, Text],
    ([user, password]) =>
      Effect.gen(function* () {
        const url = `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@p.test:8080`
        const { https } = yield* proxiesOf({ HTTPS_PROXY: url })
        const basic = Buffer.from(`${user}:${password}`).toString("base64")
        assert.strictEqual(https?.authorization && Redacted.value(https.authorization), `Basic ${basic}`)
        assert.strictEqual(https?.url.href, "http://p.test:8080/")
        assert.includeMembers([...(https?.secrets ?? [])], [basic, password])
      }),
  )
})
