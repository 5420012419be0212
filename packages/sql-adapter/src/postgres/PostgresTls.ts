/** How a connection to PostgreSQL is secured: `sslmode` and the files beside it, as libpq reads them. */
import { readFileSync } from "node:fs"
import { type ConnectionOptions, createSecureContext, getCACertificates } from "node:tls"
import { Effect } from "effect"
import { DatabaseRefused } from "../database/ConnectorDatabase.ts"

const modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const

type SslMode = (typeof modes)[number]

const isMode = (text: string): text is SslMode => modes.some((mode) => mode === text)

/** The parameters of a URL that are about TLS. A file is named by its path. */
export interface TlsParameters {
  readonly sslmode?: string | undefined
  /** The authorities to trust: a file, or `system` for those of the system. */
  readonly sslrootcert?: string | undefined
  readonly sslcert?: string | undefined
  readonly sslkey?: string | undefined
}

export interface PostgresTls {
  /** What the driver does: connect in clear, or with these options of Node.js. */
  readonly ssl: false | ConnectionOptions
  /** Whether a server without TLS is used in clear. */
  readonly isOptional: boolean
}

const refused = (message: string) => new DatabaseRefused({ message })

/** The mode; without `sslmode` it is the strictest if there are authorities to trust, and libpq's default if not. */
const modeOf = ({ sslmode, sslrootcert, sslcert, sslkey }: TlsParameters) => {
  const mode = sslmode ?? (sslrootcert === undefined ? "prefer" : "verify-full")
  if (!isMode(mode)) return refused(`its sslmode is unknown: use one of ${modes.join(", ")}`)
  if (sslrootcert === "system" && mode !== "verify-full")
    return refused("its sslrootcert=system works only with sslmode=verify-full")
  if (sslrootcert !== undefined && ["disable", "allow", "prefer"].includes(mode))
    return refused("its sslrootcert works only with sslmode=require, verify-ca or verify-full")
  if ((sslcert === undefined) !== (sslkey === undefined))
    return refused("its sslcert and sslkey work only together")
  if (mode === "disable" && sslcert !== undefined)
    return refused("its sslcert and sslkey do not work with sslmode=disable")
  return Effect.succeed(mode)
}

/** The text of a file. The message has no path, because the query of a URL is never printed. */
const textOf = (parameter: string, path: string) =>
  Effect.try({
    try: () => readFileSync(path, "utf8"),
    catch: (error) =>
      refused(`the file of its ${parameter} can't be read (${(error as NodeJS.ErrnoException).code})`),
  })

const authoritiesIn = Effect.fnUntraced(function* (path: string) {
  if (path === "system") return getCACertificates("system")
  const text = yield* textOf("sslrootcert", path)
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    return yield* refused("the file of its sslrootcert has no certificate in PEM")
  return text
})

/** Which part of the server's certificate is verified. */
const verification = (mode: SslMode, sslrootcert: string | undefined): ConnectionOptions => {
  const isVerified = mode.startsWith("verify-") || sslrootcert !== undefined
  if (!isVerified) return { rejectUnauthorized: false }
  // Public authorities sign for everyone, so without the name their signature proves nothing.
  const hasAnyName = mode !== "verify-full" && sslrootcert !== undefined
  return { rejectUnauthorized: true, ...(hasAnyName && { checkServerIdentity: () => undefined }) }
}

/** What to do, or why that is impossible. Reads the files. */
export const postgresTls = Effect.fnUntraced(function* (parameters: TlsParameters) {
  const mode = yield* modeOf(parameters)
  if (mode === "disable") return { ssl: false, isOptional: false } satisfies PostgresTls
  const { sslrootcert, sslcert, sslkey } = parameters
  const ca = sslrootcert === undefined ? undefined : yield* authoritiesIn(sslrootcert)
  const cert = sslcert === undefined ? undefined : yield* textOf("sslcert", sslcert)
  const key = sslkey === undefined ? undefined : yield* textOf("sslkey", sslkey)
  const secureContext = yield* Effect.try({
    try: () => createSecureContext({ ca, cert, key }),
    catch: () =>
      refused("its sslcert and sslkey do not name a certificate and the key of that certificate, in PEM"),
  })
  return {
    ssl: { ...verification(mode, sslrootcert), secureContext },
    isOptional: mode === "allow" || mode === "prefer",
  } satisfies PostgresTls
})
