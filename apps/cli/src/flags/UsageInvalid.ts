/** What can be wrong with a command line beside the connector that it describes. */
import type { Problem } from "@odj/domain"
import { Data } from "effect"

/** The flags, or what they lead to, can't be used: every problem, each with its flag or variable. */
export class UsageInvalid extends Data.TaggedError("UsageInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  static of(name: string, message: string) {
    return new UsageInvalid({ problems: [{ path: [name], message }] })
  }
}
