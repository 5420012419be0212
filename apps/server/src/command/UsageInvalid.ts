/** The command line can't be used: every problem, each with its flag. */
import { Data } from "effect"

export interface UsageProblem {
  readonly flag: string
  readonly message: string
}

export class UsageInvalid extends Data.TaggedError("UsageInvalid")<{
  readonly problems: ReadonlyArray<UsageProblem>
}> {
  override get message() {
    return this.problems.map(({ flag, message }) => `--${flag}: ${message}`).join("\n")
  }
}
