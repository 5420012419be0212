/** The usage error for a file that can't be read. */
import { UsageInvalid } from "@odj/command-line"

/** `Can't read /nope: no such file`. */
export const cantRead = (name: string, reason: string): UsageInvalid =>
  UsageInvalid.sentence(
    `Can't read ${name}: ${reason === "no such file or directory" ? "no such file" : reason}`,
  )
