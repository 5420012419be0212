/** Why the operating system refused, in its own words: `no such file or directory`. */
import type { PlatformError } from "effect"

/** The words of Node.js's `ENOENT: no such file or directory, open '/nope'`; any other message as it is. */
const systemError = /^E[A-Z0-9]+: ([^,]+)(?:, .*)?$/s

/** The reason that an error gives, without its code and its path. */
export const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  return systemError.exec(message)?.[1] ?? message
}

/** The reason that a failure of the platform gives. */
export const platformReason = (error: PlatformError.PlatformError): string =>
  reasonOf(error.reason.cause instanceof Error ? error.reason.cause : error)
