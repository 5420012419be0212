/**
 * Faults: which requests fail, and how.
 *
 * One schema describes a fault in a program, in a file and over HTTP. A fault is plain JSON.
 */
import { type ConnectorProperty, propertyNames } from "@odj/domain"
import { Schema } from "effect"
import { apiOperations } from "../graph/Operation.ts"
import { connectionBreaks, silentBreaks } from "../http/ConnectionBreak.ts"
import { issuerEndpoints } from "../issuer/IssuerEndpoint.ts"
import { tokenFlaws } from "../issuer/TokenFlaw.ts"
import { certificateFlaws } from "../tls/Certificate.ts"
import { DurationText } from "./DurationText.ts"

const optional = <S extends Schema.Top>(schema: S, description: string) =>
  Schema.optionalKey(schema).annotateKey({ description })

const oneOrMany = <const Names extends ReadonlyArray<string>>(names: Names) =>
  Schema.Union([Schema.Literals(names), Schema.NonEmptyArray(Schema.Literals(names))])

/** The server sets these: they say where a message ends, and what time its clock has. */
const reserved = ["connection", "content-length", "date", "trailer", "transfer-encoding"]

/** A pattern for a text in any case. A JSON Schema has no flag for that. */
const inAnyCase = (text: string) =>
  text.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)

/** A header as Node.js accepts it (RFC 9110). */
const headerName = Schema.String.check(
  Schema.isPattern(
    new RegExp(`^(?!(?:${reserved.map(inAnyCase).join("|")})$)[!#$%&'*+.^_\`|~0-9A-Za-z-]+$`, "u"),
    {
      expected: "the name of a header that a fault can set",
    },
  ),
)
const headerValue = Schema.String.check(
  Schema.isPattern(/^[\t\x20-\x7e\x80-\xff]*$/u, {
    expected: "a value of a header: one line without characters beyond ÿ",
  }),
)

const fromOne = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/**
 * How a connection breaks.
 *
 * | name | what the client sees |
 * |---|---|
 * | `reset` | the connection is reset, without a response |
 * | `close` | the connection is closed, without a response |
 * | `cutBody` | the connection is reset after half of the body |
 * | `wrongLength` | `Content-Length` is longer than the body, and the connection is closed after the body |
 * | `noResponse` | nothing, until the client or the server gives up |
 *
 * `cutBody` and `wrongLength` break the request's own response, so the request runs.
 */
export const ConnectionFault = Schema.Literals(connectionBreaks)

/** What identifies a fault in the ledger and in the list of faults. */
const named = {
  name: optional(
    Schema.String.check(Schema.isNonEmpty({ expected: "a text that is not empty" })),
    "A name, which recorded requests show",
  ),
}

/** Which of the matching requests are struck: those that meet every condition. */
const frequency = {
  limit: optional(
    Schema.Struct({ requests: fromOne, per: DurationText, by: Schema.Literals(["tenant", "application"]) }),
    "Only requests beyond this number in a window of time, counted by tenant, or by application of a tenant",
  ),
  rate: optional(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
    "Only this share of the requests, chosen at random: 0 to 1",
  ),
  seed: optional(
    Schema.Int,
    "What the random choice begins with; by default the id of the fault. Faults with the same seed choose the same requests",
  ),
  nth: optional(
    fromOne,
    "Only the request with this number, counted from 1. With times, that many requests, from this one on",
  ),
  times: optional(fromOne, "At most this many requests"),
}

const caller = {
  tenant: optional(Schema.String, "The tenant of the caller"),
  application: optional(Schema.String, "The id of the calling application"),
  user: optional(Schema.String, "The id of the user"),
}

/** A fault can look at each property in the body; for `id`, also at the id in the URL. */
const properties = Object.fromEntries(
  propertyNames.map((name) => [name, Schema.optionalKey(Schema.NullOr(Schema.String))]),
) as Readonly<Record<ConnectorProperty, Schema.optionalKey<Schema.NullOr<Schema.String>>>>

const after = optional(
  Schema.Literals(["commit"]),
  "commit: the request runs, and the client does not get its response. Without it, the request does not run",
)

const delayed = {
  delay: optional(DurationText, "How long after the request the response comes at the earliest"),
}

const Delay = Schema.Struct({ delay: DurationText }).annotate({
  identifier: "Delay",
  description: "The response comes later. Another fault can strike the same request",
})

