/**
 * HTML pages as responses. A page loads nothing, and its policy lets a browser use only the page's own style and script.
 */
import { createHash } from "node:crypto"
import { Html, html } from "./Html.ts"
import type { HttpResponse } from "./HttpMessage.ts"

/** What pages have in common. */
interface PageParts {
  readonly style: string
  readonly script?: string
  /**
   * The targets of the pages' forms: none, this server, or any. Chromium also checks each redirect that follows a form,
   * so a form that leads to another site's redirects needs `any`.
   */
  readonly forms?: "none" | "own" | "any"
}

const source = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** The value of `Content-Security-Policy`. */
const policyOf = ({ style, script, forms = "none" }: PageParts) =>
  [
    "default-src 'none'",
    `style-src ${source(style)}`,
    ...(script === undefined ? [] : [`script-src ${source(script)}`]),
    // The pages declare an empty icon, so browsers do not request one for them.
    "img-src data:",
    "base-uri 'none'",
    ...(forms === "any" ? [] : [`form-action ${forms === "own" ? "'self'" : "'none'"}`]),
    "frame-ancestors 'none'",
  ].join("; ")

const headersOf = (parts: PageParts) => ({
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy": policyOf(parts),
  "X-Content-Type-Options": "nosniff",
  // The URLs of pages have parameters that other sites must not see.
  "Referrer-Policy": "same-origin",
})

/** Makes a function from a title and the content of `<body>` to a page. */
export const htmlPages = (parts: PageParts) => {
  // They are made for the first page: a digest loads the cryptography of Node.js.
  let headers: ReturnType<typeof headersOf> | undefined
  const script = parts.script === undefined ? "" : html`<script>${new Html(parts.script)}</script>\n`
  return (title: string, content: Html, status = 200): HttpResponse => {
    headers ??= headersOf(parts)
    const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(parts.style)}</style>
</head>
<body>
${content}
${script}</body>
</html>
`.text
    return { status, headers, body }
  }
}
