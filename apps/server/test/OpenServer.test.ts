/** A server without a socket responds like one with a socket, at every host. */
import { setImmediate } from "node:timers/promises"
import { assert, describe, it, vi } from "@effect/vitest"
import { clouds, collectionPath, defaultTenant, readPermission } from "@odj/graph-wire"
import * as jose from "jose"
import * as oauth from "oauth4webapi"
import { type OpenServer, openServer } from "../src/index.ts"
import { seed } from "./endpoint.ts"

const graph = clouds.global.baseUrl.origin
const login = clouds.global.authorityHost.origin
const collection = `${graph}/beta/${collectionPath}`

const bearer = async (server: OpenServer) => ({ Authorization: `Bearer ${await server.token()}` })

const create = (server: OpenServer, headers: Record<string, string> = {}, body: object = seed) =>
  server.fetch(collection, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  })

describe("openServer", () => {
  it("responds to callers with one of its tokens", async () => {
    await using server = await openServer()
    assert.strictEqual((await create(server)).status, 401)
    const created = await create(server, await bearer(server))
    assert.strictEqual(created.status, 201)
    const list = await server.fetch(collection, { headers: await bearer(server) })
    const { value } = (await list.json()) as { value: ReadonlyArray<unknown> }
    assert.lengthOf(value, 1)
    const readOnly = await server.token({ roles: [readPermission] })
    assert.strictEqual((await create(server, { Authorization: `Bearer ${readOnly}` })).status, 403)
  })

  it("links to the host that the client used", async () => {
    await using server = await openServer({ auth: "none" })
    for (const origin of [graph, clouds.usgov.baseUrl.origin, "http://localhost:8365"]) {
      for (let count = 0; count < 2; count++) await create(server)
      const response = await server.fetch(`${origin}/beta/${collectionPath}?$top=1`)
      const page = (await response.json()) as Record<string, string>
      assert.strictEqual(page["@odata.context"], `${origin}/beta/$metadata#${collectionPath}`)
      const next = page["@odata.nextLink"] ?? ""
      assert.strictEqual(new URL(next).origin, origin)
      assert.strictEqual((await server.fetch(next)).status, 200)
    }
  })

  it("names itself as the issuer by the host that the client used, and trusts the tokens from there", async () => {
    await using server = await openServer()
    const options = { [oauth.customFetch]: (url: string, init: object) => server.fetch(url, init) }
    const client = { client_id: "0d100d10-0d10-4d10-8d10-0d100d1000a2" }
    for (const cloud of [clouds.global, clouds.usgov]) {
      const name = new URL(`${cloud.authorityHost.origin}/${defaultTenant}/v2.0`)
      const issuer = await oauth.processDiscoveryResponse(name, await oauth.discoveryRequest(name, options))
      const granted = await oauth.clientCredentialsGrantRequest(
        issuer,
        client,
        oauth.ClientSecretPost("any"),
        { scope: `${graph}/.default` },
        options,
      )
      const { access_token: token } = await oauth.processClientCredentialsResponse(issuer, client, granted)
      const keys = jose.createRemoteJWKSet(new URL(issuer.jwks_uri ?? ""), {
        [jose.customFetch]: server.fetch,
      })
      await jose.jwtVerify(token, keys, { issuer: name.href, audience: graph })
      assert.strictEqual((await create(server, { Authorization: `Bearer ${token}` })).status, 201)
    }
  })

  it("names an address to sign in at in a challenge", async () => {
    await using server = await openServer()
    const { headers } = await server.fetch(collection)
    assert.include(
      headers.get("WWW-Authenticate"),
      `authorization_uri="${login}/common/oauth2/v2.0/authorize"`,
    )
  })

  it("makes tokens of Microsoft's issuer", async () => {
    await using server = await openServer()
    const { iss } = jose.decodeJwt(await server.token())
    assert.strictEqual(iss, `${login}/${defaultTenant}/v2.0`)
  })

  it("refuses faults of an issuer that it does not have, at its start or later", async () => {
    const fault = { on: "token", with: { token: "expired" } } as const
    const refusal = (promise: Promise<unknown>) => promise.catch(({ message }: Error) => message)
    const started = refusal(openServer({ auth: "none", faults: [fault] }))
    assert.match(String(await started), /^faults\/0\/on: This server has no issuer/)
    await using server = await openServer({ auth: "none" })
    assert.match(String(await refusal(server.fail(fault))), /^on: This server has no issuer/)
    await using withIssuer = await openServer({ faults: [fault] })
    assert.lengthOf(withIssuer.faults(), 1)
  })

  it("has the limits of a server with a socket", async () => {
    await using server = await openServer({ auth: "none", maxBody: 1_000 })
    assert.strictEqual((await create(server, {}, { ...seed, displayName: "a".repeat(1_000) })).status, 413)
    assert.strictEqual((await server.fetch(`${collection}?${"a".repeat(9_000)}`)).status, 414)
  })

  it("responds to HEAD, OPTIONS of a permitted page, and a delete, without a body", async () => {
    const origin = "https://page.test"
    await using server = await openServer({ auth: "none", corsOrigins: [origin] })
    const { id } = (await (await create(server)).json()) as { id: string }
    const head = await server.fetch(`${collection}/${id}`, { method: "HEAD" })
    assert.deepStrictEqual([head.status, head.body], [200, null])
    const preflight = await server.fetch(collection, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
    })
    assert.deepStrictEqual(
      [preflight.status, preflight.headers.get("Access-Control-Allow-Origin")],
      [204, origin],
    )
    const deleted = await server.fetch(`${collection}/${id}`, { method: "DELETE" })
    assert.deepStrictEqual([deleted.status, deleted.body], [204, null])
  })

  it("responds while the timers of the test are fake, and has their time", async () => {
    vi.useFakeTimers({ now: new Date("2030-01-31T12:00:00Z") })
    try {
      await using server = await openServer()
      const headers = await bearer(server)
      const { status, headers: got } = await create(server, headers)
      assert.deepStrictEqual([status, got.get("Date")], [201, "Thu, 31 Jan 2030 12:00:00 GMT"])
      assert.strictEqual((await server.fetch(collection, { headers })).status, 200)
      vi.setSystemTime(new Date("2030-01-31T14:00:00Z"))
      assert.strictEqual((await server.fetch(collection, { headers })).status, 401)
    } finally {
      vi.useRealTimers()
    }
  })

  it("is seeded, copied, restored and reset while the timers of the test are fake", async () => {
    vi.useFakeTimers()
    try {
      // So many that the event loop has its turn between them.
      const connectors = Array.from({ length: 1_200 }, () => seed)
      await using server = await openServer({ auth: "none", connectors })
      await server.seed(connectors)
      await server.restore(await server.snapshot())
      assert.strictEqual(await (await server.fetch(`${collection}/$count`)).text(), "2400")
      await server.reset()
      assert.strictEqual(await (await server.fetch(`${collection}/$count`)).text(), "1200")
    } finally {
      vi.useRealTimers()
    }
  })

  it("fails on cue, and records what became of each request", async () => {
    await using server = await openServer({
      auth: "none",
      faults: [{ on: "create", times: 1, with: { status: 504, after: "commit" } }],
    })
    assert.deepStrictEqual([(await create(server)).status, (await create(server)).status], [504, 201])
    assert.deepStrictEqual(
      server.requests({ operation: "create" }).map(({ status, committed }) => [status, committed]),
      [
        [504, true],
        [201, true],
      ],
    )
  })

  it("breaks connections on cue, after the commit or before", async () => {
    await using server = await openServer({ auth: "none" })
    const codeOf = (request: Promise<Response>) =>
      request.then(
        () => assert.fail("It did not reject"),
        ({ cause }) => cause.code,
      )
    await server.fail({ on: "create", times: 1, with: { connection: "reset", after: "commit" } })
    assert.strictEqual(await codeOf(create(server)), "ECONNRESET")
    await server.fail({ on: "create", times: 1, with: "close" })
    assert.strictEqual(await codeOf(create(server)), "UND_ERR_SOCKET")
    assert.deepStrictEqual(
      server.requests().map(({ status, committed }) => [status, committed]),
      [
        [undefined, true],
        [undefined, false],
      ],
    )
    await server.fail({ on: "list", with: "cutBody" })
    const list = await server.fetch(collection)
    assert.strictEqual(list.status, 200)
    await list.text().then(
      () => assert.fail("The body was complete"),
      ({ message }) => assert.strictEqual(message, "terminated"),
    )
  })

  it("delays a response until its clock is moved", async () => {
    await using server = await openServer({
      auth: "none",
      faults: [{ on: "list", with: { delay: "6 days" } }],
    })
    const response = server.fetch(collection)
    await setImmediate()
    server.clock.advance("6 days")
    assert.strictEqual((await response).status, 200)
  })

  it("ends delays when it is closed", async () => {
    const server = await openServer({ auth: "none", faults: [{ with: { delay: "6 days" } }] })
    const response = server.fetch(collection)
    await setImmediate()
    await server.close()
    assert.strictEqual((await response).status, 200)
  })

  it("gives up a delayed response when the client does", async () => {
    await using server = await openServer({ auth: "none", faults: [{ with: { delay: "6 days" } }] })
    const controller = new AbortController()
    const response = server.fetch(collection, { signal: controller.signal })
    controller.abort()
    await response.then(
      () => assert.fail("It did not reject"),
      ({ name }) => assert.strictEqual(name, "AbortError"),
    )
  })

  it("refuses requests once it is closed, and closes once", async () => {
    const server = await openServer({ auth: "none" })
    assert.strictEqual(server.close(), server.close())
    await server.close()
    await server.fetch(collection).then(
      () => assert.fail("It did not reject"),
      ({ cause }) => assert.strictEqual(cause.code, "ECONNREFUSED"),
    )
  })
})
