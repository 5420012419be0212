/**
 * The response to each failure: status, Graph's code and message.
 *
 * The table is exhaustive: a failure that has no row here does not compile. Codes and messages are Graph's own where
 * Graph has been seen to give them.
 */
import type { CreateFailure, EntityFailure, InvalidConnector, ListFailure } from "@odj/core"
import { type Problem, problemText } from "@odj/domain"
import type { ErrorBody, InvalidBatch, InvalidJson, InvalidQuery } from "@odj/graph-wire"
import { Data, Duration, Match } from "effect"
import type { RequestFailure } from "./RequestFailure.ts"

/** What a request can fail with. */
export type Failure =
  | RequestFailure
  | InvalidQuery
  | InvalidBatch
  | InvalidJson
  | InvalidConnector
  | CreateFailure
  | EntityFailure
  | ListFailure

/** A create with a `Repeatability-Request-ID` has failed, and not for how it was sent. */
export class RepeatableFailed extends Data.TaggedError("RepeatableFailed")<{ readonly failure: Failure }> {}

/** One row of the table. */
export interface FailureRow {
  readonly status: number
  readonly error: ErrorBody
  readonly headers?: Readonly<Record<string, string>>
  /** The parameters of the challenge to sign in, beside where to; without them there is no challenge. */
  readonly challenge?: Readonly<Record<string, string>>
  /** Whether the message is Intune's, which is behind Graph and wraps its messages in JSON. */
  readonly byIntune?: true
}

const row = (
  status: number,
  code: string,
  message: string,
  rest?: Omit<FailureRow, "status" | "error">,
): FailureRow => ({ status, error: { code, message }, ...rest })

const unauthenticated = (message: string, challenge: Readonly<Record<string, string>> = invalidToken) =>
  row(401, "InvalidAuthenticationToken", message, { challenge })

const invalidToken = { error: "invalid_token" }

const soon = { headers: { "Retry-After": "1" } }

/** By Repeatable Requests: refused for what the headers say, so that a retry needs others. */
const rejected = { headers: { "Repeatability-Result": "rejected" } }

const retryAfter = (wait: Duration.Duration | undefined) =>
  wait && { headers: { "Retry-After": String(Math.max(1, Math.ceil(Duration.toSeconds(wait)))) } }

const unreadable =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."

const sentence = (text: string) => (text.endsWith(".") ? text : `${text}.`)

/** One message that names every problem, and the same again one by one. */
const invalid = (code: string, message: string, problems: ReadonlyArray<Problem>): FailureRow => ({
  status: 400,
  error: {
    code,
    message: [message, ...problems.map((problem) => sentence(problemText(problem)))].join(" ").trim(),
    details: problems.map(({ path, message }) => ({ code, message, target: path.join("/") })),
  },
})

