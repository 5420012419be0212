/** The bundled program and servers whose certificates Node.js does not trust. */
import { spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:https"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { startServer } from "@odj/server"
import { odj } from "../program.ts"

const folder = mkdtempSync(join(tmpdir(), "odj-ca-"))
const [server, other] = [await startServer({ tls: true }), await startServer({ tls: true })]
afterAll(async () => {
  await server.stop()
  await other.stop()
  rmSync(folder, { recursive: true })
})

const file = (name: string, text = "") => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const ca = file("ca.pem", server.certificate)
const otherCa = file("other.pem", other.certificate)
const env = { ODJ_TOKEN: await server.token() }
const list = ["list", "--url", `${server.url}/beta`]

const untrusted = /^The certificate of 127\.0\.0\.1:\d+ is not trusted: it is self-signed\n.*--ca FILE\.?\n$/

const tenant = "5d0a4f3c-6a4e-4c1a-9a0e-7d4a9b1f2c3d"
const login = [
  ...["login", "--url", `${server.url}/beta`, "--authority", server.url, "--tenant", tenant],
  ...["--client-secret", "--client-id", "1b2c3d4e-5f60-4718-9a0b-1c2d3e4f5a6b"],
]

describe.concurrent("A self-signed certificate", () => {
  it("is not trusted by itself", async () => {
    const { exitCode, out, err } = await odj(list, env)
    assert.strictEqual(exitCode, 5, err)
    assert.strictEqual(out, "")
    assert.match(err, untrusted)
  })

  const ways: ReadonlyArray<readonly [string, ReadonlyArray<string>, Record<string, string>]> = [
    ["--ca", ["--ca", ca], {}],
    ["ODJ_CA", [], { ODJ_CA: ca }],
    ["--ca, which takes precedence over ODJ_CA", ["--ca", ca], { ODJ_CA: "/nope" }],
    ["NODE_EXTRA_CA_CERTS", [], { NODE_EXTRA_CA_CERTS: ca }],
    ["NODE_EXTRA_CA_CERTS, with --ca for others", ["--ca", otherCa], { NODE_EXTRA_CA_CERTS: ca }],
  ]
  for (const [title, args, more] of ways) {
    it(`is trusted with ${title}`, async () => {
      const { exitCode, out, err } = await odj([...list, ...args], { ...env, ...more })
      assert.strictEqual(exitCode, 0, err)
      assert.strictEqual(out, "[]\n")
    })
  }

  // OpenSSL's variable stands for the store of the system, which no test may change.
  for (const args of [[], ["--ca", otherCa]]) {
    it.runIf(process.platform === "linux")(
      `is trusted if the system trusts it, with ${args.join(" ") || "no flag"}`,
      async () => {
        const { exitCode, err } = await odj([...list, ...args], { ...env, SSL_CERT_FILE: ca })
        assert.strictEqual(exitCode, 0, err)
      },
    )
  }

  it("is not trusted with the certificate of another server", async () => {
    assert.strictEqual((await odj([...list, "--ca", otherCa], env)).exitCode, 5)
  })

  it("is trusted for signing in and for all later commands once odj login had --ca", async () => {
    const moving = file("moving.pem", server.certificate)
    const world = { ODJ_CONFIG_DIR: join(folder, "sign-in"), AZURE_CLIENT_SECRET: "s3cret-of-app" }
    const refused = await odj(login, world)
    assert.strictEqual(refused.exitCode, 5)
    assert.match(refused.err, untrusted)
    const signedIn = await odj([...login, "--ca", relative(process.cwd(), moving)], world)
    assert.strictEqual(signedIn.exitCode, 0, signedIn.err)
    const listed = await odj(["list"], world)
    assert.strictEqual(listed.exitCode, 0, listed.err)
    assert.strictEqual(JSON.parse((await odj(["whoami"], world)).out).ca, moving)

    renameSync(moving, `${moving}.away`)
    const without = await odj(["list"], world)
    assert.strictEqual(without.exitCode, 2)
    assert.strictEqual(without.err, `Can't read the CA file ${moving} (the sign-in default): no such file\n`)
    assert.strictEqual((await odj(["list", "--ca", ca], world)).exitCode, 0)
  })
})

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0
if (!hasOpenssl) console.warn("Skipped a test that needs a private CA: openssl is missing")

describe.skipIf(!hasOpenssl)("A certificate from a private CA", () => {
  const openssl = (...args: ReadonlyArray<string>) => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" })
    assert.strictEqual(status, 0, stderr)
  }

  it("is trusted with the certificate of the CA, and only with it", async () => {
    const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", ...newKey, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Contoso")
    openssl("req", ...newKey, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=localhost")
    file("leaf.cnf", "subjectAltName = IP:127.0.0.1")
    openssl(
      ...["x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"],
      ...["-out", "leaf.pem", "-extfile", "leaf.cnf"],
    )
    const [key, cert] = ["leaf.key", "leaf.pem"].map((name) => readFileSync(join(folder, name)))
    const service = createServer({ key, cert }, (_, response) => {
      response.setHeader("Content-Type", "application/json").end('{"value":[]}')
    })
    await once(service.listen(0, "127.0.0.1"), "listening")
    afterAll(() => service.close())
    const args = ["list", "--url", `https://127.0.0.1:${(service.address() as AddressInfo).port}/beta`]
    assert.strictEqual((await odj(args, env)).exitCode, 5)
    assert.strictEqual((await odj([...args, "--ca", ca], env)).exitCode, 5)
    const { exitCode, err } = await odj([...args, "--ca", join(folder, "root.pem")], env)
    assert.strictEqual(exitCode, 0, err)
  })
})
