/**
 * The failures of a proxy, as errors of Node.js. The Graph adapter reads from `code` and `syscall` that the request was not
 * sent: a failed `connect` may succeed later, and a refused tunnel will not.
 */
import { Predicate } from "effect"
import { type HttpProxy, proxyName } from "./Proxies.ts"

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "the name could not be resolved",
  EAI_AGAIN: "the name could not be resolved",
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "it closed the connection",
  ETIMEDOUT: "the connection timed out",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to it",
}

const reasonOf = (error: Error): string => {
  const code = "code" in error && Predicate.isString(error.code) ? error.code : ""
  return Object.hasOwn(reasons, code) ? (reasons[code] ?? "") : error.message
}

/** There is no connection to the proxy. */
export class ProxyUnreachable extends Error {
  readonly code = "ERR_PROXY_UNREACHABLE"
  readonly syscall = "connect"

  constructor(proxy: HttpProxy, error: Error) {
    super(`Can't reach the proxy ${proxyName(proxy)}: ${reasonOf(error)}`, { cause: error })
  }
}

const refusal = (proxy: HttpProxy, status: number, target: string): string => {
  const name = proxyName(proxy)
  if (status !== 407) return `The proxy ${name} does not connect to ${target}: HTTP ${status}`
  return proxy.authorization === undefined
    ? `The proxy ${name} requires a user and a password: HTTP 407`
    : `The proxy ${name} does not accept the user and the password: HTTP 407`
}

/** The proxy responded, and refused to connect to the target. */
export class ProxyRefused extends Error {
  readonly code = "ERR_PROXY_TUNNEL"
  readonly syscall: string | undefined
  readonly status: number

  constructor(proxy: HttpProxy, status: number, target: string) {
    super(refusal(proxy, status, target))
    this.status = status
    // A proxy reports with these statuses that it could not reach the target just now.
    this.syscall = status >= 500 ? "connect" : undefined
  }
}
