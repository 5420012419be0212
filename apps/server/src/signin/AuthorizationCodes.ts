/**
 * Authorization codes (RFC 6749, 4.1): each can be redeemed once within ten minutes, for the application, the tenant, the redirect
 * URI and the PKCE challenge (RFC 7636) that it was issued for.
 *
 * A code that is redeemed twice may be stolen, and the server cannot know by which client. So the second use also revokes what the first
 * produced.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import { Duration, Result } from "effect"
import { BoundedMap } from "../memory/BoundedMap.ts"
import {
  challengeRequired,
  codeExpired,
  codeOfOtherTenant,
  codeRedeemed,
  codeUnknown,
  redirectUriChanged,
  verifierWrong,
} from "../oauth/CodeFailures.ts"
import type { OAuthFailure } from "../oauth/OAuthFailure.ts"
import type { SignIn } from "./SignIn.ts"

export interface CodeGrant extends SignIn {
  readonly redirectUri: string
  /** The S256 challenge of PKCE, if the client sent one. */
  readonly challenge?: string | undefined
}

/** What a client sends to redeem a code. */
export interface CodeRedemption {
  /** `undefined` at the endpoints of all tenants, such as `common`. */
  readonly tenant: string | undefined
  readonly appId: string
  readonly redirectUri: string
  readonly verifier?: string | undefined
  /** Whether a web page of another origin sends it, which needs PKCE. */
  readonly isCrossOrigin?: boolean | undefined
}

const lifetime = Duration.toMillis("10 minutes")

/** How many codes are stored, including redeemed ones; the oldest is dropped for a new one. */
const maxCodes = 1_000

interface Issued {
  readonly grant: CodeGrant
  readonly expiresAt: number
  isRedeemed: boolean
}

/** RFC 7636, 4.1. */
const verifierForm = /^[\w.~-]{43,128}$/

const challengeOf = (verifier: string) => createHash("sha256").update(verifier).digest("base64url")

/** Whether two texts are equal, in a time that depends on neither. */
const isEqual = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

/** A verifier without a challenge is refused too: an attacker may have removed the challenge from the request. */
const isVerified = ({ challenge }: CodeGrant, verifier: string | undefined): boolean =>
  challenge === undefined || verifier === undefined
    ? challenge === verifier
    : verifierForm.test(verifier) && isEqual(challengeOf(verifier), challenge)

export type AuthorizationCodes = ReturnType<typeof makeAuthorizationCodes>

/**
 * The codes of one issuer. `now` is in milliseconds since 1970. `revoke` gets the sign-in of a code that is redeemed again: the
 * same object that `redeem` succeeded with.
 */
export const makeAuthorizationCodes = (revoke: (signIn: SignIn) => void = () => {}) => {
  const codes = new BoundedMap<string, Issued>(maxCodes)
  return {
    issue: (grant: CodeGrant, now: number): string => {
      const code = randomBytes(32).toString("base64url")
      codes.set(code, { grant, expiresAt: now + lifetime, isRedeemed: false })
      return code
    },

    /** Succeeds once. A refused attempt does not use up the code, so that another client can't use it up. */
    redeem: (
      code: string,
      { tenant, appId, redirectUri, verifier, isCrossOrigin }: CodeRedemption,
      now: number,
    ): Result.Result<SignIn, OAuthFailure> => {
      const issued = codes.get(code)
      if (issued === undefined || issued.grant.appId !== appId) return Result.fail(codeUnknown)
      const { grant } = issued
      if (issued.isRedeemed) {
        revoke(grant)
        return Result.fail(codeRedeemed)
      }
      if (now >= issued.expiresAt) return Result.fail(codeExpired)
      if (tenant !== undefined && tenant !== grant.tenant) return Result.fail(codeOfOtherTenant)
      if (redirectUri !== grant.redirectUri) return Result.fail(redirectUriChanged)
      if (isCrossOrigin && grant.challenge === undefined) return Result.fail(challengeRequired)
      if (!isVerified(grant, verifier)) return Result.fail(verifierWrong)
      issued.isRedeemed = true
      return Result.succeed(grant)
    },
  }
}
