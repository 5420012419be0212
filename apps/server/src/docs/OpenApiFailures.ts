/**
 * The failures of operations, for the OpenAPI document.
 *
 * The examples come from `FailureTable.ts`, so statuses, codes and messages are written only there.
 */
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStoreFull,
  ConnectorStoreUnavailable,
  IdempotencyKeyReused,
  InvalidConnector,
} from "@odj/core"
import { collectionPath, readWritePermission } from "@odj/graph-wire"
import { Duration } from "effect"
import { TokenMissing } from "../auth/Authenticator.ts"
import { errorResponse } from "../graph/ErrorResponse.ts"
import type { Failure } from "../graph/Failure.ts"
import type { FailureRow } from "../graph/FailureRow.ts"
import {
  BodyTooLarge,
  NotAcceptable,
  PermissionMissing,
  PreconditionFailed,
  RepeatabilityNotSupported,
  RepeatabilityOutOfRange,
} from "../graph/RequestFailure.ts"
import { rowOf } from "../graph/RowOf.ts"
import type { Content, Reference, Response } from "./OpenApiDocument.ts"
import { type HeaderName, headersOf } from "./OpenApiHeaders.ts"
import { openApiParameters } from "./OpenApiParameters.ts"

/** A description, an example, and the header fields that the response adds to the common ones. */
type Kind = readonly [description: string, example: Failure, ...headers: ReadonlyArray<HeaderName>]

const kinds = {
  Invalid: [
    "The URL, a header or the body is invalid. The response names every problem.",
    new InvalidConnector({
      problems: [{ path: ["state"], message: 'Expected "active" | "error" | "inactive"' }],
    }),
  ],
  Unauthenticated: ["The token is missing or not trusted.", new TokenMissing(), "WWW-Authenticate"],
  Forbidden: [
    "The token lacks the permission, or its user lacks a role.",
    new PermissionMissing({ anyOf: [readWritePermission], path: collectionPath }),
    "WWW-Authenticate",
  ],
  NotFound: ["No connector has this id.", new ConnectorNotFound({ id: openApiParameters.id.example })],
  NotAcceptable: ["No media type in `Accept` or `$format` is supported.", new NotAcceptable()],
  Conflict: [
    "If the code is `Conflict`, a connector with this id already exists. If it is `RequestInProgress`, a create with the same key is in flight. Wait as long as `Retry-After` says, then retry.",
    new ConnectorAlreadyExists({ id: openApiParameters.id.example }),
  ],
  PreconditionFailed: [
    "`If-Match` is not `*`, or `If-None-Match` is `*` and the connector exists.",
    new PreconditionFailed({ header: "If-Match" }),
  ],
  OutOfRange: [
    "`Repeatability-First-Sent` is in the future, or so old that the server may no longer know the key.",
    new RepeatabilityOutOfRange(),
    "Repeatability-Result",
  ],
  KeyReused: [
    "The key was already used to create a different connector. Nothing was created.",
    new IdempotencyKeyReused({ key: "" }),
  ],
  NotRepeatable: [
    "`Repeatability-Request-ID` works only with a create.",
    new RepeatabilityNotSupported(),
    "Repeatability-Result",
  ],
  Unavailable: [
    "The database is unavailable, or a list or a count took too long. If the response has `Retry-After`, nothing was changed. If not, an update or a delete may have been applied.",
    new ConnectorStoreUnavailable({
      report: { message: "The database is unreachable or too slow" },
      retryAfter: Duration.seconds(1),
    }),
    "Retry-After",
  ],
  Full: [
    "The database is full. Nothing was changed.",
    new ConnectorStoreFull({ report: { message: "The disk of the database is full" } }),
  ],
  TooLarge: ["The body is too large.", new BodyTooLarge()],
} as const satisfies Record<string, Kind>

export type FailureKind = keyof typeof kinds

/** The failures of a server that needs a token. */
const tokenKinds: ReadonlySet<string> = new Set<FailureKind>(["Unauthenticated", "Forbidden"])

const id = "7f3c2d1e-5b6a-4c8d-9e0f-1a2b3c4d5e6f"

/** The body of the response for a row, with a fixed date. */
const bodyOf = (row: FailureRow): unknown => {
  const ids = { requestId: id, clientRequestId: id }
  const date = new Date("2026-11-23T12:00:00Z")
  return JSON.parse(errorResponse(row, { ids, authorizationUri: "", date }).body ?? "")
}

const content = (example?: unknown): Content => ({
  "application/json": {
    schema: { $ref: "#/components/schemas/Failure" },
    ...(example !== undefined && { example }),
  },
})

/** A response with the example that a row gives. */
export const failureResponse = (
  description: string,
  row: FailureRow,
  ...headers: ReadonlyArray<HeaderName>
): Response => ({ description, headers: headersOf(...headers), content: content(bodyOf(row)) })

const other: Response = {
  description:
    "Any other failure, such as 405 for a method that the path does not support (`Allow` lists the supported ones), or 500 for an error in the server. After a 500 to a create, the connector may have been created: retry with the same key. If the create has no key, look for the connector first.",
  headers: headersOf(),
  content: content(),
}

/** Every kind of failure as a response, by name. */
export const openApiFailures = (isTokenNeeded: boolean): Readonly<Record<string, Response>> => ({
  ...Object.fromEntries(
    Object.entries<Kind>(kinds)
      .filter(([name]) => isTokenNeeded || !tokenKinds.has(name))
      .map(([name, [description, failure, ...headers]]) => [
        name,
        failureResponse(description, rowOf(failure), ...headers),
      ]),
  ),
  Other: other,
})

const reference = (name: string): Reference => ({ $ref: `#/components/responses/${name}` })

/** The failure responses of an operation, by status. */
export const failures = (...names: ReadonlyArray<FailureKind>): Readonly<Record<string, Reference>> => ({
  ...Object.fromEntries(names.map((name) => [rowOf(kinds[name][1]).status, reference(name)])),
  default: reference("Other"),
})
