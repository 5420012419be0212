/** Sentences for the errors with which Node.js reports that it can't connect to a service. */

const connectErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ETIMEDOUT: "the connection timed out",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "the network is unreachable",
}

/** The sentence for an error message of Node.js; `undefined` for any other message. */
export const unreachable = (message: string): string | undefined => {
  const [, host] = /^getaddrinfo E\w+ (\S+)$/.exec(message) ?? []
  if (host !== undefined) return `Can't reach ${host}: the name could not be resolved`
  const [, code = "", address] = /^connect (E\w+) (\S+)/.exec(message) ?? []
  const reason = Object.hasOwn(connectErrors, code) ? connectErrors[code] : undefined
  return reason && `Can't reach ${address}: ${reason}`
}
