/** The certificates that connections trust, beyond those that Node.js trusts by itself. */
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls"

/** The TLS settings with the certificates of Node.js, the given ones, and if asked for those of the operating system. */
export const secureContext = (certificates: ReadonlyArray<string>, withSystem: boolean): SecureContext => {
  const system = withSystem ? getCACertificates("system") : []
  return createSecureContext({
    ca: Array.from(new Set([...getCACertificates("default"), ...system, ...certificates])),
  })
}
