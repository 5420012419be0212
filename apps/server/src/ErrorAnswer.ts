/**
 * How each failure is answered: status, Graph's code and message.
 *
 * The table is exhaustive: a failure that has no row here does not compile. Codes and messages are Graph's own where
 * Graph has been seen to give them.
 */
import type { CreateFailure, InvalidConnector, Problem } from "@odj/core"
import type { ErrorBody, InvalidJson } from "@odj/graph-wire"
import { Duration, Match } from "effect"
import type { RequestFailure } from "./RequestFailure.ts"

/** What a request can fail with. */
export type Failure = RequestFailure | InvalidJson | InvalidConnector | CreateFailure

export interface ErrorAnswer {
  readonly status: number
  readonly error: ErrorBody
  readonly headers?: Readonly<Record<string, string>>
}

const answer = (
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): ErrorAnswer =>
  headers === undefined ? { status, error: { code, message } } : { status, error: { code, message }, headers }

const unreadable =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."

/** One message that names every problem, and the same again one by one. */
const invalid = (code: string, message: string, problems: ReadonlyArray<Problem>): ErrorAnswer => ({
  status: 400,
  error: {
    code,
    message: [message, ...problems.map(({ path, message }) => `${[...path, message].join(": ")}.`)]
      .join(" ")
      .trim(),
    details: problems.map(({ path, message }) => ({ code, message, target: path.join("/") })),
  },
})

export const errorAnswer = Match.typeTags<Failure, ErrorAnswer>()({
  TokenMissing: () =>
    answer(401, "InvalidAuthenticationToken", "Access token is empty.", {
      "WWW-Authenticate": 'Bearer realm=""',
    }),
  HostInvalid: () => answer(400, "BadRequest", "Invalid Host header."),
  VersionUnknown: ({ version }) => answer(404, "ResourceNotFound", `Invalid version: ${version}`),
  SegmentUnknown: ({ segment }) =>
    answer(400, "BadRequest", `Resource not found for the segment '${segment}'.`),
  MethodNotAllowed: ({ allow }) =>
    answer(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {
      Allow: allow,
    }),
  ContentTypeNotJson: () =>
    answer(400, "BadRequest", "Entity only allows writes with a JSON Content-Type header."),
  BodyEmpty: () => answer(400, "BadRequest", "Empty Payload. JSON content expected."),
  BodyTooLarge: () => answer(413, "BadRequest", "Maximum request length exceeded."),
  BodyUnreadable: () => answer(400, "BadRequest", unreadable),
  InvalidJson: ({ problems }) => invalid("BadRequest", unreadable, problems),
  InvalidConnector: ({ problems }) => invalid("ModelValidationFailure", "", problems),
  ConnectorAlreadyExists: ({ id }) =>
    answer(409, "Conflict", `A connector with the id '${id}' already exists.`),
  ConnectorStoreRefused: ({ code = "Forbidden", message }) => answer(403, code, message),
  ConnectorStoreThrottled: ({ code = "TooManyRequests", message, retryAfter }) =>
    answer(
      429,
      code,
      message,
      retryAfter && { "Retry-After": String(Math.ceil(Duration.toSeconds(retryAfter))) },
    ),
  ConnectorStoreUnavailable: ({ code = "ServiceUnavailable", message }) => answer(503, code, message),
  CreateOutcomeUnknown: ({ code = "UnknownError", message }) => answer(504, code, message),
})

/** For a defect of ours, of which nothing is told. */
export const defectAnswer = answer(500, "InternalServerError", "Something went wrong on our side.")
