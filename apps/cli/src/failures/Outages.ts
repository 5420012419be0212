/** What to do about each reason for which a service can't be used. */
import type { UnavailabilityReason } from "@odj/core"

const network = "Check the network, or set HTTPS_PROXY if there is a proxy."

export const outages: Record<UnavailabilityReason, string> = {
  NameNotResolved: `Check the address. ${network}`,
  ConnectionRefused:
    "Check the address, and that the service is running. If there is a proxy, set HTTPS_PROXY.",
  NoRoute: "Check the network.",
  TimedOut: `${network} Then try again.`,
  ConnectionLost: "Try again. If that does not help, check the address and the network.",
  ProtocolMismatch:
    "Check that the address begins with the right one of http:// and https://, and has the right port.",
  CertificateExpired: "The certificate must be renewed, or this computer's clock is wrong.",
  CertificateMismatch: "Use a host name that is in the certificate.",
  CertificateUntrusted:
    "If you trust this certificate, pass a PEM file that contains it or its CA: --ca FILE.",
  ProxyFailed: "Check this variable, and that the proxy is running. NO_PROXY lists hosts that need no proxy.",
  ProxyCredentialsRequired:
    "Put the user and the password into the proxy's URL: http://user:password@proxy:8080",
  ResponseUnusable: "Check the address and the proxy. --debug logs the response.",
}