export const StatusResponse = Schema.Struct({
  status: Schema.Int.check(Schema.isBetween({ minimum: 200, maximum: 599 })),
  code: optional(Schema.String, "The error code; by default the usual one of the status"),
  message: optional(
    Schema.String,
    "The message of the error. {requestId}, {connector} and {date} are replaced",
  ),
  body: optional(
    Schema.String,
    "The body instead of an error. {requestId}, {connector} and {date} are replaced",
  ),
  retryAfter: optional(
    Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
    "Retry-After, in seconds. With limit, the default is the rest of the window",
  ),
  headers: optional(Schema.Record(headerName, headerValue), "Further headers. They replace the usual ones"),
  after,
  ...delayed,
}).annotate({ identifier: "StatusResponse", description: "The client gets this response" })

const BrokenConnection = Schema.Struct({ connection: ConnectionFault, after, ...delayed }).annotate({
  identifier: "BrokenConnection",
  description: "The connection breaks",
})

const outcomes = [ConnectionFault, Delay, StatusResponse, BrokenConnection] as const

/** A fault of requests to Graph's API. A request of a batch fails like one that comes alone. */
export const GraphFault = Schema.Struct({
  ...named,
  on: optional(oneOrMany(apiOperations), "The operations; by default all operations on connectors"),
  when: optional(Schema.Struct({ ...caller, ...properties }), "Only requests with these values"),
  ...frequency,
  with: Schema.Union(outcomes),
}).annotate({ identifier: "GraphFault" })

const ofIssuer = {
  when: optional(
    Schema.Struct({ tenant: caller.tenant, application: caller.application }),
    "Only requests with these values",
  ),
  ...frequency,
}

/** A fault of requests to the built-in issuer. Its errors have the form of OAuth 2.0. */
export const IssuerFault = Schema.Struct({
  ...named,
  on: oneOrMany(issuerEndpoints),
  ...ofIssuer,
  with: Schema.Union(outcomes),
}).annotate({ identifier: "IssuerFault" })

const WrongToken = Schema.Struct({
  token: Schema.Literals(tokenFlaws),
  ...delayed,
}).annotate({
  identifier: "WrongToken",
  description: "The client gets a token that the API refuses; otherTenant: a token of another tenant",
})

/** A fault of tokens, which only one endpoint of the issuer makes. */
export const TokenFault = Schema.Struct({
  ...named,
  on: oneOrMany(["token"]),
  ...ofIssuer,
  with: WrongToken,
}).annotate({ identifier: "TokenFault" })

const WrongCertificate = Schema.Struct({
  certificate: Schema.Literals(certificateFlaws),
}).annotate({
  identifier: "WrongCertificate",
  description: "The handshake has a certificate that clients refuse",
})

/** A fault of new connections, before any request. `nth` and `times` count connections. */
export const SocketFault = Schema.Struct({
  ...named,
  on: Schema.Literal("connection"),
  rate: frequency.rate,
  seed: frequency.seed,
  nth: frequency.nth,
  times: frequency.times,
  with: Schema.Union([Schema.Literals(silentBreaks), Delay, WrongCertificate]),
}).annotate({ identifier: "SocketFault" })

/**
 * A fault: the requests `on` which it applies, `when` it does, which of them it strikes, and what they fail `with`.
 *
 * The conditions are checked in this order: `on`, `when`, `limit`, `rate`, `nth`, `times`. Every fault counts the requests that
 * it matches. All delays strike, and their times add up. Of the other faults, the first one that can strike a request decides
 * its response, and the ones after it do not strike.
 */
export const Fault = Schema.Union([GraphFault, IssuerFault, TokenFault, SocketFault]).annotate({
  identifier: "Fault",
})
export interface StatusResponse extends Schema.Schema.Type<typeof StatusResponse> {}
export interface GraphFault extends Schema.Schema.Type<typeof GraphFault> {}
export interface IssuerFault extends Schema.Schema.Type<typeof IssuerFault> {}
export interface TokenFault extends Schema.Schema.Type<typeof TokenFault> {}
export interface SocketFault extends Schema.Schema.Type<typeof SocketFault> {}
/** The faults of requests, as opposed to those of connections. */
export type RequestFault = GraphFault | IssuerFault | TokenFault
export type Fault = RequestFault | SocketFault
