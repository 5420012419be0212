/**
 * Which hosts are this machine, and to which addresses a bearer token may be sent.
 *
 * A host counts only if every system resolves it to this machine. Three kinds of hosts do not count: subdomains of
 * `localhost`, which some systems look up; IPv4 addresses in IPv6; and numbers that a system may read as octal.
 */

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)"

const loopback = new RegExp(`^(?:localhost|127(?:\\.${octet}){3}|::1|\\[::1\\])$`, "i")

/** Whether a host is this machine. An IPv6 address may have brackets, as in a URL. */
export const isLoopback = (host: string): boolean => loopback.test(host)

/** Whether requests to an address can't be read on the network: it is https, or http on this machine. */
export const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && isLoopback(hostname))
