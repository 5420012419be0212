/** The server behind nginx and Caddy, which end TLS and have the server below a path, as the README configures them. */
import { randomUUID } from "node:crypto"
import { request } from "node:https"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { ClientSecretCredential } from "@azure/identity"
import { assert, describe, it } from "@effect/vitest"
import { Client, PageIterator } from "@microsoft/microsoft-graph-client"
import { collectionPath, defaultTenant } from "@odj/graph-wire"
import { freePort } from "@odj/throwaway-postgres"
import { type RunningServer, startServer } from "../src/index.ts"
import { seed } from "./endpoint.ts"
import { signIn, signInUser } from "./openId.ts"
import { isMissing, type ProxyName, startProxy } from "./proxy.ts"

const path = "/odj"

/** What has to work: a proxy, and what it does with the path and with `Host`. */
const proxies: Record<string, readonly [program: ProxyName, change: (site: string) => string]> = {
  nginx: ["nginx", (site) => site],
  "nginx that leaves the path in the request": ["nginx", (site) => site.replace("8365/;", "8365;")],
  "nginx that passes on the host, and adds what the server ignores": [
    "nginx",
    (site) =>
      site.replace(
        "proxy_pass",
        `proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Host evil.example;
    proxy_set_header X-Forwarded-Proto ftp;
    proxy_set_header Forwarded "host=evil.example;proto=ftp";
    proxy_pass`,
      ),
  ],
  Caddy: ["caddy", (site) => site],
  "Caddy that leaves the path in the request": ["caddy", (site) => site.replace("handle_path", "handle")],
}

interface Options {
  readonly program?: ProxyName
  readonly change?: (site: string) => string
  /** The host of the public URL. */
  readonly host?: string
  /** Whether the server knows its public URL. */
  readonly isTold?: boolean
}

/** A server behind a proxy, whose certificate this process trusts. */
const proxied = async ({
  program = "nginx",
  change = (site) => site,
  host = "localhost",
  isTold = true,
}: Options) => {
  const port = await freePort()
  const publicUrl = `https://${host}:${port}${path}`
  const server = await startServer(isTold ? { publicUrl } : {})
  const proxy = await startProxy(program, port, new URL(server.url).port, change)
  setDefaultCACertificates([...getCACertificates("default"), proxy.certificate])
  const stop = async () => {
    await proxy[Symbol.asyncDispose]()
    await server.stop()
  }
  return { server, port, publicUrl, [Symbol.asyncDispose]: stop }
}

const clientOf = async (server: RunningServer, baseUrl: string) => {
  const token = await server.token({ tenant: randomUUID() })
  return Client.init({
    baseUrl,
    defaultVersion: "beta",
    customHosts: new Set(["localhost"]),
    authProvider: (done) => done(null, token),
  })
}

/** Creates seven connectors, and returns the ids that Microsoft's iterator finds, page by page. */
const iterate = async (client: Client) => {
  for (const id of "1234567") await client.api(collectionPath).post({ ...seed, id })
  const ids: Array<string> = []
  const page = await client.api(collectionPath).top(2).get()
  await new PageIterator(client, page, ({ id }) => ids.push(id) > 0).iterate()
  return ids.join("")
}

const lacks = { nginx: isMissing("nginx"), caddy: isMissing("caddy") }

