/** The ledger of a server in a test, over real sockets and with real tokens. */
import { setImmediate } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant, readPermission } from "@odj/graph-wire"
import { startServer } from "../../src/index.ts"
import { collection, seed } from "../endpoint.ts"

const json = { "Content-Type": "application/json" }
const body = JSON.stringify(seed)
const application = "5d1f0a5e-0f0b-4c7e-8a3d-2b6c9e4f7a10"

describe("The ledger of startServer", () => {
  it("has who called, with the claims of the token and without its signature", async () => {
    await using server = await startServer()
    const token = await server.token({ appId: application, roles: [readPermission] })
    const headers = { ...json, Authorization: `Bearer ${token}` }
    const response = await fetch(server.url + collection, { method: "POST", headers, body })
    assert.strictEqual(response.status, 403)
    const [request, ...others] = server.requests({
      tenant: defaultTenant,
      application: application.toUpperCase(),
    })
    assert.lengthOf(others, 0)
    assert.deepInclude(request, { operation: "create", status: 403, committed: false })
    assert.deepStrictEqual(request?.caller, { tenant: defaultTenant, application })
    assert.deepInclude(request?.token?.claims, { tid: defaultTenant, roles: [readPermission] })
    assert.strictEqual(request?.requestId, response.headers.get("request-id"))
    const [, , signature = ""] = token.split(".")
    assert.notInclude(JSON.stringify(server.requests()), signature)
  })

  it("has requests with a missing and with an expired token, whose caller is unknown", async () => {
    await using server = await startServer()
    const url = `${server.url}${collection}('7')`
    const expired = await server.token({ expiresIn: 0 })
    for (const headers of [{}, { Authorization: `Bearer ${expired}` }]) await fetch(url, { headers })
    for (const request of server.requests()) {
      assert.deepInclude(request, { operation: "get", status: 401, connector: "7", committed: false })
      assert.notProperty(request, "caller")
    }
    assert.deepStrictEqual(
      server.requests().map(({ token }) => token !== undefined),
      [false, true],
    )
  })

  it("has requests to the issuer, their caller and the claims that they got", async () => {
    await using server = await startServer()
    const secret = "a secret of the client"
    const form = { client_id: application, scope: "https://graph.microsoft.com/.default" }
    const post = async (
      parameters: Readonly<Record<string, string>>,
      headers: Readonly<Record<string, string>> = {},
    ) => {
      const response = await fetch(`${server.url}/${defaultTenant}/oauth2/v2.0/token`, {
        method: "POST",
        headers,
        body: new URLSearchParams({ grant_type: "client_credentials", ...parameters }),
      })
      return (await response.json()) as { readonly access_token: string }
    }
    const { access_token: token } = await post({ ...form, client_secret: secret })
    await post(
      { scope: form.scope },
      { Authorization: `Basic ${btoa(`${application}:${encodeURIComponent(secret)}`)}` },
    )
    const requests = server.requests({ operation: "token", tenant: defaultTenant, application })
    assert.lengthOf(requests, 2)
    const [first] = requests
    assert.deepStrictEqual(first?.body, {
      grant_type: "client_credentials",
      ...form,
      client_secret: "[removed]",
    })
    const got = Object(first?.response?.body)
    assert.strictEqual(got.token_type, "Bearer")
    assert.strictEqual(got.access_token.claims.appid ?? got.access_token.claims.azp, application)
    const text = JSON.stringify(server.requests())
    for (const part of [
      secret,
      encodeURIComponent(secret),
      btoa(encodeURIComponent(secret)),
      token.split(".")[2] ?? "",
    ])
      assert.notInclude(text, part)
  })

  it("has only the length of a body that is binary or exceeds the limit", async () => {
    await using server = await startServer({ auth: "none", maxBody: 1_000 })
    for (const body of [new Uint8Array([0xff, 0xfe, 0]), "a".repeat(2_000)])
      await fetch(server.url + collection, { method: "POST", headers: json, body })
    assert.deepStrictEqual(
      server.requests().map(({ body, bodyLength, status }) => [body, bodyLength, status]),
      [
        [undefined, 3, 400],
        [undefined, 2_000, 413],
      ],
    )
  })

  it("has what faults hid from the client", async () => {
    await using server = await startServer({
      auth: "none",
      faults: [
        { name: "lost", on: "create", nth: 1, with: { status: 504, after: "commit" } },
        { on: "create", nth: 2, with: { connection: "reset", after: "commit" } },
      ],
    })
    const headers = { ...json, "Idempotency-Key": '"one intent"' }
    for (const _ of [1, 2, 3])
      await fetch(server.url + collection, { method: "POST", headers, body }).catch(() => undefined)
    const requests = server.requests({ operation: "create" })
    assert.deepStrictEqual(
      requests.map(({ outcome, status, committed, faults }) => [outcome, status, committed, faults]),
      [
        ["response", 504, true, ["lost"]],
        ["reset", undefined, false, ["2"]],
        ["response", 201, false, undefined],
      ],
    )
    const [, , last] = requests
    assert.isString(last?.connector)
    for (const { connector } of requests) assert.strictEqual(connector, last?.connector)
  })

  it("has that a client gave up, and first that its request is in flight", async () => {
    const faults = [{ on: "list", with: { delay: "1 hour" } }] as const
    await using server = await startServer({ auth: "none", faults })
    const outcome = () => server.requests()[0]?.outcome
    const client = new AbortController()
    const listing = fetch(server.url + collection, { signal: client.signal }).catch(() => undefined)
    while (outcome() === undefined) await setImmediate()
    assert.strictEqual(outcome(), "inFlight")
    client.abort()
    await listing
    while (outcome() === "inFlight") await setImmediate()
    assert.strictEqual(outcome(), "clientLeft")
    assert.notProperty(server.requests()[0], "status")
  })

  it("is empty after a reset", async () => {
    await using server = await startServer({ auth: "none" })
    for (const _ of [1, 2]) {
      await fetch(server.url + collection, { method: "POST", headers: json, body })
      assert.deepStrictEqual(
        server.requests().map(({ number, committed }) => [number, committed]),
        [[1, true]],
      )
      await server.reset()
      assert.lengthOf(server.requests(), 0)
    }
  })
})
