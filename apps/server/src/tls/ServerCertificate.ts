/** What `--tls` comes to: a key and a certificate, from files or made now. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Data, Effect } from "effect"
import { type Certificate, selfSigned } from "./Certificate.ts"
import type { TlsSettings } from "./TlsSettings.ts"

export interface ServerCertificate extends Certificate {
  /** The file by which a client can trust it, where it is not one that clients trust by themselves. */
  readonly trustFile?: string
}

/** A file can't be read; the message is the operating system's. */
export class CertificateUnreadable extends Data.TaggedError("CertificateUnreadable")<{
  readonly message: string
}> {}

const read = (path: string) =>
  Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (error) => new CertificateUnreadable({ message: (error as Error).message }),
  })

/** A folder that nobody else can write to, removed with the scope. */
const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-server-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true })),
)

const made = Effect.fnUntraced(function* (host: string) {
  const certificate = yield* selfSigned([host])
  const trustFile = join(yield* folder, "certificate.pem")
  yield* Effect.promise(() => writeFile(trustFile, certificate.cert))
  return { ...certificate, trustFile }
})

/** The certificate of a server at that host; nothing where it serves no https. */
export const serverCertificate = Effect.fnUntraced(function* (settings: TlsSettings, host: string) {
  switch (settings._tag) {
    case "Off":
      return undefined
    case "SelfSigned":
      return (yield* made(host)) satisfies ServerCertificate as ServerCertificate
    case "Files": {
      const [cert, key] = yield* Effect.all([read(settings.cert), read(settings.key)])
      return { cert, key } satisfies ServerCertificate as ServerCertificate
    }
  }
})
