/** Why the operating system refused, such as `permission denied`. */
import type { PlatformError } from "effect"

/** The words of Node.js's `ENOENT: no such file or directory, open '/nope'`; any other message as it is. */
const systemError = /^E[A-Z0-9]+: ([^,]+)(?:, .*)?$/s

/** Plain words for some reasons. */
const plain: Readonly<Record<string, string>> = { "illegal operation on a directory": "it is a folder" }

/** The reason that an error gives, without its code and its path. */
export const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  const reason = systemError.exec(message)?.[1] ?? message
  return Object.hasOwn(plain, reason) ? (plain[reason] ?? reason) : reason
}

const missing = "no such file or directory"

/** The reason why a file can't be read. */
export const readingReason = (reason: string): string => (reason === missing ? "no such file" : reason)

/** The reason why a file can't be created or written. */
export const writingReason = (error: unknown): string => {
  const reason = reasonOf(error)
  return reason === missing ? "the folder does not exist" : reason
}

/** The reason that a failure of the platform gives. */
export const platformReason = (error: PlatformError.PlatformError): string =>
  reasonOf(error.reason.cause instanceof Error ? error.reason.cause : error)
