/** What it means when the transport fails: whether the request can have reached the service. */
import { Predicate } from "effect"
import type { HttpClientError } from "effect/http"
import type { OutcomeKind } from "./AttemptOutcome.ts"

/**
 * What is known of a request from the operating system's call that failed, or from the code of the failure.
 *
 * Not `ERR_SSL_…`: fetch has them for a failed handshake, but both clients also for what comes after the request. Nor
 * a time-out of a client's own, `UND_ERR_HEADERS_TIMEOUT` say, which comes after the request as well.
 */
const causes: ReadonlyArray<readonly [property: "syscall" | "code", pattern: RegExp, kind: OutcomeKind]> = [
  // The name was not resolved, or the connection refused, not routed or timed out: in Node.js, undici and fetch.
  ["syscall", /^(connect|getaddrinfo)$/, "NeverSent"],
  // Neither the connection stood in time, nor TLS on it.
  ["code", /^UND_ERR_CONNECT_TIMEOUT$/, "NeverSent"],
  // TLS rejects the server, and will the next time.
  ["code", /^(EPROTO$|CERT_|UNABLE_TO_|ERR_TLS_CERT_|(DEPTH_ZERO_)?SELF_SIGNED_CERT)/, "Impossible"],
]

/** The failures of all the addresses of a name, where they were tried one by one. */
const several = (cause: object): ReadonlyArray<unknown> =>
  "errors" in cause && Array.isArray(cause.errors) ? cause.errors : []

/** One attempt of several that may have been carried out leaves all of them open, and one that may pass, hope. */
const together = (kinds: ReadonlyArray<OutcomeKind>): OutcomeKind =>
  kinds.find((kind) => kind === "Unknown") ?? kinds.find((kind) => kind === "NeverSent") ?? "Impossible"

const kindOfCause = (cause: unknown): OutcomeKind => {
  if (!Predicate.isObject(cause)) return "Unknown"
  const errors = several(cause)
  if (errors.length > 0) return together(errors.map(kindOfCause))
  const known = causes.find(([property, pattern]) => {
    const value = cause[property]
    return Predicate.isString(value) && pattern.test(value)
  })
  return known?.[2] ?? kindOfCause(cause.cause)
}

/** What is known of the request: `NeverSent`, `Impossible`, or `Unknown` if it may have been carried out. */
export const kindOf = ({ reason }: HttpClientError.HttpClientError): OutcomeKind =>
  reason._tag === "InvalidUrlError" || reason._tag === "EncodeError"
    ? "Impossible"
    : kindOfCause(reason.cause)

/** The error that lies deepest, which is the operating system's own. */
const deepest = (cause: unknown): unknown => {
  if (!Predicate.isObject(cause)) return cause
  const [first] = several(cause)
  if (first !== undefined) return deepest(first)
  return cause.cause === undefined ? cause : deepest(cause.cause)
}

/** The message that lies deepest, or the client's own if there is none. */
export const messageOf = ({ reason }: HttpClientError.HttpClientError): string => {
  const cause = deepest(reason.cause)
  return Predicate.isError(cause) && cause.message !== "" ? cause.message : reason.message
}
