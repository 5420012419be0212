/** Authorization codes (RFC 6749, 4.1): single use, bound to a client, its redirect URI and its PKCE challenge. */
import { randomBytes } from "node:crypto"
import { Result } from "effect"
import { BoundedMap } from "../memory/BoundedMap.ts"
import { codeInvalid, type OAuthFailure } from "../oauth/OAuthFailure.ts"
import type { SignIn } from "./SignIn.ts"

export interface CodeGrant extends SignIn {
  readonly redirectUri: string
  /** The S256 challenge of PKCE, if the client sent one. */
  readonly challenge?: string | undefined
}

/** What a client sends to redeem a code. */
export interface CodeRedemption {
  readonly tenant: string
  readonly appId: string
  readonly redirectUri: string
  readonly verifier?: string | undefined
}

const maxCodes = 1_000

export type AuthorizationCodes = ReturnType<typeof makeAuthorizationCodes>

/** The codes of one issuer. `now` is in milliseconds since 1970. */
export const makeAuthorizationCodes = () => {
  const codes = new BoundedMap<string, CodeGrant>(maxCodes)
  return {
    issue: (grant: CodeGrant, _now: number): string => {
      const code = randomBytes(32).toString("base64url")
      codes.set(code, grant)
      return code
    },
    redeem: (
      code: string,
      { tenant, appId, redirectUri }: CodeRedemption,
      _now: number,
    ): Result.Result<SignIn, OAuthFailure> => {
      const grant = codes.get(code)
      if (grant === undefined || grant.tenant !== tenant || grant.appId !== appId)
        return Result.fail(codeInvalid)
      if (grant.redirectUri !== redirectUri) return Result.fail(codeInvalid)
      codes.delete(code)
      return Result.succeed(grant)
    },
  }
}
