/** What it means when the transport fails: whether the request can have reached the service. */
import { ConnectorStoreUnavailable } from "@odj/core"
import { Predicate } from "effect"
import type { HttpClientError } from "effect/http"
import type { Unanswered } from "./ServiceAnswer.ts"

/**
 * The codes with which TLS rejects a server before anything is sent to it.
 *
 * Not `ERR_SSL_…`: fetch has them for a failed handshake, but both clients also for what comes after the request.
 */
const rejectedServer = /^(EPROTO$|CERT_|UNABLE_TO_|ERR_TLS_CERT_|(DEPTH_ZERO_)?SELF_SIGNED_CERT)/

/** Whether the connection failed before it stood, so that the request was never sent. */
const neverConnected = (cause: unknown): boolean => {
  if (!Predicate.isObject(cause)) return false
  if (Array.isArray(cause.errors) && cause.errors.length > 0) return cause.errors.every(neverConnected)
  return (
    cause.syscall === "connect" ||
    cause.syscall === "getaddrinfo" ||
    (Predicate.isString(cause.code) && rejectedServer.test(cause.code)) ||
    neverConnected(cause.cause)
  )
}

/** The error that lies deepest, which is the operating system's own. */
const deepest = (cause: unknown): unknown => {
  if (!Predicate.isObject(cause)) return cause
  if (Array.isArray(cause.errors) && cause.errors.length > 0) return deepest(cause.errors[0])
  return cause.cause === undefined ? cause : deepest(cause.cause)
}

/**
 * Translates a failure of the transport: `ConnectorStoreUnavailable` where the request was never sent, `Unanswered`
 * where it may have been. `requestId` is the id that it was sent with.
 */
export const fromTransport = <E>(
  { reason }: HttpClientError.HttpClientError,
  requestId: string,
  Unanswered: Unanswered<E>,
): ConnectorStoreUnavailable | E => {
  const cause = deepest(reason.cause)
  const message = Predicate.isError(cause) && cause.message !== "" ? cause.message : reason.message
  const neverSent = reason._tag === "InvalidUrlError" || reason._tag === "EncodeError"
  return neverSent || neverConnected(reason.cause)
    ? new ConnectorStoreUnavailable({ message })
    : new Unanswered({ message, requestId })
}
