/** The page at the server's address, with its script, its style and its settings. They need no token and have no secret. */
import type { ConsoleFiles, ConsoleSettings } from "@odj/console"
import { Effect } from "effect"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"

/** A strict policy: the page can load and call only this server. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ")

const headers = {
  "Cache-Control": "no-cache",
  "Content-Security-Policy": policy,
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
}

/** The files are made, or loaded, when one of them is first requested. */
const files = Effect.promise(async (): Promise<ConsoleFiles> => {
  const { consoleFiles } = await import("@odj/console")
  return consoleFiles()
})

/** Makes a function that responds to the paths of the console, and returns `undefined` for others. */
export const makeConsolePages = (settings: ConsoleSettings) => {
  const file = (type: string, body: (files: ConsoleFiles) => string) =>
    Effect.map(
      files,
      (all): HttpResponse => ({
        status: 200,
        headers: { ...headers, "Content-Type": `${type}; charset=utf-8` },
        body: body(all),
      }),
    )
  const pages: Readonly<Record<string, Effect.Effect<HttpResponse>>> = {
    "/": file("text/html", ({ html }) => html),
    "/console/script.js": file("text/javascript", ({ script }) => script),
    "/console/style.css": file("text/css", ({ style }) => style),
    "/console/settings.json": Effect.sync(() => ({
      status: 200,
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify(settings),
    })),
  }
  return ({ method }: HttpRequest, { path }: RequestTarget): Effect.Effect<HttpResponse> | undefined =>
    (method === "GET" || method === "HEAD") && Object.hasOwn(pages, path) ? pages[path] : undefined
}
