/** Why the platform failed, in the operating system's own words where it has some: `ENOSPC: no space left on device`. */
import { type PlatformError, Predicate } from "effect"

export const systemReason = (error: PlatformError.PlatformError): string => {
  const { cause } = error.reason
  return Predicate.isError(cause) ? cause.message : error.message
}
