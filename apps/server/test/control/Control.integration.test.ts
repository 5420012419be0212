/** The control over real sockets, driven by curl and by Python. */
import { execFile, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { collectionPath, defaultTenant } from "@odj/graph-wire"
import { type LogEntry, type ServerOptions, startServer } from "../../src/index.ts"

const run = promisify(execFile)

/** What curl prints: the status, the headers by lower-case names, and the body. */
const curl = async (...args: ReadonlyArray<string>) => {
  const { stdout } = await run("curl", ["-sS", "-w", "\n%{http_code}\n%{header_json}", ...args])
  const [, body = "", status = "", headers = ""] = /^(.*?)\n(\d{3})\n(\{.*\})\s*$/s.exec(stdout) ?? []
  return {
    status: Number(status),
    headers: JSON.parse(headers) as Readonly<Record<string, ReadonlyArray<string> | undefined>>,
    json: body === "" ? undefined : JSON.parse(body),
  }
}

const json = ["-H", "Content-Type: application/json"]

const fault = { on: "create", times: 1, with: { status: 504, after: "commit" } } as const

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...exampleConnector, displayName: `Connector ${index}` }))

const countIn = async (url: string, tenant?: { readonly token: string }) => {
  const headers = tenant === undefined ? {} : { Authorization: `Bearer ${tenant.token}` }
  const response = await fetch(`${url}/beta/${collectionPath}/$count`, { headers })
  return Number(await response.text())
}

describe("curl", () => {
  it("controls a server", async () => {
    await using server = await startServer({ auth: "none", control: true })
    const at = (path: string) => `${server.url}/_odj/${path}`
    const list = await curl(at(""))
    assert.strictEqual(list.status, 200)
    assert.include(JSON.stringify(list.json), at("faults"))

    const added = await curl(at("faults"), ...json, "-d", JSON.stringify(fault))
    assert.deepStrictEqual(
      [added.status, added.json],
      [201, [{ id: added.json[0].id, fault, matched: 0, struck: 0 }]],
    )
    assert.deepStrictEqual(server.faults(), added.json)
    const invalid = await curl(at("faults"), ...json, "-d", '[{"on":"creat","with":"reset"},{"with":"rset"}]')
    assert.strictEqual(invalid.status, 400)
    assert.lengthOf(invalid.json.error.details, 2)
    assert.lengthOf(server.faults(), 1)
    assert.strictEqual((await curl("-X", "DELETE", at(`faults/${added.json[0].id}`))).status, 204)
    assert.lengthOf(server.faults(), 0)

    const lines = many(3).map((connector) => JSON.stringify(connector))
    const ndjson = ["-H", "Content-Type: application/x-ndjson", "--data-binary", lines.join("\n")]
    const seeded = await curl(at("connectors"), ...ndjson)
    assert.deepStrictEqual([seeded.status, seeded.json], [201, { created: 3 }])
    assert.strictEqual(await countIn(server.url), 3)

    const { json: snapshot } = await curl(at("snapshot"))
    assert.lengthOf(snapshot.tenants[defaultTenant], 3)
    assert.strictEqual((await curl("-X", "POST", at("reset"))).status, 204)
    assert.strictEqual(await countIn(server.url), 0)
    const restored = await curl("-X", "PUT", at("snapshot"), ...json, "-d", JSON.stringify(snapshot))
    assert.strictEqual(restored.status, 204)
    assert.strictEqual(await countIn(server.url), 3)

    const moved = await curl("-X", "PATCH", at("clock"), ...json, "-d", '{"advance":"6 days"}')
    assert.strictEqual(moved.status, 200)
    assert.closeTo(Date.parse(moved.json.time), server.clock.now().getTime(), 60_000)

    const requests = await curl(`${at("requests")}?operation=count&last=1`)
    assert.strictEqual(requests.status, 200)
    assert.lengthOf(requests.json.requests, 1)
    assert.strictEqual(requests.json.requests[0].path, `/beta/${collectionPath}/$count`)
    assert.strictEqual((await curl("-X", "DELETE", at("requests"))).status, 204)
    assert.lengthOf(server.requests(), 0)

    const schema = await curl(at("schema"))
    assert.isObject(schema.json.$defs.Fault)
  })

  it("controls a server with its token, and not without it", async () => {
    await using server = await startServer({ control: { token: "s3cret" }, tls: true })
    const url = `${server.url}/_odj/clock`
    const refused = await curl("-k", url)
    assert.strictEqual(refused.status, 401)
    assert.match(refused.headers["www-authenticate"]?.[0] ?? "", /^Bearer /)
    assert.strictEqual((await curl("-k", url, "-H", "Authorization: Bearer s3cre")).status, 401)
    assert.strictEqual(
      (await curl("-k", url, "-H", `Authorization: Bearer ${await server.token()}`)).status,
      401,
    )
    assert.strictEqual((await curl("-k", url, "-H", "Authorization: Bearer s3cret")).status, 200)
  })

  it("finds no control on a server without one", async () => {
    await using server = await startServer({ auth: "none" })
    for (const path of ["/_odj", "/_odj/faults"]) {
      const { status, json } = await curl(`${server.url}${path}`)
      assert.deepStrictEqual([status, json.error.message], [404, "Invalid version: _odj"])
    }
    assert.notInclude(await (await fetch(`${server.url}/openapi.json`)).text(), "_odj")
  })
})

