/** The bearer token for a service that is not Microsoft's, from the environment variable `ODJ_TOKEN`. */
import { Redacted, Result } from "effect"
import { UsageInvalid } from "./UsageInvalid.ts"

/** The syntax of a bearer token (RFC 6750, `b64token`). */
const bearerToken = /^[\w.~+/-]+=*$/

const invalid = UsageInvalid.of("ODJ_TOKEN", "Must be a bearer token, without spaces and line breaks")

/** Checks the value of `ODJ_TOKEN`. The failure does not repeat it. */
export const checkToken = (token: Redacted.Redacted): Result.Result<Redacted.Redacted, UsageInvalid> =>
  bearerToken.test(Redacted.value(token)) ? Result.succeed(token) : Result.fail(invalid)

/** A credential that always returns the same token; its expiry is unknown. */
export const fixedToken = (token: Redacted.Redacted) => ({
  getToken: async () => ({ token: Redacted.value(token), expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
})
