/** The bundled program and a service that accepts connections and says nothing. */
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer as createHttpServer } from "node:http"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { startServer } from "@odj/server"
import { seedFlags } from "../commandLine.ts"
import { odj } from "../program.ts"
import { application } from "../signin/storedSignIns.ts"
import { startProxy } from "./ConnectProxy.ts"

const sockets = new Set<Socket>()
const silent = createServer((socket) => {
  sockets.add(socket.on("error", () => {}).resume())
})
await once(silent.listen(0, "127.0.0.1"), "listening")
const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`
const server = await startServer({ auth: "none" })
afterAll(async () => {
  silent.close()
  for (const socket of sockets) socket.destroy()
  await server.stop()
})

const limit = ["--timeout", "1"]
const service = ["--url", `http://${host}/beta`, ...limit]
const secure = ["--url", `https://${host}/beta`, ...limit]
const noResult = `No result within 1s (--timeout): still waiting for ${host}`

it("--timeout ends a response that never ends too, and names its service", async () => {
  const endless = createHttpServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).write("[")
  })
  await once(endless.listen(0, "127.0.0.1"), "listening")
  afterAll(() => endless.close().closeAllConnections())
  const at = `127.0.0.1:${(endless.address() as AddressInfo).port}`
  const { exitCode, err } = await odj(["list", "--url", `http://${at}/beta`, ...limit])
  assert.strictEqual(err, `No result within 1s (--timeout): still waiting for ${at} (attempt 1 of 4)\n`)
  assert.strictEqual(exitCode, 5)
})

describe.concurrent("A service that does not respond", () => {
  it("ends a read with 5, and is named with the try", async () => {
    const { exitCode, out, err } = await odj(["list", ...service])
    assert.strictEqual(err, `${noResult} (attempt 1 of 4)\n`)
    assert.strictEqual(exitCode, 5)
    assert.strictEqual(out, "")
  })

  it("ends a check with UNKNOWN, in one line", async () => {
    const { exitCode, out, err } = await odj(["doctor", ...service])
    assert.strictEqual(out, `ODJ UNKNOWN - ${noResult} (attempt 1 of 4)\n`)
    assert.strictEqual(exitCode, 3)
    assert.strictEqual(err, "")
  })

  it("ends a TLS handshake too", async () => {
    const { exitCode, err } = await odj(["list", ...secure], { ODJ_TOKEN: "t0ken" })
    assert.strictEqual(err, `${noResult} (attempt 1 of 4)\n`)
    assert.strictEqual(exitCode, 5)
  })

  it("leaves the outcome of a create unknown, with 6, if its request was sent", async () => {
    const { exitCode, err } = await odj(["create", ...seedFlags, ...service])
    const [first, remedy] = err.split("\n")
    assert.strictEqual(first, `It is unknown whether the connector was created: ${noResult} (attempt 1)`)
    assert.strictEqual(remedy, "Look for it with `odj list` before you create it again.")
    assert.strictEqual(exitCode, 6)
  })

  it("ends a create with 5 if there was no connection yet", async () => {
    const { exitCode, err } = await odj(["create", ...seedFlags, ...secure], { ODJ_TOKEN: "t0ken" })
    assert.strictEqual(err, `${noResult} (attempt 1)\n`)
    assert.strictEqual(exitCode, 5)
  })

  it("ends a sign-in, after which nothing was sent to the service", async () => {
    const world = { ODJ_CONFIG_DIR: "/nonexistent", AZURE_CLIENT_SECRET: "s3cret-of-app" }
    const login = ["login", ...secure, "--authority", `https://${host}`, "--tenant", "t", "--client-id", "c"]
    const { exitCode, err } = await odj([...login, "--client-secret"], world)
    assert.strictEqual(err, `${noResult} (attempt 1 of 4)\n`)
    assert.strictEqual(exitCode, 5)
  })

  it("does not keep whoami from showing what is stored", async () => {
    const folder = await mkdtemp(join(tmpdir(), "odj-silent-"))
    afterAll(() => rm(folder, { recursive: true }))
    const address = { url: `https://${host}/beta`, authority: `https://${host}/` }
    const profiles = { default: "app", profiles: { app: { ...application, ...address } } }
    await writeFile(join(folder, "profiles.json"), JSON.stringify(profiles))
    const { exitCode, out, err } = await odj(["whoami", "-o", "json"], {
      ODJ_CONFIG_DIR: folder,
      AZURE_CLIENT_SECRET: "s3cret-of-app",
    })
    assert.strictEqual(
      err,
      `No token within 5s: still waiting for ${host} (attempt 1 of 4). This is the stored data.\n`,
    )
    assert.deepInclude(JSON.parse(out), { profile: "app", url: address.url, expires: null })
    assert.strictEqual(exitCode, 0)
  })

  it("may be a proxy", async () => {
    const proxy = await startProxy({ instead: "hang" })
    afterAll(proxy.close)
    const { exitCode, err } = await odj(["list", ...secure], {
      ODJ_TOKEN: "t0ken",
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    })
    assert.strictEqual(err, `${noResult} (attempt 1 of 4)\n`)
    assert.strictEqual(exitCode, 5)
    assert.lengthOf(proxy.log, 1)
  })
})

it("--timeout changes nothing if the service responds in time", async () => {
  const { exitCode, out, err } = await odj(["list", "--url", `${server.url}/beta`, "--timeout", "1h"])
  assert.deepStrictEqual({ exitCode, out, err }, { exitCode: 0, out: "[]\n", err: "" })
})
