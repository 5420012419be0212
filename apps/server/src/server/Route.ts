/** Routes a request by its path: to Graph's API, to a page of the server, or to the built-in issuer. */
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

/** `page` and `issuer` return `undefined` for other paths; Graph's API responds to unknown paths. */
export const makeRoute = ({ graph, page, issuer, respond }: Parts): Handle => {
  const find = (request: HttpRequest, ids: RequestIds): Responding => {
    const read = requestTarget(request)
    if (Result.isFailure(read)) return Effect.fail(read.failure)
    const target = read.success
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
