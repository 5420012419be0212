/** An authority that signs certificates, made with openssl for one test. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

/** The paths of a certificate and its key, and their texts in PEM. */
export interface Signed {
  readonly certificateFile: string
  readonly keyFile: string
  readonly certificate: string
  readonly key: string
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

/** A new authority. `sign` makes a certificate for names such as `DNS:localhost` or `IP:127.0.0.1`. */
export const makeAuthority = Effect.gen(function* () {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-authority-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true })),
  )
  const openssl = (...args: ReadonlyArray<string>) => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" })
    if (status !== 0) throw new Error(stderr)
  }
  openssl("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=Contoso")
  const sign = (names: string, days = 1): Signed => {
    const name = crypto.randomUUID()
    const [keyFile, certificateFile] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)]
    openssl("req", ...newKey, "-keyout", keyFile, "-out", `${name}.csr`, "-subj", "/CN=odj")
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${names}`)
    const request = ["x509", "-req", "-in", `${name}.csr`, "-extfile", `${name}.ext`]
    const signature = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"]
    openssl(...request, ...signature, "-days", String(days), "-out", certificateFile)
    return {
      certificateFile,
      keyFile,
      certificate: readFileSync(certificateFile, "utf8"),
      key: readFileSync(keyFile, "utf8"),
    }
  }
  const file = join(folder, "ca.crt")
  return { file, text: readFileSync(file, "utf8"), sign }
})
