/** The page at the server's address, with its script, its style and its settings. They need no token and have no secret. */
import type { ConsoleSettings } from "@odj/console"
import { Duration, Effect, Exit } from "effect"
import { MethodNotAllowed } from "../graph/RequestFailure.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { isConsolePath } from "./ConsolePath.ts"
import type { loadedFiles } from "./LoadedFiles.ts"

/**
 * A strict policy: the page can load and call only this server, and call the issuer where people sign in. Scripts and styles
 * are not limited to their URLs, because a proxy may change the host. The server has only one script and one style, and no
 * other response can be one, because the content types say so.
 */
const policyOf = ({ tokens }: ConsoleSettings) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self'${typeof tokens === "string" ? "" : ` ${new URL(tokens.issuer).origin}`}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ")

/** Other sites can open the page, but not embed it or its files, and not keep a reference to its window. */
const headersOf = (settings: ConsoleSettings) => ({
  "Content-Security-Policy": policyOf(settings),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
})

type FilePath = keyof Effect.Success<typeof loadedFiles>

const importFiles = Effect.flatMap(
  Effect.promise(() => import("./LoadedFiles.ts")),
  ({ loadedFiles }) => loadedFiles,
)

const filePaths: ReadonlySet<string> = new Set<FilePath>(["/", "/console/script.js", "/console/style.css"])
const isFilePath = (path: string): path is FilePath => filePaths.has(path)

const notFound: HttpResponse = {
  status: 404,
  headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
  body: "The console has no such file.\n",
}

/** Whether the path is that of the public URL without its slash, so that relative URLs would miss the path. */
const lacksSlash = ({ origin, path }: RequestTarget) =>
  path !== "/" && origin.endsWith(path) && new URL(origin).pathname === path

/**
 * Makes a function that responds to the paths of the console, and returns `undefined` for others. `settings` gets the address of
 * the server. The files are loaded, and in a checkout made, when one of them is first requested. After a failure, the next request
 * tries again.
 */
export const makeConsolePages = (settings: (origin: string) => ConsoleSettings, load = importFiles) => {
  const keptTime = (files: Exit.Exit<unknown>) => (Exit.isSuccess(files) ? Duration.infinity : Duration.zero)
  const files = Effect.runSync(Effect.cachedWithTTL(load, keptTime))

  const respond = (request: HttpRequest, { origin, path }: RequestTarget): Effect.Effect<HttpResponse> => {
    if (isFilePath(path))
      return Effect.map(files, (all) => all[path].respond(request, headersOf(settings(origin))))
    if (path !== "/console/settings.json") return Effect.succeed(notFound)
    const own = settings(origin)
    const headers = { ...headersOf(own), "Content-Type": "application/json", "Cache-Control": "no-store" }
    return Effect.succeed({ status: 200, headers, body: JSON.stringify(own) })
  }

  return (
    request: HttpRequest,
    target: RequestTarget,
  ): Effect.Effect<HttpResponse, MethodNotAllowed> | undefined => {
    const isRedirected = lacksSlash(target)
    if (!isRedirected && !isConsolePath(target.path)) return undefined
    if (request.method !== "GET" && request.method !== "HEAD")
      return Effect.fail(new MethodNotAllowed({ allow: "GET, HEAD" }))
    return isRedirected
      ? Effect.succeed({ status: 308, headers: { Location: `${target.origin}/` } })
      : respond(request, target)
  }
}
