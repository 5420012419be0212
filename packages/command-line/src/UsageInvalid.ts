/** The failure where a command line, or what it leads to, can't be used. */
import { type Problem, problemsText } from "@odj/domain"
import { Data } from "effect"

/** Every problem, each with its flag or variable as its path. */
export class UsageInvalid extends Data.TaggedError("UsageInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  static of(name: string, message: string) {
    return new UsageInvalid({ problems: [{ path: [name], message }] })
  }

  override get message() {
    return problemsText(this.problems)
  }
}
