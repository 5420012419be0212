/**
 * The headers by which a service knows a create again that it has carried out already, so that it may be sent once more.
 *
 * Source: OASIS Repeatable Requests 1.0, which has every service take a UUID for the request's id.
 */
import type { IdempotencyKey } from "@odj/core"
import { isGuid } from "@odj/domain"
import { Effect } from "effect"

const headers = (requestId: string, now: number) => ({
  "repeatability-request-id": requestId,
  "repeatability-first-sent": new Date(now).toUTCString(),
})

/** Those of an intent of its own, which begins now, in milliseconds since 1970. */
export const repeatabilityHeaders = (now: number) => headers(crypto.randomUUID(), now)

/** A UUID of version 8, which is of its maker's own making (RFC 9562), out of the digest of a text. */
const uuidOf = (digest: ArrayBuffer): string => {
  const bytes = new Uint8Array(digest).slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

/** Those of an intent that bears a key of its caller's: equal for equal keys, which a service may take without case. */
export const keyedHeaders = (key: IdempotencyKey, now: number) =>
  isGuid(key) && key === key.toLowerCase()
    ? Effect.succeed(headers(key, now))
    : Effect.promise(() => crypto.subtle.digest("SHA-256", new TextEncoder().encode(key))).pipe(
        Effect.map((digest) => headers(uuidOf(digest), now)),
      )
