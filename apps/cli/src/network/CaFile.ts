/** Reads a file with certificates to trust: any number as PEM, or one as DER, which Windows writes by default. */
import { X509Certificate } from "node:crypto"
import { readFileSync } from "node:fs"
import { UsageInvalid } from "@odj/command-line"
import { Clock, Effect, Option } from "effect"
import { readingReason, reasonOf } from "../text/SystemReason.ts"

/** A file, and what names it: `--ca`, `ODJ_CA` or a sign-in. */
export interface CaFile {
  readonly path: string
  readonly namedBy: string
}

const block =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----.+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/gs

const parse = Option.liftThrowable((certificate: string | Buffer) => new X509Certificate(certificate))

/** What a file without certificates is instead, if it says so. */
const content = (text: string): string => {
  const label = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(text)?.[1]
  return label === undefined ? "no line is -----BEGIN CERTIFICATE-----" : `it has -----BEGIN ${label}-----`
}

/**
 * The certificates in the file, as PEM. Fails if the file can't be read, has no certificate or an unreadable one, or if all
 * of its certificates have expired.
 */
export const readCertificates = Effect.fnUntraced(function* ({ path, namedBy }: CaFile) {
  const name = `${path} (${namedBy})`
  const bytes = yield* Effect.try({
    try: () => readFileSync(path),
    catch: (error) =>
      UsageInvalid.sentence(`Can't read the CA file ${name}: ${readingReason(reasonOf(error))}`),
  })
  const text = bytes.toString("latin1")
  const blocks = text.match(block) ?? []
  const parsed = Option.all((blocks.length === 0 ? [bytes] : blocks).map(parse))
  if (Option.isNone(parsed) && blocks.length === 0) {
    return yield* UsageInvalid.sentence(
      `The CA file ${name} has no certificate in PEM format: ${content(text)}`,
    )
  }
  if (Option.isNone(parsed)) {
    return yield* UsageInvalid.sentence(
      `The CA file ${name} has a certificate that can't be read. Check that the file is complete.`,
    )
  }
  const now = yield* Clock.currentTimeMillis
  const expiries = parsed.value.map(({ validTo }) => Date.parse(validTo))
  const last = Math.max(...expiries)
  if (last < now) {
    const date = new Date(last).toISOString().slice(0, 10)
    return yield* UsageInvalid.sentence(
      parsed.value.length === 1
        ? `The certificate in the CA file ${name} expired on ${date}`
        : `All certificates in the CA file ${name} have expired, the last one on ${date}`,
    )
  }
  return parsed.value.map(String)
})
