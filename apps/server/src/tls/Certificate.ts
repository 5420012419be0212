/**
 * Makes the self-signed certificate for `--tls`, whose key never leaves the process.
 *
 * A client has to trust it as a certificate authority. For a client on Node.js, set `NODE_EXTRA_CA_CERTS`.
 */
import { isIP } from "node:net"
import { Clock, Duration, Effect } from "effect"

/** A private key and its certificate as PEM, with the names of `node:tls`. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

const algorithm = { name: "ECDSA", namedCurve: "P-256" }

const validity = Duration.days(30)

/** How far a client's clock may be behind the server's. */
const skew = Duration.hours(1)

/** Stands in for the decorator metadata that the library's dependency container reads while it loads. */
const noMetadata = { getMetadata: () => undefined, getOwnMetadata: () => undefined }

const loadX509 = async () => {
  if ("getMetadata" in Reflect) return import("@peculiar/x509")
  Object.assign(Reflect, noMetadata)
  try {
    return await import("@peculiar/x509")
  } finally {
    // A real polyfill that loads later must find the names free.
    for (const name of Object.keys(noMetadata)) Reflect.deleteProperty(Reflect, name)
  }
}

const withoutBrackets = (name: string) => name.replace(/^\[|\]$/g, "")

/** The given names and the loopback names, each once. */
const alternativeNames = (names: ReadonlyArray<string>) =>
  Array.from(new Set(["localhost", "127.0.0.1", "::1", ...names.map(withoutBrackets)]), (value) => ({
    type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const),
    value,
  }))

/** Makes a new key and its certificate, for the given names or addresses and for `localhost`, 127.0.0.1 and ::1. */
export const selfSigned = Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
  const now = yield* Clock.currentTimeMillis
  return yield* Effect.promise(async (): Promise<Certificate> => {
    const x509 = await loadX509()
    const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: "CN=odj-server",
      keys,
      notBefore: new Date(now - Duration.toMillis(skew)),
      notAfter: new Date(now + Duration.toMillis(validity)),
      signingAlgorithm: { ...algorithm, hash: "SHA-256" },
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign,
          true,
        ),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(alternativeNames(names)),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        // Distinguishes certificates of the same name, so that a client can trust several servers.
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    })
    const key = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey))
    return {
      key: x509.PemConverter.encode(key, "PRIVATE KEY"),
      cert: certificate.toString("pem"),
    }
  })
})
