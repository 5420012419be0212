/** Tells requests apart by their paths: Graph's API, a page of the server's own, and the issuer inside it. */
import type { RequestIds } from "@odj/graph-wire"
import { Effect, Result } from "effect"
import type { makeServicePages } from "../docs/ServicePages.ts"
import { requestIds } from "../graph/ErrorResponse.ts"
import type { GraphEndpoint } from "../graph/GraphEndpoint.ts"
import { isApiPath } from "../graph/Resource.ts"
import type { Responder, Responding } from "../graph/Responder.ts"
import type { Handle, HttpRequest } from "../http/HttpMessage.ts"
import { requestTarget } from "../http/RequestTarget.ts"
import type { Authentication } from "./Authentication.ts"

export interface Parts {
  readonly graph: GraphEndpoint
  readonly page: ReturnType<typeof makeServicePages>
  readonly issuer: Authentication["issuer"]
  readonly respond: Responder["respond"]
}

/** Each part but Graph gives `undefined` for paths that it does not have; Graph refuses what no part has. */
export const makeRoute = ({ graph, page, issuer, respond }: Parts): Handle => {
  const find = (request: HttpRequest, ids: RequestIds): Responding => {
    const located = requestTarget(request)
    if (Result.isFailure(located)) return Effect.fail(located.failure)
    const target = located.success
    if (isApiPath(target.path)) return graph(request, target, ids)
    return page(request, target) ?? issuer?.(request, target) ?? graph(request, target, ids)
  }
  return (request) => {
    const ids = requestIds(request.headers["client-request-id"])
    return respond(
      Effect.suspend(() => find(request, ids)),
      ids,
    )
  }
}
