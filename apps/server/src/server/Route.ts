/** Routes a request by its path: to Graph's API, to a page of the server, or to the built-in issuer. */
import { type Effect, Result } from "effect"
import type { makeConsolePages } from "../console/ConsolePages.ts"
import type { makeServicePages } from "../docs/ServicePages.ts"
import type { GraphEndpoint } from "../graph/GraphEndpoint.ts"
import { isApiPath } from "../graph/Resource.ts"
import type { Responder } from "../graph/Responder.ts"
import type { Handle, HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import { type RequestTarget, requestTarget } from "../http/RequestTarget.ts"

export interface Parts extends Responder {
  readonly graph: GraphEndpoint
  readonly page: ReturnType<typeof makeServicePages>
  readonly console?: ReturnType<typeof makeConsolePages> | undefined
  readonly issuer:
    | ((request: HttpRequest, target: RequestTarget) => Effect.Effect<HttpResponse> | undefined)
    | undefined
  readonly publicUrl?: string | undefined
}

/** `page` and `issuer` return `undefined` for other paths; Graph's API responds to unknown paths. */
export const makeRoute =
  ({ graph, console, page, issuer, publicUrl, newIds, respond, refuse }: Parts): Handle =>
  (request) => {
    const ids = newIds(request.headers["client-request-id"])
    const read = requestTarget(request, publicUrl)
    if (Result.isFailure(read)) return refuse(read.failure, ids)
    const target = read.success
    const run = () =>
      isApiPath(target.path)
        ? graph(request, target, ids)
        : (console?.(request, target) ??
          page(request, target) ??
          issuer?.(request, target) ??
          graph(request, target, ids))
    return respond(run, ids, target.origin)
  }
