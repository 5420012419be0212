/** Decides after a failure of the transport whether the request can have reached the service. */
import { Predicate } from "effect"
import type { HttpClientError } from "effect/http"
import type { OutcomeKind } from "./AttemptOutcome.ts"

/**
 * The outcome of the request, by the system call that failed or the code of the failure.
 *
 * `ERR_SSL_…` is not here: fetch reports it for a failed handshake, but fetch and Node.js also report it after the
 * request was sent. A client's own timeouts after that point, such as `UND_ERR_HEADERS_TIMEOUT`, are not here either.
 */
const causes: ReadonlyArray<readonly [property: "syscall" | "code", pattern: RegExp, kind: OutcomeKind]> = [
  // The name was not resolved, or the connection was refused, not routed or timed out: in Node.js, undici and fetch.
  ["syscall", /^(connect|getaddrinfo)$/, "NeverSent"],
  // The connection or its TLS handshake timed out.
  ["code", /^UND_ERR_CONNECT_TIMEOUT$/, "NeverSent"],
  // A proxy or TLS rejects the server, and a retry would not change that.
  [
    "code",
    /^(EPROTO$|ERR_PROXY_TUNNEL$|CERT_|UNABLE_TO_|ERR_TLS_CERT_|(DEPTH_ZERO_)?SELF_SIGNED_CERT)/,
    "Impossible",
  ],
]

/** The failures for each address of a host name, if several addresses were tried. */
export const failuresIn = (cause: object): ReadonlyArray<unknown> =>
  "errors" in cause && Array.isArray(cause.errors) ? cause.errors : []

/**
 * `Unknown` if one of the kinds is; otherwise `NeverSent` if one is, because a retry may succeed; otherwise
 * `Impossible`.
 */
const commonKind = (kinds: ReadonlyArray<OutcomeKind>): OutcomeKind =>
  kinds.find((kind) => kind === "Unknown") ?? kinds.find((kind) => kind === "NeverSent") ?? "Impossible"

const kindOfCause = (cause: unknown): OutcomeKind => {
  if (!Predicate.isObject(cause)) return "Unknown"
  const errors = failuresIn(cause)
  if (errors.length > 0) return commonKind(errors.map(kindOfCause))
  const known = causes.find(([property, pattern]) => {
    const value = cause[property]
    return Predicate.isString(value) && pattern.test(value)
  })
  return known?.[2] ?? kindOfCause(cause.cause)
}

/** The outcome of the request: `NeverSent`, `Impossible`, or `Unknown` if it may have been processed. */
export const kindOf = ({ reason }: HttpClientError.HttpClientError): OutcomeKind =>
  reason._tag === "InvalidUrlError" || reason._tag === "EncodeError"
    ? "Impossible"
    : kindOfCause(reason.cause)
