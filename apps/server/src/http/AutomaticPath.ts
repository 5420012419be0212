/** The paths that browsers and crawlers request by themselves, at every server. */

const paths: ReadonlySet<string> = new Set([
  "/favicon.ico",
  "/apple-touch-icon.png",
  "/apple-touch-icon-precomposed.png",
  "/robots.txt",
  "/.well-known/appspecific/com.chrome.devtools.json",
])

/** Whether a path is one of these. This server has nothing there. */
export const isAutomaticPath = (path: string): boolean => paths.has(path)
