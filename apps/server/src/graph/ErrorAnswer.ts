/**
 * How each failure is answered: status, Graph's code and message.
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

export interface ErrorAnswer {
  readonly status: number
  readonly error: ErrorBody
  readonly headers?: Readonly<Record<string, string>>
  /** What the challenge to sign in says beside where that is done; without it there is no challenge. */
  readonly challenge?: Readonly<Record<string, string>>
  /** Whether Intune says it, which is behind Graph and wraps its messages in JSON. */
  readonly byIntune?: true
}

const answer = (
  status: number,
  code: string,
  message: string,
  rest?: Omit<ErrorAnswer, "status" | "error">,
): ErrorAnswer => ({ status, error: { code, message }, ...rest })

const unauthenticated = (message: string, challenge: Readonly<Record<string, string>> = invalidToken) =>
  answer(401, "InvalidAuthenticationToken", message, { challenge })

const invalidToken = { error: "invalid_token" }

const soon = { headers: { "Retry-After": "1" } }

/** By Repeatable Requests the request is turned down for what its headers say, and not to be sent again with them. */
const rejected = { headers: { "Repeatability-Result": "rejected" } }

const retryAfter = (wait: Duration.Duration | undefined) =>
  wait && { headers: { "Retry-After": String(Math.max(1, Math.ceil(Duration.toSeconds(wait)))) } }

const unreadable =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."

const sentence = (text: string) => (text.endsWith(".") ? text : `${text}.`)

/** One message that names every problem, and the same again one by one. */
const invalid = (code: string, message: string, problems: ReadonlyArray<Problem>): ErrorAnswer => ({
  status: 400,
  error: {
    code,
    message: [message, ...problems.map((problem) => sentence(problemText(problem)))].join(" ").trim(),
    details: problems.map(({ path, message }) => ({ code, message, target: path.join("/") })),
  },
})

