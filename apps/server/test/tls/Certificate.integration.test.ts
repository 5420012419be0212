/** The self-signed certificate, and the clients that accept it. */
import { spawn } from "node:child_process"
import { createPrivateKey, X509Certificate } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, get } from "node:https"
import type { AddressInfo } from "node:net"
import { networkInterfaces, tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { type Certificate, selfSigned } from "../../src/tls/Certificate.ts"

/** Serves https on a loopback address until the scope ends; returns the port. */
const serve = (certificate: Certificate, host: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = createServer(certificate, (_, response) => response.end("hello"))
      await once(server.listen(0, host), "listening")
      return server
    }),
    (server) =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      }),
  ).pipe(Effect.map((server) => (server.address() as AddressInfo).port))

/** Whether a client that trusts the certificate accepts the server under that name. */
const isTaken = (name: string, port: number, { cert }: Pick<Certificate, "cert">) =>
  Effect.callback<boolean>((resume) => {
    const request = get({ host: name, port, ca: cert, agent: false }, (response) => {
      response.resume()
      resume(Effect.succeed(response.statusCode === 200))
    })
    request.on("error", () => resume(Effect.succeed(false)))
  })

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
)
if (!hasIpv6) console.warn("A test of a certificate for ::1 is skipped: this machine has no IPv6.")

describe("A self-signed certificate", () => {
  it.live("is accepted for loopback by a client that trusts it, and by no other", () =>
    Effect.gen(function* () {
      const certificate = yield* selfSigned([])
      const another = yield* selfSigned([])
      const port = yield* serve(certificate, "127.0.0.1")
      assert.isTrue(yield* isTaken("127.0.0.1", port, certificate))
      assert.isTrue(yield* isTaken("localhost", port, certificate))
      assert.isFalse(yield* isTaken("127.0.0.1", port, another))
    }),
  )

  it.live.skipIf(!hasIpv6)("is accepted for the IPv6 loopback address", () =>
    Effect.gen(function* () {
      const certificate = yield* selfSigned([])
      const port = yield* serve(certificate, "::1")
      assert.isTrue(yield* isTaken("::1", port, certificate))
    }),
  )

  it.live("is accepted by Node.js with NODE_EXTRA_CA_CERTS", () =>
    Effect.gen(function* () {
      const certificate = yield* selfSigned([])
      const port = yield* serve(certificate, "127.0.0.1")
      const path = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-certificate-"))),
        (path) => Effect.sync(() => rmSync(path, { recursive: true })),
      )
      writeFileSync(join(path, "cert.pem"), certificate.cert)
      const script = `require("node:https").get("https://localhost:${port}", (r) => process.exit(r.statusCode === 200 ? 0 : 1))`
      const exitCode = yield* Effect.promise(async () => {
        const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(path, "cert.pem") }
        const [code] = await once(spawn(process.execPath, ["-e", script], { env }), "close")
        return code
      })
      assert.strictEqual(exitCode, 0)
    }),
  )

  it.effect("belongs to its key, and has the given names and the loopback names", () =>
    Effect.gen(function* () {
      const { key, cert } = yield* selfSigned(["odj.example", "192.0.2.7", "[2001:db8::7]", "localhost"])
      const certificate = new X509Certificate(cert)
      assert.isTrue(certificate.checkPrivateKey(createPrivateKey(key)))
      assert.isTrue(certificate.verify(certificate.publicKey))
      assert.isTrue(certificate.ca)
      assert.strictEqual(certificate.checkHost("odj.example"), "odj.example")
      assert.isUndefined(certificate.checkHost("another.example"))
      for (const address of ["127.0.0.1", "::1", "192.0.2.7", "2001:db8::7"])
        assert.strictEqual(certificate.checkIP(address), address)
      assert.strictEqual(certificate.subjectAltName?.match(/localhost/g)?.length, 1)
    }),
  )

  it.effect("is valid from an hour ago for thirty days", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 6, 31, 12))
      const { cert } = yield* selfSigned([])
      const { validFrom, validTo } = new X509Certificate(cert)
      assert.strictEqual(Date.parse(validFrom), Date.UTC(2026, 6, 31, 11))
      assert.strictEqual(Date.parse(validTo), Date.UTC(2026, 7, 30, 12))
    }),
  )

  it.effect("has the extensions that strict clients require of an authority", () =>
    Effect.gen(function* () {
      const { cert } = yield* selfSigned([])
      const x509 = yield* Effect.promise(() => import("@peculiar/x509"))
      const certificate = new x509.X509Certificate(cert)
      const constraints = certificate.getExtension(x509.BasicConstraintsExtension)
      const usages = certificate.getExtension(x509.KeyUsagesExtension)
      assert.deepStrictEqual(
        [constraints?.ca, constraints?.pathLength, constraints?.critical],
        [true, 0, true],
      )
      assert.deepStrictEqual(
        [usages?.usages, usages?.critical],
        [x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign, true],
      )
      assert.isNotNull(certificate.getExtension(x509.SubjectKeyIdentifierExtension))
      assert.strictEqual(certificate.subject, "CN=odj-server")
    }),
  )

  it.effect("leaves Reflect as it was, with and without a polyfill", () =>
    Effect.gen(function* () {
      yield* selfSigned([])
      assert.isFalse("getMetadata" in Reflect || "getOwnMetadata" in Reflect)
      const another = () => "another library's"
      yield* Effect.acquireUseRelease(
        Effect.sync(() => Object.assign(Reflect, { getMetadata: another })),
        (reflect) => Effect.map(selfSigned([]), () => assert.strictEqual(reflect.getMetadata, another)),
        () => Effect.sync(() => Reflect.deleteProperty(Reflect, "getMetadata")),
      )
    }),
  )

  it.effect("differs each time, with another key", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* selfSigned([]), yield* selfSigned([])]
      assert.notStrictEqual(one.key, two.key)
      assert.notStrictEqual(
        new X509Certificate(one.cert).serialNumber,
        new X509Certificate(two.cert).serialNumber,
      )
    }),
  )
})
