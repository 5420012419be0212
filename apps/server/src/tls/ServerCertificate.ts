/** The key and certificate of the server, from files or made at start. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Data, Effect } from "effect"
import { type Certificate, type SelfSigned, selfSigned } from "./Certificate.ts"
import type { TlsSettings } from "./TlsSettings.ts"

export interface ServerCertificate extends Certificate {
  /** The file that clients have to trust; only for a self-signed certificate. */
  readonly trustFile?: string
  /** Only for a self-signed certificate. */
  readonly flawed?: SelfSigned["flawed"]
}

/** A file can't be read. */
export class CertificateUnreadable extends Data.TaggedError("CertificateUnreadable")<{
  readonly path: string
  /** As the operating system gave it. */
  readonly error: unknown
}> {}

const read = (path: string) =>
  Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (error) => new CertificateUnreadable({ path, error }),
  })

/** A folder that only this user can write to, removed with the scope. */
const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-server-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true })),
)

const made = Effect.fnUntraced(function* (hosts: ReadonlyArray<string>) {
  const certificate = yield* selfSigned(hosts)
  const trustFile = join(yield* folder, "certificate.pem")
  yield* Effect.promise(() => writeFile(trustFile, certificate.cert))
  return { ...certificate, trustFile }
})

/** The certificate of a server at these hosts; `undefined` if it serves no https. */
export const serverCertificate = Effect.fnUntraced(function* (
  settings: TlsSettings,
  hosts: ReadonlyArray<string>,
) {
  switch (settings._tag) {
    case "Off":
      return undefined
    case "SelfSigned":
      return (yield* made(hosts)) satisfies ServerCertificate as ServerCertificate
    case "Files": {
      const [cert, key] = yield* Effect.all([read(settings.cert), read(settings.key)])
      return { cert, key } satisfies ServerCertificate as ServerCertificate
    }
  }
})
