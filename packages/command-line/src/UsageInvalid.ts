/** The failure of a command line that is wrong, or that uses a variable or a file that is. */
import { type Problem, problemsText } from "@odj/domain"
import { Data } from "effect"

/** Every problem. One with a value has its flag, variable or file as the path; any other is a sentence without a path. */
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