/** The table. */
export const errorAnswer = Match.typeTags<Failure, ErrorAnswer>()({
  RequestMalformed: () =>
    answer(400, "BadRequest", "The request is not valid HTTP. In a URL, a space is written %20."),
  RequestTimedOut: () => answer(408, "RequestTimeout", "The request did not arrive in time."),
  HeadTooLarge: () => answer(431, "BadRequest", "The request's header fields are too large."),
  TargetTooLong: () => answer(414, "BadRequest", "The request's URL is too long."),
  TargetUnreadable: () => answer(400, "BadRequest", "The request's URL can't be read."),
  ExpectationUnknown: () =>
    answer(417, "BadRequest", "The only expectation that can be met is 100-continue."),
  TunnelRefused: () =>
    answer(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {
      headers: { Allow: "GET, HEAD, POST, PATCH, DELETE" },
    }),
  HostInvalid: () => answer(400, "BadRequest", "Invalid Host header."),
  NotReady: () => answer(503, "ServiceUnavailable", "The server is not ready.", soon),

  TokenMissing: () => unauthenticated("Access token is empty.", {}),
  TokenMalformed: () => unauthenticated("CompactToken parsing failed with error code: 80049217"),
  TokenExpired: () => unauthenticated("Lifetime validation failed, the token is expired."),
  TokenAudienceInvalid: () => unauthenticated("Access token validation failure. Invalid audience."),
  TokenInvalid: ({ reason }) => unauthenticated(`Access token validation failure. ${reason}`),
  KeysUnavailable: () =>
    answer(503, "ServiceUnavailable", "The keys of the token's issuer can't be had.", {
      headers: { "Retry-After": "30" },
    }),
  TokenWithoutPermissions: () =>
    answer(403, "AccessDenied", "Either scp or roles claim need to be present in the token."),
  AccountNotSupported: () =>
    answer(403, "Forbidden", "Personal Microsoft accounts are not supported.", { byIntune: true }),
  PermissionMissing: ({ anyOf }) =>
    answer(
      403,
      "Forbidden",
      `Application is not authorized to perform this operation. Application must have one of the following scopes: ${anyOf.join(", ")}`,
      { byIntune: true, challenge: { error: "insufficient_scope", scope: anyOf.join(" ") } },
    ),

  VersionUnknown: ({ version }) => answer(404, "ResourceNotFound", `Invalid version: ${version}`),
  SegmentUnknown: ({ segment }) =>
    answer(400, "BadRequest", `Resource not found for the segment '${segment}'.`),
  MethodNotAllowed: ({ allow }) =>
    answer(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {
      headers: { Allow: allow },
    }),
  NotAcceptable: () => answer(406, "UnknownError", "Nothing that Accept or $format asks for can be served."),
  PreconditionFailed: () =>
    answer(412, "PreconditionFailed", "Connectors have no entity tags: If-Match can only be *."),
  IdempotencyKeyInvalid: ({ expected }) =>
    answer(400, "BadRequest", `Idempotency-Key: Expected ${expected}.`),
  RepeatabilityInvalid: ({ message }) => answer(400, "BadRequest", message, rejected),
  RepeatabilityOutOfTime: () =>
    answer(
      412,
      "PreconditionFailed",
      "Repeatability-First-Sent: Expected at most 23 hours and 55 minutes ago, and 5 minutes ahead.",
      rejected,
    ),
  RepeatabilityNotSupported: () =>
    answer(501, "NotImplemented", "Repeatability-Request-ID: Expected with a create only.", rejected),
  InvalidQuery: ({ problems }) => invalid("BadRequest", "", problems),
  PageTokenInvalid: () =>
    answer(400, "BadRequest", "The $skiptoken is not one of this list: start again without it."),

  ContentTypeNotJson: () =>
    answer(400, "BadRequest", "Entity only allows writes with a JSON Content-Type header."),
  ContentEncodingNotSupported: () =>
    answer(415, "BadRequest", "Request bodies can't be encoded.", {
      headers: { "Accept-Encoding": "identity" },
    }),
  BodyEmpty: () => answer(400, "BadRequest", "Empty Payload. JSON content expected."),
  BodyTooLarge: () => answer(413, "BadRequest", "Maximum request length exceeded."),
  BodyUnreadable: () => answer(400, "BadRequest", unreadable),
  InvalidJson: ({ problems }) => invalid("BadRequest", unreadable, problems),
  InvalidConnector: ({ problems }) => invalid("ModelValidationFailure", "", problems),
  InvalidBatch: ({ problems }) => invalid("BadRequest", "Invalid batch payload format.", problems),
  DependencyFailed: ({ id }) =>
    answer(424, "FailedDependency", `The request '${id}' that this one depends on has failed.`),

  ConnectorAlreadyExists: ({ id }) =>
    answer(409, "Conflict", `A connector with the id '${id}' already exists.`),
  ConnectorNotFound: ({ id }) =>
    answer(404, "ResourceNotFound", `There is no connector with the id '${id}'.`, { byIntune: true }),
  ConnectorStoreRefused: ({ code = "Forbidden", message }) => answer(403, code, message),
  ConnectorStoreThrottled: ({ code = "TooManyRequests", message, retryAfter: wait }) =>
    answer(429, code, message, retryAfter(wait)),
  // Without `Retry-After` where a change may have been made: some clients take it for leave to send anything again.
  ConnectorStoreUnavailable: ({ code = "ServiceUnavailable", message, retryAfter: wait }) =>
    answer(503, code, message, retryAfter(wait)),
  ConnectorStoreFull: ({ code = "InsufficientStorage", message }) => answer(507, code, message),
  IdempotencyKeyReused: () =>
    answer(422, "IdempotencyKeyReused", "The key of this request is that of another connector's create."),
  CreateInProgress: () =>
    answer(409, "RequestInProgress", "A create with the key of this request is under way.", soon),
  // Never 504: Microsoft's clients send such a request again by themselves, which makes a second connector.
  CreateOutcomeUnknown: () =>
    answer(
      500,
      "InternalServerError",
      "It is unknown whether the connector was created. If the request has a key, send it again with that key; if not, look for the connector first.",
    ),
})

/** The answer to a failure, and to a repeatable request what its headers come to. */
export const answerTo = (failure: Failure | RepeatableFailed): ErrorAnswer => {
  if (failure._tag !== "RepeatableFailed") return errorAnswer(failure)
  const answer = errorAnswer(failure.failure)
  const result = failure.failure._tag === "IdempotencyKeyReused" ? "rejected" : "accepted"
  return { ...answer, headers: { ...answer.headers, "Repeatability-Result": result } }
}

/** For a defect of ours, of which nothing is told. */
export const defectAnswer = answer(500, "InternalServerError", "Something went wrong on our side.")