const table = Match.typeTags<Failure, FailureRow>()({
  RequestMalformed: () =>
    row(400, "BadRequest", "The request is not valid HTTP. In a URL, a space is written %20."),
  RequestTimedOut: () => row(408, "RequestTimeout", "The request did not arrive in time."),
  HeadTooLarge: () => row(431, "BadRequest", "The request's header fields are too large."),
  TargetTooLong: () => row(414, "BadRequest", "The request's URL is too long."),
  TargetUnreadable: () => row(400, "BadRequest", "The request's URL can't be read."),
  ExpectationUnknown: () => row(417, "BadRequest", "The only expectation that can be met is 100-continue."),
  TunnelRefused: () =>
    row(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {
      headers: { Allow: "GET, HEAD, POST, PATCH, DELETE" },
    }),
  HostInvalid: () => row(400, "BadRequest", "Invalid Host header."),
  NotReady: () => row(503, "ServiceUnavailable", "The server is not ready.", soon),

  TokenMissing: () => unauthenticated("Access token is empty.", {}),
  TokenMalformed: () => unauthenticated("CompactToken parsing failed with error code: 80049217"),
  TokenExpired: () => unauthenticated("Lifetime validation failed, the token is expired."),
  TokenAudienceInvalid: () => unauthenticated("Access token validation failure. Invalid audience."),
  TokenInvalid: ({ reason }) => unauthenticated(`Access token validation failure. ${reason}`),
  KeysUnavailable: () =>
    row(503, "ServiceUnavailable", "The keys of the token's issuer can't be had.", {
      headers: { "Retry-After": "30" },
    }),
  TokenWithoutPermissions: () =>
    row(403, "AccessDenied", "Either scp or roles claim need to be present in the token."),
  AccountNotSupported: () =>
    row(403, "Forbidden", "Personal Microsoft accounts are not supported.", { byIntune: true }),
  PermissionMissing: ({ anyOf }) =>
    row(
      403,
      "Forbidden",
      `Application is not authorized to perform this operation. Application must have one of the following scopes: ${anyOf.join(", ")}`,
      { byIntune: true, challenge: { error: "insufficient_scope", scope: anyOf.join(" ") } },
    ),

  VersionUnknown: ({ version }) => row(404, "ResourceNotFound", `Invalid version: ${version}`),
  SegmentUnknown: ({ segment }) => row(400, "BadRequest", `Resource not found for the segment '${segment}'.`),
  MethodNotAllowed: ({ allow }) =>
    row(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {
      headers: { Allow: allow },
    }),
  NotAcceptable: () => row(406, "UnknownError", "Nothing that Accept or $format asks for can be served."),
  PreconditionFailed: () =>
    row(412, "PreconditionFailed", "Connectors have no entity tags: If-Match can only be *."),
  IdempotencyKeyInvalid: ({ expected }) => row(400, "BadRequest", `Idempotency-Key: Expected ${expected}.`),
  RepeatabilityInvalid: ({ message }) => row(400, "BadRequest", message, rejected),
  RepeatabilityOutOfTime: () =>
    row(
      412,
      "PreconditionFailed",
      "Repeatability-First-Sent: Expected at most 23 hours and 55 minutes ago, and 5 minutes ahead.",
      rejected,
    ),
  RepeatabilityNotSupported: () =>
    row(501, "NotImplemented", "Repeatability-Request-ID: Expected with a create only.", rejected),
  InvalidQuery: ({ problems }) => invalid("BadRequest", "", problems),
  PageTokenInvalid: () =>
    row(400, "BadRequest", "The $skiptoken is not one of this list: start again without it."),

  ContentTypeNotJson: () =>
    row(400, "BadRequest", "Entity only allows writes with a JSON Content-Type header."),
  ContentEncodingNotSupported: () =>
    row(415, "BadRequest", "Request bodies can't be encoded.", {
      headers: { "Accept-Encoding": "identity" },
    }),
  BodyEmpty: () => row(400, "BadRequest", "Empty Payload. JSON content expected."),
  BodyTooLarge: () => row(413, "BadRequest", "Maximum request length exceeded."),
  BodyUnreadable: () => row(400, "BadRequest", unreadable),
  InvalidJson: ({ problems }) => invalid("BadRequest", unreadable, problems),
  InvalidConnector: ({ problems }) => invalid("ModelValidationFailure", "", problems),
  InvalidBatch: ({ problems }) => invalid("BadRequest", "Invalid batch payload format.", problems),
  DependencyFailed: ({ id }) =>
    row(424, "FailedDependency", `The request '${id}' that this one depends on has failed.`),

  ConnectorAlreadyExists: ({ id }) => row(409, "Conflict", `A connector with the id '${id}' already exists.`),
  ConnectorNotFound: ({ id }) =>
    row(404, "ResourceNotFound", `There is no connector with the id '${id}'.`, { byIntune: true }),
  ConnectorStoreRefused: ({ report: { code = "Forbidden", message } }) => row(403, code, message),
  ConnectorStoreThrottled: ({ report: { code = "TooManyRequests", message }, retryAfter: wait }) =>
    row(429, code, message, retryAfter(wait)),
  // Without `Retry-After` where a change may have been made: some clients take it for leave to retry anything.
  ConnectorStoreUnavailable: ({ report: { code = "ServiceUnavailable", message }, retryAfter: wait }) =>
    row(503, code, message, retryAfter(wait)),
  ConnectorStoreFull: ({ report: { code = "InsufficientStorage", message } }) => row(507, code, message),
  IdempotencyKeyReused: () =>
    row(422, "IdempotencyKeyReused", "The key of this request is that of another connector's create."),
  CreateInProgress: () =>
    row(409, "RequestInProgress", "A create with the key of this request is under way.", soon),
  // Never 504: Microsoft's clients retry such a request by themselves, which makes a second connector.
  CreateOutcomeUnknown: () =>
    row(
      500,
      "InternalServerError",
      "It is unknown whether the connector was created. If the request has a key, send it again with that key; if not, look for the connector first.",
    ),
})

/** The row of a failure; that of a repeatable request says besides what its headers come to. */
export const rowOf = (failure: Failure | RepeatableFailed): FailureRow => {
  if (failure._tag !== "RepeatableFailed") return table(failure)
  const { headers, ...row } = table(failure.failure)
  const result = failure.failure._tag === "IdempotencyKeyReused" ? "rejected" : "accepted"
  return { ...row, headers: { ...headers, "Repeatability-Result": result } }
}

/** For a defect of ours, of which the client learns nothing else. */
export const defectRow = row(500, "InternalServerError", "Something went wrong on our side.")
