/** `odj-server --store graph` signs in with `@azure/identity` and serves the tenant, as its operator starts it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { clouds } from "@odj/graph-wire"
import { Effect } from "effect"
import { selfSigned } from "../../src/tls/Certificate.ts"
import { collection, seed } from "../endpoint.ts"
import { ended, outputWith, start, startListening } from "../program.ts"
import { startConnectProxy } from "./connectProxy.ts"

const { baseUrl, authorityHost } = clouds.global

const tenant = "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10"

const application = {
  AZURE_TENANT_ID: tenant,
  AZURE_CLIENT_ID: "0f4f2a30-9d2e-4a8b-8f0e-3d6f2a1b5c77",
  AZURE_CLIENT_SECRET: "any",
}

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-gateway-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true })),
)

/** An odj-server that has the names of Microsoft's hosts, and the environment in which they lead to it. */
const microsoft = Effect.gen(function* () {
  const path = yield* folder
  const names = [baseUrl.hostname, authorityHost.hostname]
  const { cert, key } = yield* selfSigned(names)
  const [certFile, keyFile] = [join(path, "cert.pem"), join(path, "key.pem")]
  yield* Effect.promise(() => Promise.all([writeFile(certFile, cert), writeFile(keyFile, key)]))
  const hosts = names.flatMap((name) => ["--allowed-host", name])
  const { url } = yield* startListening(["--tls-cert", certFile, "--tls-key", keyFile, ...hosts])
  const proxy = yield* startConnectProxy(Number(new URL(url).port))
  return {
    tunnels: proxy.tunnels,
    env: { HTTPS_PROXY: proxy.url, NO_PROXY: "", NODE_EXTRA_CA_CERTS: certFile },
  }
})

/** A token of the issuer at the URL, for its own API. */
const tokenOf = (url: string) =>
  Effect.promise(async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: application.AZURE_CLIENT_ID,
      client_secret: "any",
      scope: clouds.global.scope,
    })
    const response = await fetch(`${url}/${tenant}/oauth2/v2.0/token`, { method: "POST", body })
    return ((await response.json()) as { readonly access_token: string }).access_token
  })

const request = (
  url: string,
  token: string,
  method = "GET",
  json?: unknown,
  others: Readonly<Record<string, string>> = {},
) =>
  Effect.promise(async () => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...others }
    const body = json === undefined ? null : JSON.stringify(json)
    const response = await fetch(url, { method, headers, body })
    const text = await response.text()
    return {
      status: response.status,
      result: response.headers.get("Repeatability-Result"),
      json: text === "" ? undefined : JSON.parse(text),
    }
  })

describe("odj-server --store graph", () => {
  it.live("serves the tenant through the proxy, to callers with its own tokens", () =>
    Effect.gen(function* () {
      const { env, tunnels } = yield* microsoft
      const child = yield* start(["--port", "0", "--store", "graph", "--allow", "create"], {
        ...env,
        ...application,
      })
      const output = yield* outputWith(child, "cache:")
      assert.include(
        output,
        `store: gateway of https://graph.microsoft.com/beta, as the application ${application.AZURE_CLIENT_ID} of the tenant ${tenant}\nallowed: read, create\n`,
      )
      const url = /listening on (\S+)\n/.exec(output)?.[1] ?? ""
      const token = yield* tokenOf(url)
      const created = yield* request(url + collection, token, "POST", seed)
      assert.strictEqual(created.status, 201)
      const listed = yield* request(url + collection, token)
      assert.deepStrictEqual(
        listed.json.value.map(({ id }: { readonly id: string }) => id),
        [created.json.id],
      )
      const repeatable = yield* request(url + collection, token, "POST", seed, {
        "Repeatability-Request-ID": crypto.randomUUID(),
        "Repeatability-First-Sent": new Date().toUTCString(),
      })
      assert.deepStrictEqual([repeatable.status, repeatable.result], [501, "rejected"])
      const deleted = yield* request(`${url}${collection}/${created.json.id}`, token, "DELETE")
      assert.strictEqual(deleted.status, 403)
      assert.strictEqual(deleted.json.error.code, "NotAllowed")
      assert.deepStrictEqual(
        [...new Set(tunnels)],
        [`${authorityHost.hostname}:443`, `${baseUrl.hostname}:443`],
      )
    }),
  )

  it.live("does not start if its flags let every client call it, and names the wrong flags", () =>
    Effect.gen(function* () {
      const flags = [
        "--store",
        "graph",
        "--auth",
        "none",
        "--allow",
        "list",
        "--pool",
        "3",
        "--seed",
        "x.csv",
      ]
      const { exitCode, err } = yield* ended(yield* start(flags, application))
      assert.strictEqual(exitCode, 2)
      assert.match(err, /--auth none can't be combined with a gateway.*--allow must be create/s)
    }),
  )

  it.live("logs at start that it can't sign in, and responds with 502", () =>
    Effect.gen(function* () {
      const { env } = yield* microsoft
      const { child, url } = yield* startListening(["--store", "graph"], {
        ...env,
        ...application,
        AZURE_CLIENT_SECRET: "",
        AZURE_CLIENT_CERTIFICATE_PATH: "/missing.pem",
      })
      const { status, json } = yield* request(url + collection, yield* tokenOf(url))
      assert.strictEqual(status, 502)
      assert.notInclude(JSON.stringify(json), "missing.pem")
      const closing = ended(child)
      child.kill()
      assert.include((yield* closing).err, "Can't read /missing.pem: no such file")
    }),
  )
})
