/** The entrance of the control: which requests are for it, which of them it allows, and how it refuses the others. */
import { Effect, Result } from "effect"
import { fiberErrorResponse, requestIds } from "../graph/ErrorResponse.ts"
import { makeResponder } from "../graph/Responder.ts"
import type { HttpRequest, HttpResponse, Wrap } from "../http/HttpMessage.ts"
import { type RequestTarget, requestTarget } from "../http/RequestTarget.ts"
import { controlPath, isControlPath } from "../server/HttpControl.ts"
import { makeAccess } from "./ControlAccess.ts"
import type { ControlFailure } from "./ControlFailure.ts"
import type { ControlToken } from "./ControlOption.ts"

/** The largest body, in bytes. */
export const maxControlBody = 1_048_576

/** The largest body with connectors. A snapshot of 100,000 connectors has about 17 MB. */
export const maxConnectorsBody = 67_108_864

export const controlHeaders = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" }

/** The resources whose body has connectors. */
const withConnectors: ReadonlySet<string> = new Set([`${controlPath}/connectors`, `${controlPath}/snapshot`])

/** Handles an allowed request for the control. */
type HandleAllowed = (
  request: HttpRequest,
  target: RequestTarget,
) => Effect.Effect<HttpResponse, ControlFailure>

/** Makes the entrance, for a server with this public URL. */
export const makeEntrance = (token: ControlToken | undefined, publicUrl: string | undefined) => {
  const failureOf = makeAccess(token, publicUrl)
  const { respond } = makeResponder(() => "")

  /** The target of a request that is for the control. */
  const targetOf = (request: HttpRequest) => {
    // Most requests are for Graph's API, and this costs less than reading the target.
    if (!request.target.includes(controlPath)) return undefined
    const target = Result.getOrUndefined(requestTarget(request, publicUrl))
    return target !== undefined && isControlPath(target.path) ? target : undefined
  }

  /** The target of a request that is for the control and that it allows. */
  const allowedTarget = (request: HttpRequest) => {
    const target = targetOf(request)
    return target !== undefined && failureOf(request, target.origin) === undefined ? target : undefined
  }

  return {
    isOpenTo: (request: HttpRequest): boolean => allowedTarget(request) !== undefined,

    /** Lets `handle` have the requests that are for the control and that it allows. */
    around:
      (handle: HandleAllowed): Wrap =>
      (rest) =>
      (request) => {
        const target = targetOf(request)
        if (target === undefined) return rest(request)
        const ids = requestIds(request.headers["client-request-id"])
        const handling = Effect.catch(
          Effect.suspend(() => failureOf(request, target.origin) ?? handle(request, target)),
          ({ row }) =>
            Effect.map(fiberErrorResponse(row, ids, ""), (response) => ({
              ...response,
              headers: { ...response.headers, ...controlHeaders },
            })),
        )
        return respond(() => handling, ids, target.origin)
      },

    maxBody: (head: HttpRequest): number | undefined => {
      const target = allowedTarget(head)
      if (target === undefined) return undefined
      return withConnectors.has(target.path) ? maxConnectorsBody : maxControlBody
    },

    /** Few programs read the document. */
    docs: Effect.promise(async () => {
      const { openApiControl } = await import("./OpenApiControl.ts")
      return openApiControl(token !== undefined)
    }),
  }
}
