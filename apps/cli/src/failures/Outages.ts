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
  ProtocolMismatch: "Check the address: whether it begins with http:// or https://, and its port.",
  CertificateExpired: "The certificate must be renewed, or this computer's clock is wrong.",
  CertificateMismatch: "Check the address: it must have a name that is in the certificate.",
  CertificateUntrusted: "If you trust it, name a PEM file with it, or with its CA: --ca FILE.",
  ProxyFailed: "Check HTTPS_PROXY, and that the proxy is running. NO_PROXY lists hosts that need no proxy.",
  ProxyCredentialsRequired: "Put them into HTTPS_PROXY: http://user:password@proxy:8080",
  ResponseUnusable: "Check the address and the proxy. --debug logs the response.",
}
