/** What the server says of itself to anyone: whether it lives, whether it is ready, and how it is used. */
import { Effect } from "effect"
import type { Failure } from "../graph/FailureTable.ts"
import { MethodNotAllowed } from "../graph/RequestFailure.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { docsPage, docsSecurityPolicy } from "./DocsPage.ts"
import { openApi } from "./OpenApi.ts"

type Page = (origin: string) => Effect.Effect<HttpResponse>

/** Whether requests are taken: not before the store can be used, and no longer once the server is told to stop. */
export type Readiness = "ok" | "stopping" | "not ready"

const page = (
  status: number,
  contentType: string,
  body: string,
  headers?: HttpResponse["headers"],
): HttpResponse => ({
  status,
  headers: { "Content-Type": contentType, "Cache-Control": "no-store", ...headers },
  body,
})

const plain = "text/plain; charset=utf-8"

/** The pages, each made when it is asked for; `authority` is where tokens are had, if that is here. Silent on all other paths. */
export const makeServicePages = (readiness: Effect.Effect<Readiness>, authority: string | undefined) => {
  const pages: Readonly<Record<string, Page>> = {
    "/": () => Effect.succeed({ status: 302, headers: { Location: "/docs" } }),
    "/livez": () => Effect.succeed(page(200, plain, "ok\n")),
    "/readyz": () => Effect.map(readiness, (state) => page(state === "ok" ? 200 : 503, plain, `${state}\n`)),
    "/openapi.json": (origin) =>
      Effect.sync(() => page(200, "application/json", JSON.stringify(openApi(origin, authority)))),
    "/docs": (origin) =>
      Effect.sync(() =>
        page(200, "text/html; charset=utf-8", docsPage(openApi(origin, authority)), {
          "Content-Security-Policy": docsSecurityPolicy,
          "X-Content-Type-Options": "nosniff",
        }),
      ),
  }
  return (
    { method }: HttpRequest,
    { path, origin }: RequestTarget,
  ): Effect.Effect<HttpResponse, Failure> | undefined => {
    const make = Object.hasOwn(pages, path) ? pages[path] : undefined
    if (make === undefined) return undefined
    return method === "GET" || method === "HEAD"
      ? make(origin)
      : Effect.fail(new MethodNotAllowed({ allow: "GET, HEAD" }))
  }
}
