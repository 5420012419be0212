/**
 * The codes by which a device that has no browser is let in: the device polls with one of them, while a person shows the
 * other to the server. See RFC 8628.
 */
import { randomBytes, randomInt } from "node:crypto"
import { Duration, Result } from "effect"
import { BoundedMap } from "../memory/BoundedMap.ts"
import {
  authorizationDeclined,
  authorizationPending,
  badVerificationCode,
  codeExpired,
  type OAuthFailure,
  slowDown,
} from "./OAuthFailure.ts"

/** What a device asks for. */
export interface DeviceRequest {
  readonly tenant: string
  readonly appId: string
  readonly scopes: ReadonlyArray<string>
  /** The same as the device has put it, which is how it finds the token again. */
  readonly scope: string
}

/** In seconds. */
export const codeLifetime = 900

/** How long a device is to wait between two polls, in seconds: at first, and how much more each time it does not. */
export const pollInterval = 5

/** How much earlier a poll may come, in milliseconds: timers are not exact, and some clients give up at the first reproof. */
const tolerance = 1_000

/** How many codes are remembered; then the oldest is forgotten. */
const maxCodes = 1_000

interface Pending extends DeviceRequest {
  readonly userCode: string
  readonly expiresAt: number
  decision: "approved" | "declined" | undefined
  polledAt: number
  interval: number
}

/** Without letters and digits that look alike. */
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

const newUserCode = () => Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)]).join("")

/** A code as a person may type it, as it was shown; nothing where none can be meant. */
export const readUserCode = (text: string): string | undefined => {
  const code = text.toUpperCase().replaceAll(/[\s-]/g, "")
  return /^[A-Z2-9]{9}$/.test(code) ? code : undefined
}

export type DeviceCodes = ReturnType<typeof makeDeviceCodes>

/** The codes of one issuer. Every `now` is in milliseconds. */
export const makeDeviceCodes = () => {
  const codes = new BoundedMap<string, Pending>(maxCodes)

  return {
    /** Makes the two codes for a request. */
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

    /** Decides on the request that a person has been shown this code for. False where there is none to decide on. */
    decide: (userCode: string, decision: "approved" | "declined", now: number): boolean => {
      const pending = [...codes.values()].find((code) => code.userCode === userCode)
      if (pending === undefined || pending.decision !== undefined || now >= pending.expiresAt) return false
      pending.decision = decision
      return true
    },

    /** The result of a poll: what was asked for, once, after it has been approved. */
    redeem: (
      deviceCode: string,
      { tenant, appId }: Pick<DeviceRequest, "tenant" | "appId">,
      now: number,
    ): Result.Result<DeviceRequest, OAuthFailure> => {
      const pending = codes.get(deviceCode)
      if (pending === undefined || pending.tenant !== tenant || pending.appId !== appId)
        return Result.fail(badVerificationCode)
      if (now >= pending.expiresAt) return Result.fail(codeExpired)
      if (pending.decision === "declined") return Result.fail(authorizationDeclined)
      if (pending.decision === "approved") {
        codes.delete(deviceCode)
        return Result.succeed(pending)
      }
      const isTooFast = now - pending.polledAt < pending.interval - tolerance
      if (isTooFast) pending.interval += pollInterval * 1_000
      pending.polledAt = now
      return Result.fail(isTooFast ? slowDown : authorizationPending)
    },
  }
}
