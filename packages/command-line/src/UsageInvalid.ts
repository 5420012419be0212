/** The failure of a command line that is wrong, or of a wrong variable or file. */
import { type Problem, problemsText } from "@odj/domain"
import { Data } from "effect"

/**
 * Every problem. If a value is invalid, the path is its flag, variable or file. Any other problem is a sentence without a
 * path.
 */
export class UsageInvalid extends Data.TaggedError("UsageInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  /** A problem with a value: `--now: Expected …`. */
  static of(name: string, message: string) {
    return new UsageInvalid({ problems: [{ path: [name], message }] })
  }

  /** A problem that is a sentence of its own: `Missing --state`. */
  static sentence(message: string) {
    return new UsageInvalid({ problems: [{ path: [], message }] })
  }

  override get message() {
    return problemsText(this.problems)
  }
}
