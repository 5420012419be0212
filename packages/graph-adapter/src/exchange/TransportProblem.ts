/** What went wrong with a request that got no response: as data, and as a sentence. */
import type { UnavailabilityReason } from "@odj/core"
import { Predicate } from "effect"
import type { HttpClientError } from "effect/http"
import { failuresIn } from "./TransportFailure.ts"

export interface TransportProblem {
  /** A sentence without a full stop. */
  readonly message: string
  /** Unknown for the errors of a client that has none of these codes. */
  readonly reason?: UnavailabilityReason
  /** The host that was to be reached, with its port unless that is the default one. */
  readonly host: string
}

/** Where the request was sent. */
export type Address = Pick<URL, "host" | "protocol">

type Sentence = (address: Address, error: Readonly<Record<PropertyKey, unknown>>) => string

type Row = readonly [code: RegExp, reason: UnavailabilityReason, sentence: Sentence]

const unreachable =
  (why: string): Sentence =>
  ({ host }) =>
    `Can't reach ${host}: ${why}`

const untrusted =
  (why: string): Sentence =>
  ({ host }) =>
    `The certificate of ${host} is not trusted: ${why}`

/** A TLS port closes the connection, or responds with bytes of TLS, when it receives plain HTTP. */
const hint = ({ protocol }: Address) => (protocol === "http:" ? "; perhaps the service needs https" : "")

/** A client that connects through a proxy says itself why the proxy refuses. */
const ownWords: Sentence = ({ host }, { message }) =>
  Predicate.isString(message) && message !== "" ? message : `Can't reach ${host} through the proxy`

/** What the codes of Node.js, OpenSSL and undici mean. The first row that matches counts. */
const rows: ReadonlyArray<Row> = [
  [/^(ENOTFOUND|EAI_\w+)$/, "NameNotResolved", unreachable("the name could not be resolved")],
  [/^ECONNREFUSED$/, "ConnectionRefused", unreachable("the connection was refused")],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, "TimedOut", unreachable("the connection timed out")],
  [/^E(HOST|NET)(UNREACH|DOWN)$/, "NoRoute", unreachable("there is no route to it")],
  [/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/, "TimedOut", ({ host }) => `No complete response from ${host} in time`],
  [
    /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)$/,
    "ConnectionLost",
    (address) => `The connection to ${address.host} was lost before a complete response${hint(address)}`,
  ],
  [/^CERT_HAS_EXPIRED$/, "CertificateExpired", untrusted("it has expired")],
  [/^CERT_NOT_YET_VALID$/, "CertificateExpired", untrusted("it is not valid yet")],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    "CertificateMismatch",
    untrusted("it is for another host"),
  ],
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, "CertificateUntrusted", untrusted("it is self-signed")],
  [/^CERT_REVOKED$/, "CertificateUntrusted", untrusted("it was revoked")],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/,
    "CertificateUntrusted",
    untrusted("it is from an unknown CA"),
  ],
  [/^(CERT_|ERR_TLS_CERT_)/, "CertificateUntrusted", untrusted("it is invalid")],
  [
    /^(EPROTO|ERR_SSL_\w+)$/,
    "ProtocolMismatch",
    unreachable("it does not use TLS, or no supported version of TLS"),
  ],
  [
    /^(HPE_HEADER_OVERFLOW|UND_ERR_HEADERS_OVERFLOW)$/,
    "ResponseUnusable",
    ({ host }) => `The headers of the response from ${host} are too long`,
  ],
  [
    /^UND_ERR_RES_EXCEEDED_MAX_SIZE$/,
    "ResponseUnusable",
    ({ host }) => `The response from ${host} is too long`,
  ],
  [/^HPE_/, "ProtocolMismatch", (address) => `The response of ${address.host} is not HTTP${hint(address)}`],
  [/^ERR_PROXY_TUNNEL$/, "ProxyFailed", ownWords],
]

/** The failure to reach a proxy, which has the same causes as the failure to reach a host. */
const proxyProblem = (proxy: string, cause: unknown, { host }: Address): TransportProblem => {
  const name = `the proxy ${proxy}`
  const { message, reason } = knownProblem(cause, { host: name, protocol: "https:" }) ?? {
    message: `Can't reach ${name}`,
  }
  return { message, reason: reason?.startsWith("Certificate") ? reason : "ProxyFailed", host }
}

/** All known problems in an error and its causes. That of the outermost error comes first. */
const problemsIn = (error: unknown, address: Address): ReadonlyArray<TransportProblem> => {
  if (!Predicate.isObject(error)) return []
  const { code, status, proxy, cause } = error
  if (code === "ERR_PROXY_UNREACHABLE" && Predicate.isString(proxy))
    return [proxyProblem(proxy, cause, address)]
  const row = Predicate.isString(code) ? rows.find(([pattern]) => pattern.test(code)) : undefined
  const own = row && {
    message: row[2](address, error),
    reason: row[1] === "ProxyFailed" && status === 407 ? ("ProxyCredentialsRequired" as const) : row[1],
    host: address.host,
  }
  const causes = [...failuresIn(error), cause].flatMap((inner) => problemsIn(inner, address))
  return own === undefined ? causes : [own, ...causes]
}

/**
 * What an error means for the address; `undefined` if it has no known code. Many networks have no route for IPv6, so of
 * several addresses of a host another one says more.
 */
export const knownProblem = (error: unknown, address: Address): TransportProblem | undefined => {
  const problems = problemsIn(error, address)
  return problems.find(({ reason }) => reason !== "NoRoute") ?? problems[0]
}

/** The innermost error, which is the operating system's own. */
const deepest = (cause: unknown): unknown => {
  if (!Predicate.isObject(cause)) return cause
  const [first] = failuresIn(cause)
  if (first !== undefined) return deepest(first)
  return cause.cause === undefined ? cause : deepest(cause.cause)
}

/** What went wrong with a request to the URL. */
export const problemOf = ({ reason }: HttpClientError.HttpClientError, url: URL): TransportProblem => {
  const cause = deepest(reason.cause)
  const message = Predicate.isError(cause) && cause.message !== "" ? cause.message : reason.message
  return knownProblem(reason.cause, url) ?? { message, host: url.host }
}

/** The problem of a request that got no response in time. */
export const timedOut = ({ host }: URL, milliseconds: number): TransportProblem => ({
  message: `No response from ${host} within ${milliseconds / 1000} seconds`,
  reason: "TimedOut",
  host,
})
