/** Turns the outcome of a request into a response: named by the request's ids, failures as the table has them. */
import type { RequestIds } from "@odj/graph-wire"
import { Effect } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { errorResponse } from "./ErrorResponse.ts"
import { defectRow, type Failure, type RepeatableFailed, rowOf } from "./FailureTable.ts"

/** A response that is being made, and what can go wrong until then. */
export type Responding<R = never> = Effect.Effect<HttpResponse, Failure | RepeatableFailed, R>

/** What the operator of the store has to see: the client learns little of it, and can't help it. */
const storeTrouble: ReadonlySet<string> = new Set<Failure["_tag"]>([
  "ConnectorStoreUnavailable",
  "ConnectorStoreFull",
  "CreateOutcomeUnknown",
])

/** Under the id that the client gets, so that the operator finds what a client asks about. */
const logError = (reason: unknown, { requestId }: RequestIds) =>
  Effect.annotateLogs(Effect.logError(reason), "request-id", requestId)

/** `authorizationUri` is where clients sign in. */
export const makeResponder = (authorizationUri: string) => {
  /** The response to a failure. */
  const refuse = (failure: Failure | RepeatableFailed, ids: RequestIds): Effect.Effect<HttpResponse> => {
    const response = errorResponse(rowOf(failure), ids, authorizationUri)
    const reason = failure._tag === "RepeatableFailed" ? failure.failure : failure
    return storeTrouble.has(reason._tag)
      ? Effect.andThen(logError(`${reason._tag}: ${reason.message}`, ids), response)
      : response
  }

  /** Never fails: a failure has its row, and a defect is logged while the client learns only that there was one. */
  const respond = <R>(responding: Responding<R>, ids: RequestIds): Effect.Effect<HttpResponse, never, R> =>
    responding.pipe(
      Effect.map(({ status, headers, body }) => ({
        status,
        headers: { ...headers, "request-id": ids.requestId, "client-request-id": ids.clientRequestId },
        body,
      })),
      Effect.catch((failure) => refuse(failure, ids)),
      Effect.catchDefect((defect) =>
        Effect.andThen(logError(defect, ids), errorResponse(defectRow, ids, authorizationUri)),
      ),
    )

  return { refuse, respond }
}

export type Responder = ReturnType<typeof makeResponder>
