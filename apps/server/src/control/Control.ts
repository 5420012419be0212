/** The control of a test double over HTTP: who may use it, its index, and its resources. */
import { Effect } from "effect"
import type { TestDouble } from "../double/TestDouble.ts"
import { headAsGet } from "../graph/HeadAsGet.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import type { Between } from "../server/Application.ts"
import { controlPath, type HttpControl } from "../server/HttpControl.ts"
import { makeEntrance } from "./ControlEntrance.ts"
import { type ControlFailure, methodNotAllowed, pathUnknown } from "./ControlFailure.ts"
import type { ControlOption, ControlToken } from "./ControlOption.ts"
import {
  type ControlledDouble,
  type ControlMethods,
  type ControlResources,
  controlJson,
  controlResources,
} from "./ControlResources.ts"
import type { ServerFacts } from "./Status.ts"

/** The methods, as in `Allow`. */
const methodsOf = (methods: ControlMethods) =>
  Object.keys(methods).flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))

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
  const entrance = makeEntrance(token, publicUrl)

  const handle = (
    resources: ControlResources,
    request: HttpRequest,
    { origin, path, query }: RequestTarget,
  ): Effect.Effect<HttpResponse, ControlFailure> => {
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

  return {
    around: (server) => {
      const resources = withIndex(controlResources(double, facts, server))
      return entrance.around((request, target) => handle(resources, request, target))
    },
    maxBody: entrance.maxBody,
    docs: entrance.docs,
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
