/** The cookie by which a browser has a session. */
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"

/**
 * The cookie of an origin. All ports of a host share their cookies, so the name contains the port.
 *
 * Over https, it is also sent from frames of other sites, in which clients renew tokens silently. Browsers allow that only for
 * `Secure` cookies. Over http, pages of the same host are the same site, whatever their port, so `Lax` suffices for them.
 */
export const cookieAt = (origin: string) => {
  const { protocol, port } = new URL(origin)
  const isSecure = protocol === "https:"
  const name = `${isSecure ? "__Host-" : ""}odj-sign-in${port === "" ? "" : `-${port}`}`
  const attributes = `Path=/; HttpOnly; ${isSecure ? "Secure; SameSite=None" : "SameSite=Lax"}`
  return {
    read: ({ headers }: HttpRequest): string | undefined =>
      (headers.cookie ?? "")
        .split(/; */)
        .find((pair) => pair.startsWith(`${name}=`))
        ?.slice(name.length + 1),
    set: (value: string) => `${name}=${value}; ${attributes}`,
    cleared: `${name}=; ${attributes}; Max-Age=0`,
  }
}

/** The response, which sets a cookie. */
export const withCookie = (response: HttpResponse, cookie: string): HttpResponse => ({
  ...response,
  headers: { ...response.headers, "Set-Cookie": cookie },
})
