/** The failure of reading grants. */
import { type Problem, problemsText } from "@odj/domain"
import { Data } from "effect"

/**
 * Every problem with the grants of a server. A path is such as `grants`, `applications[0].appId`, or, for a file,
 * `grants.json`, `users[2].directoryRoles[0]`.
 */
export class GrantsInvalid extends Data.TaggedError("GrantsInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}
