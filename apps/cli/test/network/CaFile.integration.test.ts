import { X509Certificate } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { startServer } from "@odj/server"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { readCertificates } from "../../src/network/CaFile.ts"

const folder = mkdtempSync(join(tmpdir(), "odj-ca-"))
afterAll(() => rmSync(folder, { recursive: true }))

const newCertificate = async () => {
  await using server = await startServer({ tls: true })
  return server.certificate ?? ""
}

const [one, other] = [await newCertificate(), await newCertificate()]

const read = (name: string, text?: string | Buffer, now = Date.now()) => {
  const path = join(folder, name)
  if (text !== undefined) writeFileSync(path, text)
  return Effect.gen(function* () {
    yield* TestClock.setTime(now)
    return yield* readCertificates({ path, namedBy: "ODJ_CA" })
  })
}

const later = Date.UTC(2100, 0)

describe("A file of certificates", () => {
  it.effect("has every certificate in it, whatever is around them", () =>
    Effect.gen(function* () {
      const text = `# one\n${one}\r\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n${other}`
      assert.deepStrictEqual(
        (yield* read("both.pem", text)).map((pem) => pem.trim()),
        [one.trim(), other.trim()],
      )
    }),
  )

  it.effect("may be one certificate as DER", () =>
    Effect.gen(function* () {
      const [pem = ""] = yield* read("ca.cer", new X509Certificate(one).raw)
      assert.strictEqual(pem.trim(), one.trim())
    }),
  )

  const broken = one.replace(/^M.{20}/m, "M")
  const invalid: ReadonlyArray<readonly [string, string | undefined, number, RegExp]> = [
    ["missing", undefined, 0, /^Can't read the CA file \S+ \(ODJ_CA\): no such file$/],
    ["empty", "", 0, /^The CA file \S+ \(ODJ_CA\) has no certificate in PEM format/],
    ["binary", "\u0000\u0001", 0, /has no certificate in PEM format/],
    [
      "key",
      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
      0,
      /format: it has -----BEGIN PRIVATE KEY-----$/,
    ],
    ["pkcs7", "-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----", 0, /format: it has -----BEGIN PKCS7-----$/],
    ["broken", broken, 0, /^The CA file \S+ \(ODJ_CA\) has a certificate that can't be read/],
    ["half", one + broken, 0, /has a certificate that can't be read/],
    ["expired", one, later, /^The certificate in the CA file \S+ \(ODJ_CA\) expired on 20\d\d-\d\d-\d\d$/],
    ["all-expired", one + other, later, /^All certificates in the CA file \S+ \(ODJ_CA\) have expired/],
  ]
  for (const [name, text, now, expected] of invalid) {
    it.effect(`is refused if it is ${name}`, () =>
      Effect.gen(function* () {
        const { message } = yield* Effect.flip(read(name, text, now))
        assert.match(message, expected)
      }),
    )
  }

  it.effect("is refused if it is a folder", () =>
    Effect.gen(function* () {
      const { message } = yield* Effect.flip(readCertificates({ path: folder, namedBy: "--ca" }))
      assert.strictEqual(message, `Can't read the CA file ${folder} (--ca): it is a folder`)
    }),
  )
})
