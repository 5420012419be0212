/**
 * What an operation may fail with, for the OpenAPI document.
 *
 * The examples are the server's own responses, so that statuses, codes and messages are written once, in `FailureTable.ts`.
 */
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStoreFull,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  IdempotencyKeyReused,
  InvalidConnector,
} from "@odj/core"
import { readWritePermission } from "@odj/graph-wire"
import { Duration, Effect } from "effect"
import { TokenMissing } from "../auth/Authenticator.ts"
import { errorResponse } from "../graph/ErrorResponse.ts"
import { type Failure, rowOf } from "../graph/FailureTable.ts"
import {
  BodyTooLarge,
  NotAcceptable,
  PermissionMissing,
  PreconditionFailed,
  RepeatabilityNotSupported,
  RepeatabilityOutOfTime,
} from "../graph/RequestFailure.ts"
import type { Content, Reference, Response } from "./OpenApiDocument.ts"
import { type HeaderName, headersOf } from "./OpenApiHeaders.ts"
import { openApiParameters } from "./OpenApiParameters.ts"

/** What is wrong in words, a failure of that kind, and the header fields that only its response has. */
type Kind = readonly [description: string, example: Failure, ...headers: ReadonlyArray<HeaderName>]

const kinds = {
  Invalid: [
    "The request is not as it has to be, or what it sends is not. Every problem is named.",
    new InvalidConnector({
      problems: [{ path: ["state"], message: 'Expected "active" | "error" | "inactive"' }],
    }),
  ],
  Unauthenticated: [
    "There is no token, or none that can be trusted.",
    new TokenMissing(),
    "WWW-Authenticate",
  ],
  Forbidden: [
    "The token does not give the permission.",
    new PermissionMissing({ anyOf: [readWritePermission] }),
    "WWW-Authenticate",
  ],
  NotFound: [
    "There is no connector of that id.",
    new ConnectorNotFound({ id: openApiParameters.id.example }),
  ],
  NotAcceptable: ["Nothing that the client accepts can be served.", new NotAcceptable()],
  Conflict: [
    "There is a connector of that id already. With the code `RequestInProgress`: a create with the same key is in flight, and the response says when to retry.",
    new ConnectorAlreadyExists({ id: openApiParameters.id.example }),
  ],
  PreconditionFailed: ["`If-Match` is something else than `*`.", new PreconditionFailed()],
  OutOfTime: [
    "`Repeatability-First-Sent` is so long ago that what became of the request may be forgotten, or in the future.",
    new RepeatabilityOutOfTime(),
    "Repeatability-Result",
  ],
  KeyReused: [
    "The key is that of a create of another connector. Nothing was created.",
    new IdempotencyKeyReused({ key: "" }),
  ],
  NotRepeatable: [
    "Only a create can have a `Repeatability-Request-ID`.",
    new RepeatabilityNotSupported(),
    "Repeatability-Result",
  ],
  Unavailable: [
    "The database can't be used now. With `Retry-After` nothing was changed; without it, a change or a deletion may have been made.",
    new ConnectorStoreUnavailable({
      message: "The database is unreachable or too slow",
      retryAfter: Duration.seconds(1),
    }),
    "Retry-After",
  ],
  Full: [
    "There is no room for more. Nothing was changed.",
    new ConnectorStoreFull({ message: "The disk of the database is full" }),
  ],
  TooLarge: ["The body is too large.", new BodyTooLarge()],
  Throttled: [
    "There are too many requests.",
    new ConnectorStoreThrottled({ message: "Too many requests.", retryAfter: Duration.seconds(3) }),
    "Retry-After",
  ],
} as const satisfies Record<string, Kind>

export type FailureKind = keyof typeof kinds

const id = "7f3c2d1e-5b6a-4c8d-9e0f-1a2b3c4d5e6f"

/** The body of the server's response to a failure, but for its date. */
const bodyOf = (failure: Failure): unknown => {
  const ids = { requestId: id, clientRequestId: id }
  const { body } = Effect.runSync(errorResponse(rowOf(failure), ids, ""))
  const { error } = JSON.parse(body ?? "")
  return { error: { ...error, innerError: { ...error.innerError, date: "2026-11-23T12:00:00" } } }
}

const content = (example?: unknown): Content => ({
  "application/json": {
    schema: { $ref: "#/components/schemas/Failure" },
    ...(example !== undefined && { example }),
  },
})

const other: Response = {
  description:
    "Another failure, in the same form: 405 for a method that the path does not have, with those that it has in `Allow`; 500 where it is not the client's.",
  headers: headersOf(),
  content: content(),
}

/** Every kind of failure as a response, by its name. */
export const openApiFailures = (): Readonly<Record<string, Response>> => ({
  ...Object.fromEntries(
    Object.entries<Kind>(kinds).map(([name, [description, failure, ...headers]]) => [
      name,
      { description, headers: headersOf(...headers), content: content(bodyOf(failure)) },
    ]),
  ),
  Other: other,
})

const reference = (name: string): Reference => ({ $ref: `#/components/responses/${name}` })

/** The responses of an operation that may fail so, by their statuses, and in other ways. */
export const failingBy = (...names: ReadonlyArray<FailureKind>): Readonly<Record<string, Reference>> => ({
  ...Object.fromEntries(names.map((name) => [rowOf(kinds[name][1]).status, reference(name)])),
  default: reference("Other"),
})
