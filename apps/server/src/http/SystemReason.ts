/** Why the operating system refused a call, in its own words: `no such file or directory`. */
import { getSystemErrorMessage } from "node:util"

/** The message of an error without a system error number is given as it is. */
export const systemReason = (error: unknown): string => {
  const { errno, message } = error as NodeJS.ErrnoException
  return errno === undefined ? message : getSystemErrorMessage(errno)
}
