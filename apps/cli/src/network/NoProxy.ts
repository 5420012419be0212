/**
 * The variable `NO_PROXY`: the hosts that are reached without a proxy.
 *
 * Its entries are separated by commas or blanks. A domain stands for itself and for everything below it, with or without a
 * leading dot; an address or a range (CIDR) for addresses; and `*` for all hosts. A host may have a port.
 */
import { BlockList, isIP } from "node:net"

const withoutBrackets = (host: string) => host.replace(/^\[(.*)\]$/, "$1")

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4")

/** The host of an entry, and its port if it has one. An IPv6 address has brackets before a port. */
const hostAndPort = (entry: string): readonly [host: string, port: string | undefined] => {
  if (isIP(entry) === 6) return [entry, undefined]
  const [, host = entry, port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? []
  return [withoutBrackets(host), port]
}

/** Whether an entry with an address or a range covers the host. */
const coversAddress = (entry: string, host: string): boolean => {
  const [network = "", prefix] = entry.split("/")
  if (isIP(network) === 0 || isIP(host) === 0) return false
  const list = new BlockList()
  const family = familyOf(network)
  const length = family === "ipv6" ? 128 : 32
  const bits = prefix === undefined ? length : /^\d+$/.test(prefix) ? Number(prefix) : Number.NaN
  if (!(bits <= length)) return false
  list.addSubnet(network, bits, family)
  return list.check(host, familyOf(host))
}

const coversName = (entry: string, host: string): boolean => {
  const domain = entry.toLowerCase().replace(/^\*?\./, "")
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`))
}

const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" }

/** Whether the variable's value lists the host of the URL. */
export const listsHost = (noProxy: string, { hostname, port, protocol }: URL): boolean => {
  const host = withoutBrackets(hostname).replace(/\.$/, "")
  const hostPort = port || defaultPorts[protocol]
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true
      const [name, entryPort] = hostAndPort(entry)
      return (
        (entryPort === undefined || entryPort === hostPort) &&
        (isIP(host) === 0 ? coversName(name, host) : coversAddress(name, host))
      )
    })
}
