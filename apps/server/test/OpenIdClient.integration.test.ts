/** A strict OpenID client discovers the issuer at every address of the server, and the API accepts what it gets. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect } from "effect"
import { generateKeys } from "../src/entra/SigningKeys.ts"
import * as Tenants from "../src/graph/Tenants.ts"
import { startServer } from "../src/index.ts"
import { local } from "../src/server/Authentication.ts"
import { defaultServerLimits, serve } from "../src/server/Server.ts"
import { collection } from "./endpoint.ts"
import { signIn, signInUser, signInWithBrowser } from "./openId.ts"

const keys = await Effect.runPromise(Effect.cached(generateKeys))

/** Starts a server on this address, and returns its port. All of them have the same keys. */
const portOf = (host: string) =>
  serve({
    host,
    port: 0,
    limits: defaultServerLimits,
    authentication: (addresses) => local(keys, addresses),
    corsOrigins: new Set(),
    observe: (handle) => handle,
  }).pipe(
    Effect.provide(Tenants.layer(MemoryConnectorStore.make)),
    Effect.map((url) => new URL(url).port),
  )

const statusWith = async (url: string, token: string) => {
  const response = await fetch(url + collection, { headers: { Authorization: `Bearer ${token}` } })
  await response.arrayBuffer()
  return response.status
}

describe("A strict OpenID client", () => {
  it.live("signs in at localhost, 127.0.0.1 and [::1], and each address accepts the tokens of all", () =>
    Effect.gen(function* () {
      const [v4, v6] = [yield* portOf("127.0.0.1"), yield* portOf("::1")]
      const urls = [`http://localhost:${v4}`, `http://127.0.0.1:${v4}`, `http://[::1]:${v6}`]
      yield* Effect.promise(async () => {
        const tokens: Array<string> = []
        for (const url of urls) {
          const { issuer, token } = await signIn(url)
          assert.strictEqual(issuer.issuer, `${url}/${defaultTenant}/v2.0`)
          const user = await signInUser(issuer)
          assert.strictEqual(user.claims?.iss, issuer.issuer)
          assert.strictEqual(user.page, `${url}/devicelogin`)
          tokens.push(token)
        }
        for (const url of urls)
          for (const token of tokens) assert.strictEqual(await statusWith(url, token), 200, url)
      })
    }).pipe(Effect.scoped),
  )

  it("signs a person in with a browser, and notices a response of another issuer", async () => {
    await using server = await startServer()
    await using other = await startServer()
    const [{ issuer }, { issuer: otherIssuer }] = [await signIn(server.url), await signIn(other.url)]
    const { token, claims } = await signInWithBrowser(issuer)
    assert.strictEqual(claims?.preferred_username, "ada@contoso.example")
    assert.strictEqual(await statusWith(server.url, token), 200)
    const refused = await signInWithBrowser(issuer, otherIssuer).then(
      () => assert.fail("It was not refused"),
      (error) => String(error),
    )
    assert.match(refused, /unexpected "iss"/)
  })

  it("signs in at the public URL's name, whichever address it asks", async () => {
    const publicUrl = "https://graph.example.test/prefix"
    await using server = await startServer({ publicUrl })
    const document = await fetch(`${server.url}/${defaultTenant}/v2.0/.well-known/openid-configuration`)
    const { issuer, ...endpoints } = JSON.parse(await document.text())
    assert.strictEqual(issuer, `${publicUrl}/${defaultTenant}/v2.0`)
    for (const [name, value] of Object.entries(endpoints))
      if (/_endpoint$|_uri$/.test(name)) assert.include(String(value), `${publicUrl}/`)
    assert.strictEqual(await statusWith(server.url, await server.token()), 200)
  })

  it("refuses an issuer that names itself by another address", async () => {
    await using server = await startServer({ publicUrl: "https://graph.example.test" })
    const refused = await signIn(server.url).then(
      () => assert.fail("It was not refused"),
      (error) => String(error),
    )
    assert.match(refused, /"issuer" property does not match/)
  })
})
