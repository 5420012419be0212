/**
 * Who may control a server: programs that have its token, or, if it has none, programs on the same machine.
 *
 * A web page of another origin may not, even in a browser on the same machine.
 */
import { createHash, timingSafeEqual } from "node:crypto"
import { isLoopback } from "@odj/graph-wire"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { type ControlFailure, foreignPage, tokenInvalid, tokenNeeded } from "./ControlFailure.ts"
import type { ControlToken } from "./ControlOption.ts"

/** Fields that proxies add. A server without a token can't know who is behind a proxy. */
const fromProxy = /^(?:forwarded|x-forwarded-.*|x-real-ip|via)$/

const hash = (text: string) => createHash("sha256").update(text).digest()

/** A socket that also listens for IPv6 reports an IPv4 address as `::ffff:127.0.0.1`. */
const isLocal = (address: string) => isLoopback(address.replace(/^::ffff:/i, ""))

/** Whether a browser sent the request for a page that is not the server's own. */
const isForeign = ({ headers }: HttpRequest, origin: string) => {
  const { origin: page, "sec-fetch-site": site } = headers
  if (site !== undefined && site !== "same-origin" && site !== "none") return true
  return page !== undefined && page !== URL.parse(origin)?.origin
}

/**
 * Makes a function that returns why a request may not control the server, or `undefined`. `origin` is the server's own
 * address, as the client used it.
 *
 * With a public URL, there is a proxy. It might not add any header that shows this, so the server then needs a token.
 */
export const makeAccess = (required: ControlToken | undefined, publicUrl: string | undefined) => {
  const expected = required && hash(required.token)

  const isDirect = ({ connection, headers }: HttpRequest) =>
    publicUrl === undefined &&
    isLocal(connection?.address ?? "") &&
    !Object.keys(headers).some((name) => fromProxy.test(name))

  const accessFailure = (request: HttpRequest): ControlFailure | undefined => {
    if (expected === undefined) return isDirect(request) ? undefined : tokenNeeded
    const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? []
    return token !== undefined && timingSafeEqual(hash(token), expected) ? undefined : tokenInvalid
  }

  return (request: HttpRequest, origin: string): ControlFailure | undefined =>
    isForeign(request, origin) ? foreignPage : accessFailure(request)
}
