/**
 * Which hosts a server accepts in requests.
 *
 * A web page can make its own name resolve to the server (DNS rebinding). A browser then takes the server for the page's own,
 * and only the `Host` of the requests shows that they are foreign.
 */
import { isIP } from "node:net"
import { isLoopback } from "@odj/graph-wire"
import { HostInvalid, HostUnknown } from "./EdgeFailure.ts"
import type { HttpRequest } from "./HttpMessage.ts"
import { authorityOf } from "./RequestTarget.ts"

const form = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/** The host of an authority such as `localhost:8365`, as a URL has it; `undefined` if it is not a host. */
const hostnameOf = (authority: string): string | undefined =>
  form.test(authority) ? URL.parse(`http://${authority}`)?.hostname : undefined

const isAddress = (hostname: string) => hostname.startsWith("[") || isIP(hostname) !== 0

/** What a host in a setting has to be, as the end of a sentence. */
export const hostForm = "must be a name or an address without a port, such as graph.example.com"

/** Whether a text is a host without a port; an IPv6 address has brackets. */
export const isHost = (text: string): boolean => hostnameOf(`${text}:1`) !== undefined

/** Why a server does not accept an authority; `undefined` if it does. */
export type HostRule = (authority: string | undefined) => HostInvalid | HostUnknown | undefined

/**
 * The rule of a server that listens on `url`. Ports do not matter.
 *
 * It accepts loopback addresses, `localhost`, the names below it, and `hosts`. Unless it listens on a loopback address, it
 * also accepts every IP address and names without a dot: health probes and containers have them, but no web page from
 * elsewhere does.
 */
export const ownHosts = (url: string, hosts: ReadonlyArray<string>): HostRule => {
  const { host, hostname, port } = new URL(url)
  const isLocal = isLoopback(hostname)
  const names = new Set(["localhost", ...hosts.flatMap((host) => hostnameOf(host) ?? [])])
  // Most requests have one of these texts, which need no parsing.
  const usual = [host, ...Array.from(names).flatMap((name) => [name, `${name}:${port}`])]

  const isOwn = (name: string) =>
    names.has(name) ||
    isLoopback(name) ||
    name.endsWith(".localhost") ||
    (!isLocal && (isAddress(name) || !name.includes(".")))

  return (authority = "") => {
    if (usual.includes(authority)) return undefined
    const name = hostnameOf(authority)
    if (name === undefined) return new HostInvalid()
    return isOwn(name) ? undefined : new HostUnknown({ name })
  }
}

/** Lets `handle` get only requests for hosts that the rule allows. */
export const forOwnHosts =
  <A>(
    failureOf: HostRule,
    refuse: (failure: HostInvalid | HostUnknown, request: HttpRequest) => A,
    handle: (request: HttpRequest) => A,
  ) =>
  (request: HttpRequest): A => {
    const authority = authorityOf(request.target)
    const failure =
      failureOf(request.headers.host) ?? (authority === undefined ? undefined : failureOf(authority))
    return failure === undefined ? handle(request) : refuse(failure, request)
  }