for (const [name, [program, change]] of Object.entries(proxies)) {
  describe.skipIf(lacks[program])(`Behind ${name}`, () => {
    it("every link begins with the public URL", async () => {
      await using proxy = await proxied({ program, change })
      const { publicUrl, server } = proxy
      const headers = {
        Authorization: `Bearer ${await server.token()}`,
        "Content-Type": "application/json",
      }
      const collection = `${publicUrl}/beta/${collectionPath}`
      const create = (id: string, prefer: string) =>
        fetch(collection, {
          method: "POST",
          headers: { ...headers, Prefer: prefer },
          body: JSON.stringify({ ...seed, id }),
        })
      const created = await create("7", "return=representation")
      assert.strictEqual(created.headers.get("Location"), `${collection}('7')`)
      const context = `${publicUrl}/beta/$metadata#${collectionPath}`
      assert.nestedPropertyVal(await created.json(), "@odata\\.context", `${context}/$entity`)
      const minimal = await create("8", "return=minimal")
      assert.strictEqual(minimal.headers.get("OData-EntityId"), `${collection}('8')`)
      const list = await (await fetch(`${collection}?$top=1`, { headers })).json()
      assert.nestedPropertyVal(list, "@odata\\.context", context)
      assert.match(Reflect.get(Object(list), "@odata.nextLink"), RegExp(`^${collection}\\?`))
      const refused = await fetch(collection)
      assert.include(
        refused.headers.get("WWW-Authenticate"),
        `authorization_uri="${publicUrl}/common/oauth2/v2.0/authorize"`,
      )
      const root = await fetch(`${publicUrl}/`, { redirect: "manual" })
      assert.strictEqual(root.headers.get("Location"), `${publicUrl}/docs`)
      const docs = await (await fetch(`${publicUrl}/docs`)).text()
      assert.include(docs, `curl -i &#39;${collection}&#39;`)
      assert.include(docs, `${publicUrl}/${defaultTenant}/oauth2/v2.0/token`)
      assert.include(docs, '<a href="openapi.json">')
      const openApi = await (await fetch(`${publicUrl}/openapi.json`)).json()
      assert.nestedPropertyVal(openApi, "servers[0].url", publicUrl)
      for (const text of [docs, JSON.stringify(openApi), JSON.stringify(list)])
        assert.notMatch(text, /evil|127\.0\.0\.1/)
    })

    it("a strict OpenID client signs in, and the API accepts its token", async () => {
      await using proxy = await proxied({ program, change })
      const { publicUrl, server } = proxy
      const { issuer, token } = await signIn(publicUrl)
      assert.strictEqual(issuer.issuer, `${publicUrl}/${defaultTenant}/v2.0`)
      const { claims, page } = await signInUser(issuer)
      assert.deepStrictEqual([claims?.iss, page], [issuer.issuer, `${publicUrl}/devicelogin`])
      for (const url of [publicUrl, server.url]) {
        const headers = { Authorization: `Bearer ${token}` }
        assert.strictEqual((await fetch(`${url}/beta/${collectionPath}`, { headers })).status, 200)
      }
    })

    it("Microsoft's iterator reads a list to its end", async () => {
      await using proxy = await proxied({ program, change })
      assert.strictEqual(await iterate(await clientOf(proxy.server, proxy.publicUrl)), "1234567")
    })
  })
}

describe.skipIf(lacks.nginx)("The server behind nginx", () => {
  it("sends links that Microsoft's iterator can't follow if it does not know its public URL", async () => {
    await using proxy = await proxied({ isTold: false })
    const failure = await iterate(await clientOf(proxy.server, proxy.publicUrl)).then(
      (ids) => assert.fail(ids),
      (error) => String(error),
    )
    assert.match(failure, /Resource not found for the segment 'http:'/)
  })

  it("can send a long Location, because the buffer is large enough", async () => {
    const statusOf = async (options: Options) => {
      await using proxy = await proxied(options)
      const response = await fetch(`${proxy.publicUrl}/beta/${collectionPath}`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${await proxy.server.token()}`,
          "Content-Type": "application/json",
        },
        body: JSON.stringify({ ...seed, id: "x".repeat(8_000) }),
      })
      return response.status
    }
    assert.strictEqual(await statusOf({}), 201)
    assert.strictEqual(await statusOf({ change: (site) => site.replace(/proxy_buffer.*;/g, "") }), 502)
  })

  it("gives a token to Microsoft's credential", async () => {
    await using proxy = await proxied({})
    const authority = { authorityHost: proxy.publicUrl, disableInstanceDiscovery: true }
    const credential = new ClientSecretCredential(defaultTenant, randomUUID(), "any", authority)
    const token = await credential.getToken("https://graph.microsoft.com/.default")
    const headers = { Authorization: `Bearer ${token.token}` }
    assert.strictEqual((await fetch(`${proxy.publicUrl}/beta/${collectionPath}`, { headers })).status, 200)
  })

  it("accepts the host of its public URL if the proxy passes it on, and no other", async () => {
    const change = (site: string) => site.replace("proxy_pass", "proxy_set_header Host $host; proxy_pass")
    await using proxy = await proxied({ change, host: "graph.example.com" })
    const statusFor = (host: string) =>
      new Promise((resolve, reject) => {
        const address = `https://localhost:${proxy.port}${path}/livez`
        const outgoing = request(address, { headers: { host }, servername: "graph.example.com" })
        outgoing.on("response", (response) => resolve(response.resume().statusCode)).on("error", reject)
        outgoing.end()
      })
    assert.strictEqual(await statusFor("graph.example.com"), 200)
    assert.strictEqual(await statusFor("evil.example"), 400)
  })
})
