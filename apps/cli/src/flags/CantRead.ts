/** The usage error for a file that can't be read. */
import { UsageInvalid } from "@odj/command-line"
import { readingReason } from "../text/SystemReason.ts"

/** `Can't read /nope: no such file`. */
export const cantRead = (name: string, reason: string): UsageInvalid =>
  UsageInvalid.sentence(`Can't read ${name}: ${readingReason(reason)}`)
