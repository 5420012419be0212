/**
 * The failures of a proxy, as errors of Node.js. The Graph adapter reads from `code` and `syscall` that the request was not
 * sent: a failed `connect` may succeed later, and a refused tunnel will not.
 */
import type { IncomingMessage } from "node:http"
import { type HttpProxy, proxyName } from "./Proxies.ts"

/** There is no connection to the proxy. The Graph adapter reads from the cause why. */
export class ProxyUnreachable extends Error {
  readonly code = "ERR_PROXY_UNREACHABLE"
  readonly syscall = "connect"
  readonly proxy: string

  constructor(proxy: HttpProxy, error: Error) {
    super("", { cause: error })
    this.proxy = proxyName(proxy)
  }
}

/** The schemes that a proxy demands, if Basic, which is the only one that odj has, is not among them. */
const foreignSchemes = (challenge: string): ReadonlyArray<string> =>
  /\bBasic\b/i.test(challenge) ? [] : (challenge.match(/\b(Negotiate|NTLM|Digest)\b/gi) ?? [])

const sentence = (
  proxy: HttpProxy,
  status: number,
  schemes: ReadonlyArray<string>,
  target: string,
): string => {
  const name = proxyName(proxy)
  if (status !== 407) return `The proxy ${name} does not connect to ${target}: HTTP ${status}`
  if (schemes.length > 0)
    return `The proxy ${name} takes credentials only with ${schemes.join(" or ")}, and odj has only Basic: HTTP 407`
  return proxy.authorization === undefined
    ? `The proxy ${name} requires a user and a password: HTTP 407`
    : `The proxy ${name} does not accept the user and the password: HTTP 407`
}

/** The proxy responded, and refused to connect to the target. */
export class ProxyRefused extends Error {
  readonly code = "ERR_PROXY_TUNNEL"
  readonly syscall: string | undefined
  /** 407 if credentials in the variable would help. */
  readonly status: number | undefined

  constructor(proxy: HttpProxy, { statusCode: status = 0, headers }: IncomingMessage, target: string) {
    const schemes = foreignSchemes(headers["proxy-authenticate"]?.toString() ?? "")
    super(sentence(proxy, status, schemes, target))
    this.status = schemes.length > 0 ? undefined : status
    // A proxy reports with these statuses that it could not reach the target just now.
    this.syscall = status >= 500 ? "connect" : undefined
  }
}
