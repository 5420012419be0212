/** The failure of reading faults. */
import { type Problem, problemsText } from "@odj/domain"
import { Data } from "effect"

/** Every problem with the faults. A path is such as `1/with/status`: the second fault, and the property inside it. */
export class FaultsInvalid extends Data.TaggedError("FaultsInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}
