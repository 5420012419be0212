/**
 * Which hosts are this machine itself, and where a bearer token may go.
 *
 * A host counts only if no system resolves it to another machine. So the names below `localhost` do not count, which some
 * systems look up, nor do IPv4 addresses within IPv6, nor numbers that a system may read as octal.
 */

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)"

const loopback = new RegExp(`^(?:localhost|127(?:\\.${octet}){3}|::1|\\[::1\\])$`, "i")

/** Whether a host is this machine: as a person writes it, or as `URL` does, with brackets around an IPv6 address. */
export const isLoopback = (host: string): boolean => loopback.test(host)

/** Whether nobody can read on the way what is sent to an address: it is an https one, or http on this machine. */
export const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && isLoopback(hostname))
