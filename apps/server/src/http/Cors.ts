/** Lets web pages from some origins call the server (CORS). */
import { isLoopback } from "@odj/graph-wire"
import { Effect } from "effect"
import type { Handle, HttpRequest, HttpResponse } from "./HttpMessage.ts"

/** What an origin in a setting has to be, as the end of a sentence. */
export const originForm = "must be an origin such as https://example.com"

/** Whether a text is an origin as browsers send it. */
export const isOrigin = (text: string): boolean => URL.parse(text)?.origin === text

/** Whether an origin is a loopback address: a program on the browser's machine serves its pages. */
export const isLoopbackOrigin = (origin: string): boolean => {
  const url = URL.parse(origin)
  return url?.origin === origin && /^https?:$/.test(url.protocol) && isLoopback(url.hostname)
}

const exposed =
  "Location, OData-EntityId, OData-Version, Preference-Applied, Repeatability-Result, Retry-After, request-id, client-request-id, WWW-Authenticate"

/** How long a browser may cache the response to a preflight, in seconds: a day. */
const maxAge = "86400"

const isPreflight = ({ method, headers }: HttpRequest) =>
  method === "OPTIONS" && headers["access-control-request-method"] !== undefined

/** Browsers enforce that header only for requests without CORS. */
const isForOwnPages = ({ headers }: HttpResponse) => headers["Cross-Origin-Resource-Policy"] === "same-origin"

/** Only the server's own pages can use a response that says so in `Cross-Origin-Resource-Policy`. */
export const crossOrigin =
  (isAllowed: (origin: string) => boolean, handle: Handle): Handle =>
  (request) => {
    const { origin } = request.headers
    if (origin === undefined || !isAllowed(origin)) return handle(request)
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
    return Effect.mapEager(handle(request), (response) =>
      isForOwnPages(response)
        ? response
        : {
            ...response,
            headers: {
              ...response.headers,
              ...allowed,
              Vary: [response.headers.Vary, allowed.Vary].filter((names) => names !== undefined).join(", "),
              "Access-Control-Expose-Headers": exposed,
            },
          },
    )
  }
