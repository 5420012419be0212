import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { postgresTls, type TlsParameters } from "../../src/postgres/PostgresTls.ts"

const here = fileURLToPath(import.meta.url)

const refused: ReadonlyArray<readonly [parameters: TlsParameters, reason: RegExp]> = [
  [
    { sslmode: "bogus" },
    /^its sslmode is unknown: use one of disable, allow, prefer, require, verify-ca, verify-full$/,
  ],
  [{ sslmode: "verify-ca", sslrootcert: "system" }, /only with sslmode=verify-full/],
  [{ sslmode: "prefer", sslrootcert: here }, /sslrootcert works only with/],
  [{ sslmode: "disable", sslrootcert: here }, /sslrootcert works only with/],
  [{ sslrootcert: "/absent/secret" }, /^the file of its sslrootcert can't be read \(ENOENT\)$/],
  [{ sslrootcert: here }, /has no certificate in PEM/],
  [{ sslcert: here }, /only together/],
  [{ sslkey: here }, /only together/],
  [{ sslmode: "disable", sslcert: here, sslkey: here }, /do not work with sslmode=disable/],
  [{ sslcert: here, sslkey: here }, /do not name a certificate and the key/],
]

describe("The TLS parameters of a PostgreSQL URL", () => {
  for (const [parameters, reason] of refused) {
    const title = JSON.stringify(parameters).replaceAll(here, "FILE")
    it.effect(`${title} are refused, because they would have no effect or can't be used`, () =>
      Effect.gen(function* () {
        assert.match((yield* Effect.flip(postgresTls(parameters))).message, reason)
      }),
    )
  }
})