describe("A server that is controlled over HTTP", () => {
  const start = (options: ServerOptions = {}) => startServer({ auth: "none", control: true, ...options })

  it("describes the control in its documentation", async () => {
    await using server = await start()
    assert.property(Object(await (await fetch(`${server.url}/openapi.json`)).json()).paths, "/_odj/faults")
    assert.include(
      await (await fetch(`${server.url}/docs`)).text(),
      `curl -i &#39;${server.url}/_odj/faults&#39;`,
    )
  })

  it("lets no web page control it, even of an origin that may call the API", async () => {
    const origin = "https://app.example"
    await using server = await start({ corsOrigins: [origin] })
    await server.seed(many(1))
    const send = (path: string, init: RequestInit) => fetch(`${server.url}${path}`, init)
    const corsHeaders = ({ headers }: Response) =>
      [...headers.keys()].filter((name) => name.startsWith("access-"))
    const preflight = {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
    }
    const form = {
      method: "POST",
      headers: { Origin: origin, "Content-Type": "application/x-www-form-urlencoded" },
      body: "a=b",
    }
    for (const init of [preflight, form, { headers: { Origin: origin } }]) {
      const response = await send("/_odj/reset", init)
      assert.strictEqual(response.status, 403)
      assert.deepStrictEqual(corsHeaders(response), [])
    }
    assert.strictEqual(await countIn(server.url), 1)
    // The same page may call the API, so the checks above can fail.
    assert.include(
      corsHeaders(await send(`/beta/${collectionPath}`, preflight)),
      "access-control-allow-origin",
    )
    await send("/_odj/reset", { ...form, headers: {} })
    assert.strictEqual(await countIn(server.url), 0)
  })

  it("refuses requests that a proxy has passed on, or that are for another host", async () => {
    await using server = await start()
    const url = `${server.url}/_odj`
    assert.strictEqual((await curl(url, "-H", "X-Forwarded-For: 192.0.2.1")).status, 403)
    assert.strictEqual((await curl(url, "-H", "Host: evil.example")).status, 400)
    assert.strictEqual((await curl(url)).status, 200)
  })

  it("accepts a larger body than the API does, but only for the control", async () => {
    await using server = await start({ control: { token: "s3cret" }, maxBody: 1_000 })
    const body = JSON.stringify(many(1_000))
    const statusOf = async (path: string, headers: Record<string, string> = {}) => {
      const init = { method: "POST", body, headers: { "Content-Type": "application/json", ...headers } }
      return (await fetch(`${server.url}${path}`, init)).status
    }
    const authorized = { Authorization: "Bearer s3cret" }
    assert.strictEqual(await statusOf("/_odj/connectors", authorized), 201)
    assert.strictEqual(await countIn(server.url), 1_000)
    assert.strictEqual(await statusOf("/_odj/connectors"), 401)
    assert.strictEqual(await statusOf(`/beta/${collectionPath}`, authorized), 413)
    assert.strictEqual(await countIn(server.url), 1_000)
    const waiting = ["-H", "Expect: 100-continue", "-H", "Authorization: Bearer s3cret", ...json]
    const { status } = await curl(
      `${server.url}/_odj/connectors`,
      ...waiting,
      "-d",
      JSON.stringify(many(500)),
    )
    assert.strictEqual(status, 201)
  })

  it("lets no page that names the server's address as its own send a large body", async () => {
    await using server = await start()
    const waiting = [...json, "-H", "Expect: 100-continue", "-d", "a".repeat(100_000)]
    const uploaded = async (host: string) => {
      const own = ["-H", `Host: ${host}`, "-H", `Origin: http://${host}`]
      const written = ["-sS", "-o", "/dev/null", "-w", "%{size_upload}"]
      const { stdout } = await run("curl", [...written, ...waiting, ...own, `${server.url}/_odj/faults`])
      return Number(stdout)
    }
    assert.strictEqual(await uploaded("localhost"), 100_000)
    assert.strictEqual(await uploaded("evil.example"), 0)
  })

  it("is below the path of the public URL, which a proxy may have removed", async () => {
    const publicUrl = "https://graph.example.test/prefix"
    await using server = await start({ control: { token: "s3cret" }, publicUrl, maxBody: 1_000 })
    const seed = async (path: string) => {
      const body = ["-H", "Authorization: Bearer s3cret", ...json, "-d", JSON.stringify(many(100))]
      return (await curl(`${server.url}${path}/_odj/connectors`, ...body)).status
    }
    assert.strictEqual(await seed(""), 201)
    assert.strictEqual(await seed("/prefix"), 201)
    assert.strictEqual(await seed("/prefix/prefix"), 404)
  })

  it("reads connectors from the body, and no file that it names", async () => {
    await using server = await start()
    for (const body of [JSON.stringify(import.meta.filename), JSON.stringify([import.meta.filename])]) {
      const { status } = await curl(`${server.url}/_odj/connectors`, ...json, "-d", body)
      assert.strictEqual(status, 400)
    }
  })

  it("is controlled while every request to the API fails or waits, and records no request to the control", async () => {
    const all = [
      "create",
      "get",
      "list",
      "count",
      "update",
      "delete",
      "batch",
      "metadata",
      "serviceDocument",
      "singleton",
    ] as const
    await using server = await start({
      faults: [
        { on: "list", with: { delay: "1 hour" } },
        { on: all, with: "reset" },
      ],
    })
    const waiting = fetch(`${server.url}/beta/${collectionPath}`).catch((error) => error)
    const recorded = async () => (await curl(`${server.url}/_odj/requests`)).json.requests
    while ((await recorded()).length < 1);
    assert.instanceOf(
      await fetch(`${server.url}/beta/${collectionPath}/$count`).catch((error) => error),
      Error,
    )
    for (const path of ["", "faults", "clock", "snapshot", "schema"])
      assert.strictEqual((await curl(`${server.url}/_odj/${path}`)).status, 200, path)
    assert.deepStrictEqual(
      (await recorded()).map(({ operation }: { readonly operation: string }) => operation),
      ["list", "count"],
    )
    await curl("-X", "PATCH", `${server.url}/_odj/clock`, ...json, "-d", '{"advance":"1 hour"}')
    assert.instanceOf(await waiting, Error)
  })

  it("is reset while a request waits", async () => {
    await using server = await start({ faults: [{ on: "list", with: { delay: "1 hour" } }] })
    const waiting = fetch(`${server.url}/beta/${collectionPath}`)
    while (server.requests().length < 1) await curl(`${server.url}/_odj`)
    assert.strictEqual((await curl("-X", "POST", `${server.url}/_odj/reset`)).status, 204)
    assert.lengthOf(server.requests(), 0)
    server.clock.advance("1 hour")
    assert.strictEqual((await waiting).status, 200)
  })

  it("describes everything that it returns of a request", async () => {
    await using server = await startServer({ control: true, faults: [{ ...fault, name: "lost" }] })
    const token = await server.token()
    const headers = {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      "Idempotency-Key": '"1"',
      "client-request-id": "0f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10",
    }
    const post = (path: string, body: object) =>
      fetch(`${server.url}/beta/${path}`, { method: "POST", headers, body: JSON.stringify(body) })
    await post(collectionPath, exampleConnector)
    const { "Idempotency-Key": _, ...batched } = headers
    await fetch(`${server.url}/beta/$batch`, {
      method: "POST",
      headers: batched,
      body: JSON.stringify({ requests: [{ id: "1", method: "GET", url: `/${collectionPath}` }] }),
    })
    const { paths: __, components } = Object(await (await fetch(`${server.url}/openapi.json`)).json())
    const { properties, required } = components.schemas.RecordedRequest
    const { requests } = Object(await (await fetch(`${server.url}/_odj/requests`)).json())
    assert.lengthOf(requests, 3)
    const shown = new Set<string>(requests.flatMap(Object.keys))
    assert.sameMembers([...shown], Object.keys(properties))
    for (const request of requests) assert.includeMembers(Object.keys(request), required)
    const inResponses = requests.flatMap(({ response }: { readonly response: object }) =>
      Object.keys(response),
    )
    assert.sameMembers([...new Set(inResponses)], Object.keys(properties.response.properties))
  })

  it("logs requests to the control, without its token", async () => {
    const entries: Array<LogEntry> = []
    await using server = await start({ control: { token: "s3cret" }, log: (entry) => entries.push(entry) })
    const headers = { Authorization: "Bearer s3cret" }
    await fetch(`${server.url}/_odj/requests?tenant=contoso`, { headers })
    await fetch(`${server.url}/_odj/clock`)
    const lines = entries.filter(({ message }) => message === "request")
    assert.deepStrictEqual(
      lines.map(({ path, status }) => [path, status]),
      [
        ["/_odj/requests", 200],
        ["/_odj/clock", 401],
      ],
    )
    assert.notMatch(JSON.stringify(entries), /s3cret|contoso/)
  })

  it("starts without a token only if no other machine can reach it", async () => {
    const invalid: ReadonlyArray<ServerOptions> = [
      { control: true, auth: "local", host: "0.0.0.0" },
      { control: true, publicUrl: "https://graph.example.test" },
      { control: { token: "" } },
      { control: { token: "two words" } },
    ]
    for (const options of invalid) {
      const error = await start(options).then(
        () => assert.fail("It has started"),
        (error) => error,
      )
      assert.match(error.message, /control must/)
    }
    await using server = await start({
      control: { token: "s3cret" },
      publicUrl: "https://graph.example.test/prefix",
    })
    const { status, json } = await curl(`${server.url}/prefix/_odj`, "-H", "Authorization: Bearer s3cret")
    assert.strictEqual(status, 200)
    assert.strictEqual(json[0].url, "https://graph.example.test/prefix/_odj/faults")
  })

  it("has a console, unless it has a public URL, because everyone who loads it can get a token", async () => {
    const control = { token: "s3cret" }
    await using local = await start({ control, auth: "local" })
    await using open = await start({ control, auth: "local", publicUrl: "https://graph.example.test" })
    const statusOf = async ({ url }: { readonly url: string }) =>
      (await fetch(`${url}/console/settings.json`)).status
    assert.deepStrictEqual([await statusOf(local), await statusOf(open)], [200, 401])
  })
})

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8")
const [, script = ""] = /^```python\n(.*?)^```$/ms.exec(readme) ?? []

const python = spawnSync("python3", ["-c", "import requests"], { encoding: "utf8" })
const lacksPython = python.status !== 0
if (lacksPython)
  console.log(
    `The test with Python is skipped: ${python.error?.message ?? python.stderr.trim().split("\n").at(-1)}`,
  )

describe.skipIf(lacksPython)("Python", () => {
  const runScript = async (code: string) => {
    await using server = await startServer({ auth: "none", control: true })
    await run("python3", ["-c", code.replace("http://127.0.0.1:8365", server.url)])
    return countIn(server.url)
  }

  it("runs the script in the README", async () => {
    assert.include(script, "Idempotency-Key")
    assert.strictEqual(await runScript(script), 1)
  })

  it("finds a client that makes duplicates with the script in the README", async () => {
    const careless = script.replace(/^ *headers=.*\n/m, "")
    assert.notStrictEqual(careless, script)
    const error = await runScript(careless).then(
      () => assert.fail("It has found nothing"),
      (error) => error,
    )
    assert.include(error.stderr, "AssertionError: The retry created another connector")
  })
})
