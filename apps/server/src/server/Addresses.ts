/** The addresses of a server: which hosts and which URLs are its own. */
import { type HostRule, ownHosts } from "../http/OwnHosts.ts"
import type { OwnUrls } from "../http/RequestTarget.ts"

export interface AddressSettings {
  /** The URL at which clients reach the server, without a trailing slash, if that is not where it listens. */
  readonly publicUrl?: string | undefined
  /** Further hosts that the server accepts, without ports. */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
}

export interface Addresses extends OwnUrls {
  readonly hostRule: HostRule
}

const originOf = /^https?:\/\/([^/]+)$/

/** The hosts of a server that was given `host` to listen on. */
export const hostsOf = (
  host: string,
  { publicUrl, allowedHosts = [] }: AddressSettings,
): ReadonlyArray<string> => [
  host,
  ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
  ...allowedHosts,
]

/** The addresses of a server that was given `host` to listen on, and listens on `url`. */
export const makeAddresses = (url: string, host: string, settings: AddressSettings): Addresses => {
  const { publicUrl } = settings
  const hostRule = ownHosts(url, hostsOf(host, settings))
  return {
    hostRule,
    prefix: publicUrl === undefined ? "" : new URL(publicUrl).pathname.replace(/\/$/, ""),
    isOwn: (own) => own === publicUrl || hostRule(originOf.exec(own)?.[1]) === undefined,
  }
}

/** The addresses of a server without a socket: all. Its own program hands it requests, so none is foreign. */
export const everyAddress: Addresses = {
  hostRule: () => undefined,
  prefix: "",
  isOwn: (url) => originOf.test(url),
}
