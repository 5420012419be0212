/** Everything of a server except its log follows the clock that a test moves: in memory, and in SQLite. */
import { mkdtempSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { setImmediate } from "node:timers/promises"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { collectionPath, defaultTenant } from "@odj/graph-wire"
import { type RunningServer, type ServerOptions, startServer } from "../../src/index.ts"
import { seed } from "../endpoint.ts"

const noon = "2030-01-31T12:00:00Z"

const sqlite = (): ServerOptions => {
  const folder = mkdtempSync(join(tmpdir(), "odj-time-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return { store: `sqlite:${join(folder, "odj.db")}` }
}

const stores: Record<string, () => ServerOptions> = { memory: () => ({}), SQLite: sqlite }

interface Call {
  readonly token?: string
  readonly headers?: Record<string, string>
  readonly body?: object
}

const request = ({ url }: RunningServer, { token, headers, body }: Call = {}) =>
  fetch(`${url}/beta/${collectionPath}`, {
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      "Content-Type": "application/json",
      ...headers,
    },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  })

interface Body {
  readonly id: string
  readonly error: { readonly message: string; readonly innerError: { readonly date: string } }
}

const json = async (response: Promise<Response>) => (await (await response).json()) as Body

/** A request to the built-in issuer. */
const post = async ({ url }: RunningServer, path: string, form: Record<string, string>) => {
  const response = await fetch(`${url}/${defaultTenant}/oauth2/v2.0/${path}`, {
    method: "POST",
    body: new URLSearchParams(form),
  })
  return (await response.json()) as Record<string, unknown>
}

/** The response to bytes, up to the end of the connection. */
const exchange = async ({ url }: RunningServer, bytes: string) => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(bytes)
  return text(socket)
}

describe("A server whose clock is moved", () => {
  it("refuses tokens that have expired by its clock, and accepts new ones", async () => {
    await using server = await startServer()
    const token = await server.token()
    assert.strictEqual((await request(server, { token })).status, 200)
    server.clock.advance("59 minutes")
    assert.strictEqual((await request(server, { token })).status, 200)
    server.clock.advance("61 minutes")
    const { error } = await json(request(server, { token }))
    assert.include(error.message, "expired")
    const later = await server.token()
    assert.strictEqual((await request(server, { token: later })).status, 200)
    // A token of the future is not valid yet.
    server.clock.set(new Date(Date.now() - 86_400_000))
    assert.strictEqual((await request(server, { token: await server.token() })).status, 200)
    assert.strictEqual((await request(server, { token })).status, 401)
  })

  it.each(Object.entries(stores))(
    "ends a delay if it is moved once the request is recorded, over %s",
    async (_, options) => {
      const faults = [{ on: "create", with: { delay: "30 minutes" } }] as const
      await using server = await startServer({ ...options(), faults })
      const response = request(server, { token: await server.token(), body: seed })
      while (server.requests().length === 0) await setImmediate()
      server.clock.advance("30 minutes")
      assert.strictEqual((await response).status, 201)
    },
  )

  it("dates its tokens, errors and responses by its clock", async () => {
    await using server = await startServer()
    server.clock.set(noon)
    const { access_token } = await post(server, "token", {
      client_id: "0d100d10-0d10-4d10-8d10-0d100d1000a1",
      client_secret: "secret",
      grant_type: "client_credentials",
      scope: "https://graph.microsoft.com/.default",
    })
    for (const token of [String(access_token), await server.token()]) {
      const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())
      assert.strictEqual(claims.iat, Date.parse(noon) / 1_000)
      assert.strictEqual(claims.exp, Date.parse(noon) / 1_000 + 3_600)
    }
    const { error } = await json(request(server))
    assert.match(error.innerError.date, /^2030-01-31T12:00:0/)
    for (const path of ["/livez", "/readyz", "/docs", "/unknown", `/beta/${collectionPath}`]) {
      const { headers } = await fetch(server.url + path)
      assert.match(headers.get("date") ?? "", /^Thu, 31 Jan 2030 12:00:0\d GMT$/, path)
    }
    server.clock.advance("24 hours")
    const foreign = "GET / HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n"
    for (const bytes of [
      foreign,
      "nonsense\r\n\r\n",
      "GET / HTTP/1.1\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ]) {
      const dates = (await exchange(server, bytes)).match(/^date: .*$/gim)
      assert.deepStrictEqual(dates?.length, 1, bytes)
      assert.match(dates?.[0] ?? "", /^Date: Fri, 01 Feb 2030 12:00:0\d GMT/, bytes)
    }
    await server.reset()
    const { headers } = await fetch(server.url)
    assert.strictEqual(headers.get("date")?.slice(5, 16), new Date().toUTCString().slice(5, 16))
  })

  it("does not date the requests of a batch", async () => {
    await using server = await startServer({ auth: "none" })
    const response = await fetch(`${server.url}/beta/$batch`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ requests: [{ id: "1", method: "GET", url: `/${collectionPath}` }] }),
    })
    assert.notInclude(await response.text(), "Date")
  })

  for (const [name, options] of Object.entries(stores)) {
    it(`forgets idempotency keys after 24 hours, in ${name}`, async () => {
      await using server = await startServer({ ...options(), auth: "none" })
      const create = async (headers: Record<string, string>) =>
        (await json(request(server, { headers, body: seed }))).id
      const headers = { "Idempotency-Key": '"a key"' }
      const id = await create(headers)
      server.clock.advance("23 hours")
      assert.strictEqual(await create(headers), id)
      server.clock.advance("2 hours")
      const later = await create(headers)
      assert.notStrictEqual(later, id)
      assert.strictEqual(await create(headers), later)
    })
  }

  it("refuses creates that were first sent too long ago, or in the future", async () => {
    await using server = await startServer({ auth: "none" })
    server.clock.set(noon)
    const statusOf = async (sent: string) =>
      (
        await request(server, {
          headers: {
            "Repeatability-Request-ID": crypto.randomUUID(),
            "Repeatability-First-Sent": new Date(sent).toUTCString(),
          },
          body: seed,
        })
      ).status
    assert.strictEqual(await statusOf(noon), 201)
    assert.strictEqual(await statusOf("2030-01-30T13:00:00Z"), 201)
    assert.strictEqual(await statusOf("2030-01-30T12:00:00Z"), 412)
    assert.strictEqual(await statusOf(new Date().toISOString()), 412)
    assert.strictEqual(await statusOf("2030-01-31T13:00:00Z"), 412)
  })

  it("lets device codes expire", async () => {
    await using server = await startServer()
    const client_id = "0d100d10-0d10-4d10-8d10-0d100d1000a1"
    const poll = async (device_code: unknown) =>
      (
        await post(server, "token", {
          client_id,
          grant_type: "urn:ietf:params:oauth:grant-type:device_code",
          device_code: String(device_code),
        })
      ).error
    const { device_code } = await post(server, "devicecode", { client_id, scope: "openid" })
    assert.strictEqual(await poll(device_code), "authorization_pending")
    server.clock.advance("14 minutes")
    assert.strictEqual(await poll(device_code), "authorization_pending")
    server.clock.advance("1 minute")
    assert.strictEqual(await poll(device_code), "expired_token")
  })

  it("logs the time of the program, and how long requests really took", async () => {
    const entries: Array<{ readonly time: string; readonly [name: string]: unknown }> = []
    await using server = await startServer({ auth: "none", log: (entry) => entries.push(entry) })
    server.clock.set(noon)
    await request(server)
    const [entry] = entries.filter(({ message }) => message === "request")
    assert.strictEqual(entry?.time.slice(0, 13), new Date().toISOString().slice(0, 13))
    assert.isBelow(Number(entry?.milliseconds), 60_000)
  })
})
