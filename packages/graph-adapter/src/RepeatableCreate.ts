/**
 * The headers by which a service knows a create again that it has carried out already, so that it may be sent once more.
 *
 * Sources: OASIS Repeatable Requests 1.0; the IETF's draft of `Idempotency-Key`, a string of structured fields.
 */
import type { IdempotencyKey } from "@odj/core"

/** Those of an intent of its own, which begins now, in milliseconds since 1970. */
export const repeatabilityHeaders = (now: number) => ({
  "repeatability-request-id": crypto.randomUUID(),
  "repeatability-first-sent": new Date(now).toUTCString(),
})

/** Those of an intent that bears a key of its caller's. */
export const idempotencyHeaders = (key: IdempotencyKey) => ({
  "idempotency-key": `"${key.replace(/["\\]/g, "\\$&")}"`,
})
