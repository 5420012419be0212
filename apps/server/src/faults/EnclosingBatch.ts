/**
 * The batch around a request: if a fault breaks the connection for one request of a batch, the connection of the whole batch
 * breaks.
 */
import { Context, Effect } from "effect"
import type { ConnectionBreak } from "../http/ConnectionBreak.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"

export interface EnclosingBatch {
  readonly request: HttpRequest
  readonly origin: string
  breaks: ConnectionBreak | undefined
}

/** `undefined` outside a batch. */
export const EnclosingBatch = Context.Reference<EnclosingBatch | undefined>("@odj/server/EnclosingBatch", {
  defaultValue: () => undefined,
})

/** Lets the requests of a batch break its connection once the batch has run. */
export const asBatch = <R>(
  run: Effect.Effect<HttpResponse, never, R>,
  request: HttpRequest,
  origin: string,
): Effect.Effect<HttpResponse, never, R> => {
  const batch: EnclosingBatch = { request, origin, breaks: undefined }
  return Effect.map(
    Effect.provideService(run, EnclosingBatch, batch),
    (response): HttpResponse =>
      batch.breaks === undefined ? response : { ...response, breaks: batch.breaks },
  )
}
