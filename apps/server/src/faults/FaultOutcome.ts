/** Makes a request fail as a fault says: another response, a broken connection, or a wrong token. */
import type { RequestIds } from "@odj/graph-wire"
import { Effect } from "effect"
import { isSilent } from "../http/ConnectionBreak.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import { TokenFlaw } from "../issuer/TokenFlaw.ts"
import type { RequestFault } from "./Fault.ts"
import { faultResponse } from "./FaultResponse.ts"

/** The ids of a request that has run are those of its response. */
const idsIn = ({ headers }: HttpResponse): RequestIds | undefined => {
  const { "request-id": requestId, "client-request-id": clientRequestId } = headers
  return requestId && clientRequestId ? { requestId, clientRequestId } : undefined
}

export interface StruckRequest<R> {
  readonly request: HttpRequest
  readonly run: Effect.Effect<HttpResponse, never, R>
  readonly isIssuer: boolean
  readonly newIds: () => RequestIds
  readonly signInAddress: string
  /** The rest of the window of a limit, in milliseconds. */
  readonly rest: number | undefined
}

/** The response to a request that a fault has struck, without its delay. */
export const applyFault = <R>(
  { with: said }: RequestFault,
  { run, newIds, rest, ...context }: StruckRequest<R>,
): Effect.Effect<HttpResponse, never, R> => {
  const outcome = typeof said === "string" ? { connection: said } : said
  if ("token" in outcome) return Effect.provideService(run, TokenFlaw, outcome.token)
  if ("connection" in outcome) {
    const { connection: breaks, after } = outcome
    // cutBody and wrongLength break the request's own response, so the request runs.
    if (after === "commit" || !isSilent(breaks))
      return Effect.map(run, (response) => ({ ...response, breaks }))
    const { requestId, clientRequestId } = newIds()
    const headers = { "request-id": requestId, "client-request-id": clientRequestId }
    return Effect.succeed({ status: 503, headers, breaks })
  }
  if (!("status" in outcome)) return run
  const respond = (own?: HttpResponse) =>
    faultResponse(outcome, {
      ...context,
      ids: (own && idsIn(own)) ?? newIds(),
      retryAfter: rest && Math.max(1, Math.ceil(rest / 1_000)),
    })
  return outcome.after === "commit" ? Effect.flatMap(run, respond) : respond()
}
