/** The ways in which the built-in issuer can make a wrong access token, for tests of clients. */
import { Context, Duration } from "effect"
import type { JWTPayload } from "jose"

export const tokenFlaws = [
  "expired",
  "notYetValid",
  "otherAudience",
  "otherTenant",
  "invalidSignature",
  "withoutPermissions",
] as const
export type TokenFlaw = (typeof tokenFlaws)[number]

/** The flaw of the access tokens that an effect makes; by default they have none. */
export const TokenFlaw = Context.Reference<TokenFlaw | undefined>("@odj/server/TokenFlaw", {
  defaultValue: () => undefined,
})

/** Longer than the difference between two clocks that a verifier accepts, in seconds. */
const hour = Duration.toSeconds(Duration.hours(1))

/** The tenant of a token for another tenant. */
const otherTenant = "0d100d10-0d10-4d10-8d10-0d100d100d11"

interface Claims extends JWTPayload {
  readonly iss: string
  readonly tid: string
  readonly iat: number
  readonly exp: number
}

/** The claims with a flaw. */
export const withFlaw = (claims: Claims, flaw: TokenFlaw | undefined): JWTPayload => {
  const { iss, tid, iat, exp } = claims
  switch (flaw) {
    case "expired": {
      const issued = 2 * iat - exp - hour
      return { ...claims, iat: issued, nbf: issued, exp: iat - hour }
    }
    case "notYetValid":
      return { ...claims, nbf: iat + hour, exp: exp + hour }
    case "otherAudience":
      return { ...claims, aud: "https://management.azure.com/" }
    case "otherTenant":
      return { ...claims, iss: iss.replace(`/${tid}/`, `/${otherTenant}/`), tid: otherTenant }
    case "withoutPermissions":
      return { ...claims, roles: undefined, scp: undefined }
    default:
      return claims
  }
}

/** The token with another signature, of the same form. */
export const withOtherSignature = (token: string): string => {
  const start = token.lastIndexOf(".") + 1
  const signature = Buffer.from(token.slice(start), "base64url").map((byte) => byte ^ 0xff)
  return token.slice(0, start) + Buffer.from(signature).toString("base64url")
}
