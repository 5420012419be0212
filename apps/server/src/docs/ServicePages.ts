/** The pages that need no token: the health probes, the documentation and the OpenAPI document. */
import { Effect } from "effect"
import type { Failure } from "../graph/Failure.ts"
import { MethodNotAllowed } from "../graph/RequestFailure.ts"
import { isAutomaticPath } from "../http/AutomaticPath.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { docsPage } from "./DocsPage.ts"
import { openApi } from "./OpenApi.ts"
import type { OpenApiPart } from "./OpenApiDocument.ts"
import type { TokenUse } from "./OpenApiSecurity.ts"

type Page = (origin: string) => Effect.Effect<HttpResponse>

/** The state that `/readyz` reports; only `ok` is ready for requests. */
export type Readiness = "ok" | "stopping" | "not ready"

const page = (status: number, contentType: string, body: string): HttpResponse => ({
  status,
  headers: { "Content-Type": contentType, "Cache-Control": "no-store" },
  body,
})

const plain = "text/plain; charset=utf-8"

const paths = ["/", "/livez", "/readyz", "/openapi.json", "/docs"] as const

const isPage = (path: string): path is (typeof paths)[number] =>
  (paths as ReadonlyArray<string>).includes(path)

/** Whether a path is that of a page, or one that browsers request by themselves. */
export const isPagePath = (path: string): boolean => isPage(path) || isAutomaticPath(path)

/** Has no error body: browsers request these paths by themselves, so a missing page is no problem. */
const nothing: HttpResponse = { status: 404, headers: { "Cache-Control": "max-age=86400" } }

/** Makes a function that responds to these paths, and returns `undefined` for others. */
export const makeServicePages = (
  readiness: Effect.Effect<Readiness>,
  tokens: TokenUse,
  part: Effect.Effect<OpenApiPart | undefined> = Effect.undefined,
) => {
  const document = (origin: string) => Effect.map(part, (part) => openApi(origin, tokens, part))
  const pages: Readonly<Record<(typeof paths)[number], Page>> = {
    "/": (origin) => Effect.succeed({ status: 302, headers: { Location: `${origin}/docs` } }),
    "/livez": () => Effect.succeed(page(200, plain, "ok\n")),
    "/readyz": () => Effect.map(readiness, (state) => page(state === "ok" ? 200 : 503, plain, `${state}\n`)),
    "/openapi.json": (origin) =>
      Effect.map(document(origin), (document) => page(200, "application/json", JSON.stringify(document))),
    "/docs": (origin) => Effect.map(document(origin), docsPage),
  }
  return (
    { method }: HttpRequest,
    { path, origin }: RequestTarget,
  ): Effect.Effect<HttpResponse, Failure> | undefined => {
    if (isAutomaticPath(path)) return Effect.succeed(nothing)
    if (!isPage(path)) return undefined
    const make = pages[path]
    return method === "GET" || method === "HEAD"
      ? make(origin)
      : Effect.fail(new MethodNotAllowed({ allow: "GET, HEAD" }))
  }
}
