/** The page at the server's address, with its script, its style and its settings. They need no token and have no secret. */
import type { ConsoleSettings } from "@odj/console"
import { Duration, Effect, Exit } from "effect"
import { MethodNotAllowed } from "../graph/RequestFailure.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import type { ConsoleFile } from "./ConsoleFile.ts"
import { isConsolePath } from "./ConsolePath.ts"
import type { loadedFiles } from "./LoadedFiles.ts"

/**
 * A strict policy: the page can load and call only this server, and call the issuer where people sign in. Scripts and styles
 * are not limited to their URLs, because a proxy may change the host. The server has only one script and one style. Its other
 * responses are JSON objects, HTML, XML and single words, which do nothing as a script.
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

type FilePath = keyof typeof loadedFiles

const loadFile = (path: FilePath): Effect.Effect<ConsoleFile> =>
  Effect.flatMap(
    Effect.promise(() => import("./LoadedFiles.ts")),
    ({ loadedFiles }) => loadedFiles[path],
  )

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
 * the server. Each file is loaded, and in a checkout made, when it is first requested. After a failure, the next request tries
 * again.
 */
export const makeConsolePages = (settings: (origin: string) => ConsoleSettings, load = loadFile) => {
  const keptTime = (file: Exit.Exit<unknown>) => (Exit.isSuccess(file) ? Duration.infinity : Duration.zero)
  const once = (path: FilePath) => Effect.runSync(Effect.cachedWithTTL(load(path), keptTime))
  const files: Readonly<Record<FilePath, Effect.Effect<ConsoleFile>>> = {
    "/": once("/"),
    "/console/script.js": once("/console/script.js"),
    "/console/style.css": once("/console/style.css"),
  }
  const isFilePath = (path: string): path is FilePath => Object.hasOwn(files, path)

  const respond = (request: HttpRequest, { origin, path }: RequestTarget): Effect.Effect<HttpResponse> => {
    if (isFilePath(path))
      return Effect.map(files[path], (file) => file.respond(request, headersOf(settings(origin))))
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
