/**
 * The codes of the device flow (RFC 8628): a device without a browser polls with the device code, while a user enters the
 * user code on a page of the server.
 */
import { randomBytes, randomInt, randomUUID } from "node:crypto"
import { Duration, Result } from "effect"
import type { Person } from "../directory/Directory.ts"
import { BoundedMap } from "../memory/BoundedMap.ts"
import {
  authorizationDeclined,
  authorizationPending,
  badVerificationCode,
  deviceCodeExpired,
  slowDown,
} from "../oauth/DeviceFailures.ts"
import type { OAuthFailure } from "../oauth/OAuthFailure.ts"
import type { SignIn } from "./SignIn.ts"

/** A device's request for a token. */
export interface DeviceRequest {
  /** The tenant; `undefined` if it is that of the person who signs in. */
  readonly tenant: string | undefined
  readonly appId: string
  readonly scopes: ReadonlyArray<string>
  /** The scopes as the device wrote them; clients cache the token under this text. */
  readonly scope: string
}

/** The lifetime of a code, in seconds. */
export const codeLifetime = 900

/** The seconds between two polls. Each poll that comes too early adds the same number of seconds. */
export const pollInterval = 5

/** How early a poll may come, in milliseconds: timers are inexact, and some clients give up at the first `slow_down`. */
const tolerance = 1_000

/** How many codes are stored; the oldest is dropped for a new one. */
const maxCodes = 1_000

interface Pending extends DeviceRequest {
  readonly userCode: string
  readonly expiresAt: number
  decision: SignIn | "declined" | undefined
  polledAt: number
  interval: number
}

/** Without characters that look alike. */
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

const newUserCode = () => Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)]).join("")

/** Reads a user code as a person types it; `undefined` if it can't be one. */
export const readUserCode = (text: string): string | undefined => {
  const code = text.toUpperCase().replaceAll(/[\s-]/g, "")
  return /^[A-Z2-9]{9}$/.test(code) ? code : undefined
}

export type DeviceCodes = ReturnType<typeof makeDeviceCodes>

/** The codes of one issuer. `now` is in milliseconds since 1970. */
export const makeDeviceCodes = () => {
  const codes = new BoundedMap<string, Pending>(maxCodes)

  const undecided = (userCode: string, now: number): Pending | undefined =>
    [...codes.values()].find(
      (code) => code.userCode === userCode && code.decision === undefined && now < code.expiresAt,
    )

  return {
    /** Makes the two codes of a request. */
    begin: (request: DeviceRequest, now: number) => {
      const deviceCode = randomBytes(32).toString("base64url")
      const userCode = newUserCode()
      codes.set(deviceCode, {
        ...request,
        userCode,
        expiresAt: now + codeLifetime * 1_000,
        decision: undefined,
        polledAt: Number.NEGATIVE_INFINITY,
        interval: Duration.toMillis(Duration.seconds(pollInterval)),
      })
      return { deviceCode, userCode }
    },

    /** The request with this user code, if it waits for a decision. */
    undecided: (userCode: string, now: number): DeviceRequest | undefined => undecided(userCode, now),

    /** Approves the request with this user code, as a person, or declines it. Returns false if there is no pending one. */
    decide: (userCode: string, decision: Person | "declined", now: number): boolean => {
      const pending = undecided(userCode, now)
      if (pending === undefined) return false
      const { appId, scopes, scope } = pending
      pending.decision =
        decision === "declined"
          ? decision
          : {
              tenant: decision.tenant,
              appId,
              scopes,
              scope,
              person: decision,
              signedInAt: now,
              session: randomUUID(),
            }
      return true
    },

    /** Handles a poll. Succeeds once, after the user has approved the request. Without `tenant`, every tenant is accepted. */
    redeem: (
      deviceCode: string,
      { tenant, appId }: { readonly tenant: string | undefined; readonly appId: string },
      now: number,
    ): Result.Result<SignIn, OAuthFailure> => {
      const pending = codes.get(deviceCode)
      if (pending === undefined || pending.appId !== appId) return Result.fail(badVerificationCode)
      const { decision } = pending
      const owner = decision === undefined || decision === "declined" ? pending.tenant : decision.tenant
      if (tenant !== undefined && owner !== undefined && tenant !== owner)
        return Result.fail(badVerificationCode)
      if (now >= pending.expiresAt) return Result.fail(deviceCodeExpired)
      if (decision === "declined") return Result.fail(authorizationDeclined)
      if (decision !== undefined) {
        codes.delete(deviceCode)
        return Result.succeed(decision)
      }
      const isTooFast = now - pending.polledAt < pending.interval - tolerance
      if (isTooFast) pending.interval += pollInterval * 1_000
      pending.polledAt = now
      return Result.fail(isTooFast ? slowDown : authorizationPending)
    },
  }
}
