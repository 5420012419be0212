/** Writes a row of the failure table as a response: Graph's error envelope, request ids and challenge. */
import { isGuid } from "@odj/domain"
import { type ErrorIds, encodeError, graphAppId, type RequestIds } from "@odj/graph-wire"
import { Clock, Effect } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import type { FailureRow } from "./FailureRow.ts"
import { intuneMessage } from "./IntuneMessage.ts"
import { UpstreamRequestId } from "./UpstreamRequestId.ts"

/** The ids of a request: a new one, and the client's own if that is a GUID. Otherwise both are the new one. */
export type MakeRequestIds = (clientRequestId?: string | undefined) => RequestIds

export const makeRequestIds =
  (newId: () => string): MakeRequestIds =>
  (clientRequestId) => {
    const requestId = newId()
    const isEchoed = clientRequestId !== undefined && isGuid(clientRequestId)
    return { requestId, clientRequestId: isEchoed ? clientRequestId : requestId }
  }

export const requestIds = makeRequestIds(() => crypto.randomUUID())

const bearer = (authorizationUri: string, parameters: Readonly<Record<string, string>>) =>
  `Bearer ${Object.entries({
    realm: "",
    authorization_uri: authorizationUri,
    client_id: graphAppId,
    ...parameters,
  })
    .map(([name, value]) => `${name}="${value}"`)
    .join(", ")}`

/** What a response to a failure has besides its row: `authorizationUri` is the address where clients sign in. */
export interface ErrorContext {
  readonly ids: ErrorIds
  readonly authorizationUri: string
  readonly date: Date
}

/** The response for a row. */
export const errorResponse = (
  { status, error, headers, challenge, byIntune }: FailureRow,
  { ids, authorizationUri, date }: ErrorContext,
): HttpResponse => ({
  status,
  headers: {
    "Content-Type": "application/json",
    "Cache-Control": "no-cache",
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
    ...headers,
    ...(challenge && { "WWW-Authenticate": bearer(authorizationUri, challenge) }),
  },
  body: encodeError(
    byIntune === undefined
      ? error
      : { ...error, message: intuneMessage(error.message, ids.requestId, byIntune.path) },
    ids,
    date,
  ),
})

/** The response for a row, with the time of the fiber, and the id that the service behind a gateway gave its request. */
export const fiberErrorResponse = (
  row: FailureRow,
  ids: RequestIds,
  authorizationUri: string,
): Effect.Effect<HttpResponse> =>
  Effect.withFiber((fiber) => {
    const date = new Date(fiber.getRef(Clock.Clock).currentTimeMillisUnsafe())
    const upstreamRequestId = fiber.getRef(UpstreamRequestId)()
    return Effect.succeed(errorResponse(row, { ids: { ...ids, upstreamRequestId }, authorizationUri, date }))
  })
