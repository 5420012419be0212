/**
 * Lets web pages call the server (CORS): those from the configured origins, and those that this machine serves.
 *
 * Only programs of this machine can serve pages from a loopback address, and they can call the server anyway.
 */
import { isLoopback } from "@odj/graph-wire"
import { Effect } from "effect"
import type { Handle, HttpRequest, HttpResponse } from "./HttpMessage.ts"

/** What an origin in a setting has to be, as the end of a sentence. */
export const originForm = "must be an origin such as https://example.com"

/** Whether a text is an origin as browsers send it. */
export const isOrigin = (text: string): boolean => URL.parse(text)?.origin === text

const isServedHere = (origin: string): boolean => {
  const url = URL.parse(origin)
  return url?.origin === origin && /^https?:$/.test(url.protocol) && isLoopback(url.hostname)
}

const exposed =
  "Location, OData-EntityId, OData-Version, Preference-Applied, Repeatability-Result, Retry-After, request-id, client-request-id, WWW-Authenticate"

/** How long a browser may cache the response to a preflight, in seconds: a day. */
const maxAge = "86400"

const isPreflight = ({ method, headers }: HttpRequest) =>
  method === "OPTIONS" && headers["access-control-request-method"] !== undefined

export const crossOrigin =
  (origins: ReadonlySet<string>, handle: Handle): Handle =>
  (request) => {
    const { origin } = request.headers
    if (origin === undefined || !(origins.has(origin) || isServedHere(origin))) return handle(request)
    const allowed = { "Access-Control-Allow-Origin": origin, Vary: "Origin" }
    if (isPreflight(request)) {
      return Effect.succeed<HttpResponse>({
        status: 204,
        headers: {
          ...allowed,
          "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
          "Access-Control-Allow-Headers": request.headers["access-control-request-headers"] ?? "",
          "Access-Control-Max-Age": maxAge,
        },
      })
    }
    return Effect.map(handle(request), (response) => ({
      ...response,
      headers: {
        ...response.headers,
        ...allowed,
        Vary: [response.headers.Vary, allowed.Vary].filter((names) => names !== undefined).join(", "),
        "Access-Control-Expose-Headers": exposed,
      },
    }))
  }
