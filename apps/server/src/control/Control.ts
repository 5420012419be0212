/** The control of a test double over HTTP: who may use it, its index, and its resources. */
import { Effect, Result } from "effect"
import type { TestDouble } from "../double/TestDouble.ts"
import { errorResponse, requestIds } from "../graph/ErrorResponse.ts"
import { headAsGet } from "../graph/HeadAsGet.ts"
import { makeResponder } from "../graph/Responder.ts"
import type { HttpRequest, HttpResponse, Wrap } from "../http/HttpMessage.ts"
import { type RequestTarget, requestTarget } from "../http/RequestTarget.ts"
import type { Between } from "../server/Application.ts"
import { controlPath, type HttpControl, isControlPath } from "../server/HttpControl.ts"
import { makeAccess } from "./ControlAccess.ts"
import { maxConnectorsBody, maxControlBody } from "./ControlBody.ts"
import { type ControlFailure, methodNotAllowed, pathUnknown } from "./ControlFailure.ts"
import type { ControlOption, ControlToken } from "./ControlOption.ts"
import {
  type ControlledDouble,
  type ControlMethods,
  type ControlResources,
  controlHeaders,
  controlJson,
  controlResources,
} from "./ControlResources.ts"
import { openApiControl } from "./OpenApiControl.ts"
import type { ServerFacts } from "./Status.ts"

/** The methods, as in `Allow`. */
const methodsOf = (methods: ControlMethods) =>
  Object.keys(methods).flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))

/** The resources whose body has connectors. */
const withConnectors: ReadonlySet<string> = new Set([`${controlPath}/connectors`, `${controlPath}/snapshot`])

/** Adds the list of the resources. */
const withIndex = (resources: ControlResources): ControlResources => ({
  "": {
    GET: ({ origin }) =>
      Effect.sync(() =>
        controlJson(
          200,
          Object.entries(resources).map(([path, methods]) => ({
            url: `${origin}${controlPath}/${path}`,
            methods: methodsOf(methods),
          })),
        ),
      ),
  },
  ...resources,
})

/** Makes the control, for a server with this public URL. */
export const makeControl = (
  double: ControlledDouble,
  facts: ServerFacts,
  token: ControlToken | undefined,
  publicUrl: string | undefined,
): HttpControl => {
  const failureOf = makeAccess(token, publicUrl)
  const { respond } = makeResponder(() => "")

  /** The target of a request that is for the control. */
  const targetOf = (request: HttpRequest) => {
    const target = Result.getOrUndefined(requestTarget(request, publicUrl))
    return target !== undefined && isControlPath(target.path) ? target : undefined
  }

  const handle = (
    resources: ControlResources,
    request: HttpRequest,
    { origin, path, query }: RequestTarget,
  ): Effect.Effect<HttpResponse, ControlFailure> => {
    const failure = failureOf(request, origin)
    if (failure !== undefined) return failure
    const [name = "", ...segments] = path.slice(controlPath.length + 1).split("/")
    const known = [name, ...segments.map(() => "{id}")].join("/")
    const methods = Object.hasOwn(resources, known) ? resources[known] : undefined
    if (methods === undefined) return pathUnknown(path)
    const method = headAsGet(request.method)
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined
    return run === undefined
      ? methodNotAllowed(methodsOf(methods).join(", "))
      : run({ request, origin, query, id: segments.join() })
  }

  const around =
    (resources: ControlResources): Wrap =>
    (rest) =>
    (request) => {
      const target = targetOf(request)
      if (target === undefined) return rest(request)
      const ids = requestIds(request.headers["client-request-id"])
      const handling = Effect.catch(
        Effect.suspend(() => handle(resources, request, target)),
        ({ row }) =>
          Effect.map(errorResponse(row, ids, ""), (response) => ({
            ...response,
            headers: { ...response.headers, ...controlHeaders },
          })),
      )
      return respond(handling, ids, target.origin)
    }

  return {
    around: (server) => around(withIndex(controlResources(double, facts, server))),
    maxBody: (head) => {
      const target = targetOf(head)
      if (target === undefined || failureOf(head, target.origin) !== undefined) return undefined
      return withConnectors.has(target.path) ? maxConnectorsBody : maxControlBody
    },
    docs: () => openApiControl(token !== undefined),
  }
}

/** Adds the control to a double, if there is to be one, for a server with this public URL. */
export const withControl = (
  { between, ...double }: ControlledDouble & Pick<TestDouble, "between">,
  facts: ServerFacts,
  publicUrl: string | undefined,
  option: ControlOption = false,
): Between =>
  option === false
    ? between
    : { ...between, control: makeControl(double, facts, option === true ? undefined : option, publicUrl) }
