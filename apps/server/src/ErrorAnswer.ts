/**
 * How each failure is answered: status, Graph's code and message.
 *
 * The table is exhaustive: a failure that has no row here does not compile. Codes and messages are Graph's own where
 * Graph has been seen to give them.
 */
import type { CreateFailure, EntityFailure, InvalidConnector, ListFailure, Problem } from "@odj/core"
import type { ErrorBody, InvalidBatch, InvalidJson, InvalidQuery } from "@odj/graph-wire"
import { Duration, Match } from "effect"
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

const retryAfter = (wait: Duration.Duration | undefined) =>
  wait && { headers: { "Retry-After": String(Math.ceil(Duration.toSeconds(wait))) } }

const unreadable =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."

const sentence = (text: string) => (text.endsWith(".") ? text : `${text}.`)

/** One message that names every problem, and the same again one by one. */
const invalid = (code: string, message: string, problems: ReadonlyArray<Problem>): ErrorAnswer => ({
  status: 400,
  error: {
    code,
    message: [message, ...problems.map(({ path, message }) => sentence([...path, message].join(": ")))]
      .join(" ")
      .trim(),
    details: problems.map(({ path, message }) => ({ code, message, target: path.join("/") })),
  },
})

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
  NotReady: () =>
    answer(503, "ServiceUnavailable", "The server is not ready.", { headers: { "Retry-After": "1" } }),

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
  InvalidQuery: ({ problems }) =>
    invalid(
      "BadRequest",
      "",
      problems.map(({ option, message }) => ({ path: [option], message })),
    ),
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
  ConnectorStoreUnavailable: ({ code = "ServiceUnavailable", message }) => answer(503, code, message),
  CreateOutcomeUnknown: ({ code = "UnknownError", message }) => answer(504, code, message),
})

/** For a defect of ours, of which nothing is told. */
export const defectAnswer = answer(500, "InternalServerError", "Something went wrong on our side.")
