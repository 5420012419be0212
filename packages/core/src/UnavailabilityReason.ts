/** The reasons for which a store is unavailable. */
import { Schema } from "effect"

/**
 * Why a store is unavailable, as far as it is known. The report names the host.
 *
 * | reason | meaning | what to do |
 * |---|---|---|
 * | `NameNotResolved` | the name of the host can't be resolved | check the address, the network and the proxy |
 * | `ConnectionRefused` | the host refuses connections | check the address, and that the service is running |
 * | `NoRoute` | there is no route to the host | check the network |
 * | `TimedOut` | there was no connection or no response in time | check the network, and retry |
 * | `ConnectionLost` | the connection was lost before the response was complete | retry |
 * | `ProtocolMismatch` | the host speaks another protocol, or does not encrypt as the address says | check the address |
 * | `CertificateExpired` | the host's certificate has expired, or is not valid yet | renew it, or set the clock |
 * | `CertificateMismatch` | the host's certificate is for another host | check the address |
 * | `CertificateUntrusted` | the host's certificate is self-signed, or its CA is unknown | trust it, or its CA |
 * | `ProxyFailed` | a proxy can't be reached, or does not connect to the host | check the proxy |
 * | `ProxyCredentialsRequired` | a proxy requires credentials | give it the credentials |
 * | `ResponseUnusable` | the response comes from elsewhere, such as a login page, or contradicts itself | check the address and the proxy |
 */
export const UnavailabilityReason = Schema.Literals([
  "NameNotResolved",
  "ConnectionRefused",
  "NoRoute",
  "TimedOut",
  "ConnectionLost",
  "ProtocolMismatch",
  "CertificateExpired",
  "CertificateMismatch",
  "CertificateUntrusted",
  "ProxyFailed",
  "ProxyCredentialsRequired",
  "ResponseUnusable",
])
export type UnavailabilityReason = typeof UnavailabilityReason.Type
