/** Sentences for the errors with which Node.js reports that it can't connect to a service. */

export interface ConnectionProblem {
  readonly sentence: string
  readonly remedy: string
}

const connectErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ETIMEDOUT: "the connection timed out",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "the network is unreachable",
}

const unreachable = (address: string, reason: string): ConnectionProblem => ({
  sentence: `Can't reach ${address}: ${reason}`,
  remedy: "Check the address and the network, then try again.",
})

/** The problem that an error message of Node.js reports; `undefined` for any other message. */
export const connectionProblem = (message: string): ConnectionProblem | undefined => {
  const [, host] = /^getaddrinfo E\w+ (\S+)$/.exec(message) ?? []
  if (host !== undefined) return unreachable(host, "the name could not be resolved")
  const [, code = "", address = ""] = /^connect (E\w+) (\S+)/.exec(message) ?? []
  const reason = Object.hasOwn(connectErrors, code) ? connectErrors[code] : undefined
  if (reason !== undefined) return unreachable(address, reason)
  // Node.js adds a hint after a semicolon, about a flag that a user of odj can't give.
  const [, certificateError] = /^([^;]*certificate[^;]*)/.exec(message) ?? []
  if (certificateError === undefined) return undefined
  return {
    sentence: `The certificate of the service is not trusted: ${certificateError}`,
    remedy: "If the service uses a private CA, set NODE_EXTRA_CA_CERTS to a PEM file with its certificate.",
  }
}
