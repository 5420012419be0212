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

const name = "CN=odj-server"

const day = Duration.toMillis("1 day")

const validity = 30 * day

/** How far a client's clock may be behind the server's. */
const skew = Duration.toMillis("1 hour")

/** Why clients refuse a certificate. */
export const certificateFlaws = ["expired", "otherHost", "untrusted"] as const
export type CertificateFlaw = (typeof certificateFlaws)[number]

export interface SelfSigned extends Certificate {
  /**
   * Makes another certificate for the server. Clients that trust the usual one refuse it because of the flaw, and for no
   * other reason.
   */
  readonly flawed: (flaw: CertificateFlaw) => Effect.Effect<Certificate>
}

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

const alternativeName = (value: string) => ({
  type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const),
  value,
})

/** What a certificate says. Times are in milliseconds since 1970. */
interface Contents {
  readonly subject: string
  readonly names: ReadonlyArray<string>
  readonly notBefore: number
  readonly notAfter: number
}

type MakeCertificate = (contents: Contents) => Promise<Certificate>

/** Makes a new key. Returns a function that makes certificates for this key, signed with it. */
const makeKey = async (): Promise<MakeCertificate> => {
  const x509 = await loadX509()
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])
  const exported = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey))
  const key = x509.PemConverter.encode(exported, "PRIVATE KEY")
  return async ({ subject, names, notBefore, notAfter }) => {
    const certificate = await x509.X509CertificateGenerator.create({
      issuer: name,
      subject,
      publicKey: keys.publicKey,
      signingKey: keys.privateKey,
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
      signingAlgorithm: { ...algorithm, hash: "SHA-256" },
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign,
          true,
        ),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(names.map(alternativeName)),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        // Distinguishes certificates of the same name, so that a client can trust several servers.
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    })
    return { key, cert: certificate.toString("pem") }
  }
}

/** Makes a certificate with this flaw; `make` signs with the key of the trusted certificate. */
const makeFlawed = async (flaw: CertificateFlaw, usual: Contents, make: MakeCertificate) => {
  switch (flaw) {
    case "expired":
      return make({
        ...usual,
        subject: "CN=expired",
        notBefore: usual.notBefore - 2 * day,
        notAfter: usual.notBefore - day,
      })
    case "otherHost":
      return make({ ...usual, subject: "CN=other.invalid", names: ["other.invalid"] })
    case "untrusted":
      return (await makeKey())(usual)
  }
}

/** Makes a new key and its certificate, for the given names or addresses and for `localhost`, 127.0.0.1 and ::1. */
export const selfSigned = Effect.fnUntraced(function* (given: ReadonlyArray<string>) {
  const now = yield* Clock.currentTimeMillis
  const names = Array.from(new Set(["localhost", "127.0.0.1", "::1", ...given.map(withoutBrackets)]))
  const usual = { subject: name, names, notBefore: now - skew, notAfter: now + validity }
  return yield* Effect.promise(async (): Promise<SelfSigned> => {
    const make = await makeKey()
    return {
      ...(await make(usual)),
      flawed: (flaw) => Effect.promise(() => makeFlawed(flaw, usual, make)),
    }
  })
})
