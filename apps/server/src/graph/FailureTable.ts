/**
 * The table from failures to responses: status, code and message.
 *
 * The table is exhaustive: a failure without a row does not compile. Codes and messages are Graph's own if such a response
 * of Graph is known; COVERAGE.md names the sources.
 */
import type { ServiceReport } from "@odj/core"
import { unreadableText } from "@odj/domain"
import { collectionPath } from "@odj/graph-wire"
import { Duration, Match } from "effect"
import type { Failure } from "./Failure.ts"
import { type FailureRow, invalid, row, sentence } from "./FailureRow.ts"
import { isServerRefused } from "./OperatorProblem.ts"
import { pathOf } from "./Resource.ts"

const unauthenticated = (message: string, challenge: Readonly<Record<string, string>> = invalidToken) =>
  row(401, "InvalidAuthenticationToken", message, { challenge })

const invalidToken = { error: "invalid_token" }

const soon = { headers: { "Retry-After": "1" } }

/** For a failure whose repeatability headers are invalid: a retry needs other headers. Source: Repeatable Requests 1.0. */
export const rejected = { headers: { "Repeatability-Result": "rejected" } }

const retryAfter = (wait: Duration.Duration | undefined) =>
  wait && { headers: { "Retry-After": String(Math.max(1, Math.ceil(Duration.toSeconds(wait)))) } }

const invalidPayload =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."

const preconditions = {
  "If-Match": "If-Match must be *: connectors have no entity tags.",
  "If-None-Match": "If-None-Match: * permits the request only if nothing exists at this URL.",
}

/** The service's message, or a replacement if it names the host, which only the operator should know. */
const messageOf = ({ message, host }: ServiceReport, withoutHost: string) =>
  host === undefined ? message : withoutHost

const unreachable =
  "The service behind this gateway is unreachable, or its response can't be used. The gateway's log has the reason under this request-id."

const versions = {
  "OData-Version": "OData-Version must be 4.0 or 4.01.",
  "OData-MaxVersion": "OData-MaxVersion must be at least 4.0, the version of every response.",
}

