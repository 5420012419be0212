/** What logs, traces and metrics may know of a request: never a header, a body or the value of a query option. */
import { optionNames } from "@odj/graph-wire"
import { breakOf } from "../http/BreakConnection.ts"
import { isSilent } from "../http/ConnectionBreak.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"

/** A request target may be a whole URL, which could contain a password. */
export const pathOf = ({ target }: HttpRequest): string => {
  const [path = ""] = target.split(/[?#]/, 1)
  return path.startsWith("/") ? path : (URL.parse(path)?.pathname ?? "")
}

const knownOptions: ReadonlySet<string> = new Set(optionNames)

/** The names of the query options. Other names could be secrets that were pasted in the wrong place. */
export const optionsOf = ({ target }: HttpRequest): ReadonlyArray<string> => {
  const query = target.split("?").slice(1).join("?")
  if (query === "") return []
  return query.split("&").map((part) => {
    const [name = ""] = part.split("=", 1)
    const option = name.toLowerCase().replace(/^(?:\$|%24)/, "")
    return knownOptions.has(option) ? `$${option}` : "other"
  })
}

/** How the connection of a response broke, if it did, and the status if the client got one. */
export const receivedOf = (request: HttpRequest, response: HttpResponse) => {
  const broken = breakOf(request, response)
  return { broken, status: broken !== undefined && isSilent(broken) ? undefined : response.status }
}

const probes: ReadonlySet<string> = new Set(["/livez", "/readyz"])

/** Whether it only asks for the health of the server. */
export const isProbe = (request: HttpRequest): boolean => probes.has(pathOf(request))