/** The row of a failure. */
export const table = Match.typeTags<Failure, FailureRow>()({
  RequestMalformed: () =>
    row(400, "BadRequest", "The request is not valid HTTP. Write a space in a URL as %20."),
  RequestTimedOut: () => row(408, "RequestTimeout", "The request did not arrive in time."),
  HeadTooLarge: () => row(431, "BadRequest", "The request's header fields are too large."),
  TargetTooLong: () => row(414, "BadRequest", "The request's URL is too long."),
  TargetInvalid: () => row(400, "BadRequest", "The request's URL is invalid."),
  ExpectationUnknown: () => row(417, "BadRequest", "Expect must be 100-continue."),
  TunnelRefused: () =>
    row(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {
      headers: { Allow: "GET, HEAD, POST, PATCH, DELETE" },
    }),
  HostInvalid: () => row(400, "BadRequest", "Invalid Host header."),
  // Not 421: clients retry that, and the retry hides the message.
  HostUnknown: ({ name }) =>
    row(
      400,
      "BadRequest",
      `This server accepts no requests for the host '${name}'. If that is its name, start it with --allowed-host ${name}, or with its public URL in --public-url.`,
    ),
  NotReady: () => row(503, "ServiceUnavailable", "The server is not ready.", soon),

  TokenMissing: () => unauthenticated("Access token is empty.", {}),
  TokenMalformed: () => unauthenticated("CompactToken parsing failed with error code: 80049217"),
  TokenExpired: () => unauthenticated("Lifetime validation failed, the token is expired."),
  TokenAudienceInvalid: () => unauthenticated("Access token validation failure. Invalid audience."),
  TokenInvalid: ({ reason }) => unauthenticated(`Access token validation failure. ${reason}`),
  TenantNotAllowed: ({ tenantId }) =>
    row(
      401,
      "OrganizationFromTenantGuidNotFound",
      `The tenant for tenant guid '${tenantId}' does not exist.`,
      { challenge: invalidToken },
    ),
  KeysUnavailable: () =>
    row(503, "ServiceUnavailable", "The signing keys of the token's issuer are unavailable. Retry later.", {
      headers: { "Retry-After": "30" },
    }),
  TokenWithoutPermissions: () =>
    row(403, "AccessDenied", "Either scp or roles claim need to be present in the token."),
  AccountNotSupported: () =>
    row(403, "Forbidden", "Personal Microsoft accounts are not supported.", {
      byIntune: { path: collectionPath },
    }),
  PermissionMissing: ({ anyOf, path }) =>
    row(
      403,
      "Forbidden",
      `Application is not authorized to perform this operation. Application must have one of the following scopes: ${anyOf.join(", ")}`,
      { byIntune: { path }, challenge: { error: "insufficient_scope", scope: anyOf.join(" ") } },
    ),
  RoleMissing: ({ path }) =>
    row(403, "Forbidden", "User is not authorized to perform this operation", { byIntune: { path } }),

  // Not a missing permission: no token helps, so the message names none.
  OperationNotAllowed: ({ name }) =>
    row(
      403,
      "NotAllowed",
      `This server is a gateway that does not allow ${name}. Its operator can allow it with --allow ${name}.`,
    ),

  VersionUnknown: ({ version }) => row(404, "ResourceNotFound", `Invalid version: ${version}`),
  SegmentUnknown: ({ segment }) => row(400, "BadRequest", `Resource not found for the segment '${segment}'.`),
  SegmentEmpty: () => row(400, "BadRequest", "The URL's path has two slashes in a row. Write one."),
  MethodNotAllowed: ({ allow }) =>
    row(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {
      headers: { Allow: allow },
    }),
  NotAcceptable: () => row(406, "UnknownError", "No media type in Accept or $format is supported."),
  PreconditionFailed: ({ header }) => row(412, "PreconditionFailed", preconditions[header]),
  ODataVersionNotSupported: ({ header }) => row(400, "BadRequest", versions[header]),
  IsolationNotSupported: () =>
    row(412, "PreconditionFailed", "Isolation is not supported. Send the request without this header."),
  IdempotencyKeyInvalid: ({ message }) => row(400, "BadRequest", message),
  RepeatabilityInvalid: ({ message }) => row(400, "BadRequest", message, rejected),
  RepeatabilityOutOfRange: () =>
    row(
      412,
      "PreconditionFailed",
      "Repeatability-First-Sent must be at most 23 hours and 55 minutes ago, and at most 5 minutes ahead.",
      rejected,
    ),
  RepeatabilityNotSupported: () =>
    row(501, "NotImplemented", "Repeatability-Request-ID works only with a create.", rejected),
  InvalidQuery: ({ problems }) => invalid("BadRequest", "", problems),
  PageTokenInvalid: () =>
    row(400, "BadRequest", "The $skiptoken does not belong to this list. Start again without it."),

  ContentTypeNotJson: () =>
    row(400, "BadRequest", "Entity only allows writes with a JSON Content-Type header."),
  ContentEncodingNotSupported: () =>
    row(415, "BadRequest", "Content-Encoding is not supported: send the body uncompressed.", {
      headers: { "Accept-Encoding": "identity" },
    }),
  BodyEmpty: () => row(400, "BadRequest", "Empty Payload. JSON content expected."),
  BodyTooLarge: () => row(413, "BadRequest", "Maximum request length exceeded."),
  BodyInvalid: ({ reason }) => row(400, "BadRequest", `${invalidPayload} ${reason}`),
  InvalidJson: ({ problems }) => invalid("BadRequest", invalidPayload, problems),
  InvalidConnector: ({ problems }) => invalid("ModelValidationFailure", "", problems),
  InvalidBatch: ({ problems }) => invalid("BadRequest", "Invalid batch payload format.", problems),
  BatchUrlForeign: () =>
    row(
      400,
      "BadRequest",
      `A batch can't have requests to other servers. Use a URL without a host, such as /${collectionPath}.`,
    ),
  DependencyFailed: ({ id }) =>
    row(424, "FailedDependency", `Request '${id}' failed, and this request depends on it.`),
  // Not 413, which clients don't retry: alone in a batch, the request succeeds.
  BatchFull: () =>
    row(
      429,
      "TooManyRequests",
      "The response to the batch would be too long. Retry this request in another batch.",
      soon,
    ),
  ReadTimedOut: ({ milliseconds }) =>
    row(
      503,
      "ServiceUnavailable",
      `The read took longer than ${milliseconds / 1_000} s. Retry it later, or ask for less: use a simpler $filter, or a smaller $top.`,
      { headers: { "Retry-After": "10" } },
    ),
  // The status that nginx logs for it. No client receives it.
  ClientLeft: () => row(499, "ClientClosedRequest", "The client disconnected before its response."),

  ConnectorAlreadyExists: ({ id }) => row(409, "Conflict", `A connector with the id '${id}' already exists.`),
  ConnectorNotFound: ({ id }) =>
    row(404, "ResourceNotFound", `There is no connector with the id '${id}'.`, {
      byIntune: { path: pathOf({ _tag: "Entity", id }) },
    }),
  ConnectorsUnreadable: ({ connectors }) =>
    row(
      500,
      "InternalServerError",
      sentence(`The stored connector is invalid: ${connectors.map(unreadableText).join("; ")}`),
    ),
  // The caller's own token and permissions are fine, so neither 401 nor 403. Not 503: Microsoft's clients retry that.
  ConnectorStoreRefused: (failure) => {
    if (isServerRefused(failure))
      return row(
        502,
        "BadGateway",
        "The service behind this gateway refuses the gateway's own sign-in, permissions or address, and nothing was changed. Only the gateway's operator can correct this: its log has the reason under this request-id.",
      )
    const { report, reason } = failure
    // A client recognises the reason of any other refusal by its message.
    const message = messageOf(report, "The service behind this gateway does not offer this operation.")
    return row(reason === "OperationNotOffered" ? 501 : 403, report.code ?? "Forbidden", message)
  },
  ConnectorStoreThrottled: ({ report, retryAfter: wait }) => {
    const message = messageOf(report, "The service behind this gateway gets too many requests.")
    return row(429, report.code ?? "TooManyRequests", message, retryAfter(wait))
  },
  // A change that may have been made gets no `Retry-After`, because some clients would then retry any request.
  ConnectorStoreUnavailable: ({ report, retryAfter: wait }) =>
    row(503, report.code ?? "ServiceUnavailable", messageOf(report, unreachable), retryAfter(wait)),
  ConnectorStoreFull: ({ report }) =>
    row(
      507,
      report.code ?? "InsufficientStorage",
      messageOf(report, "The service behind this gateway is full."),
    ),
  IdempotencyKeyReused: () =>
    row(422, "IdempotencyKeyReused", "This key was already used to create a different connector."),
  CreateInProgress: () =>
    row(409, "RequestInProgress", "A create with this key is in flight. Retry later.", soon),
  // Not 504: Microsoft's clients retry that by themselves, which would create a second connector.
  CreateOutcomeUnknown: () =>
    row(
      500,
      "InternalServerError",
      "It is unknown whether the connector was created. Retry with the same key; without a key, look for the connector first.",
    ),
})
