/** The failure of reading faults. */
import { type Problem, problemsText } from "@odj/domain"
import { Data } from "effect"

/**
 * Every problem with the faults. A path is such as `faults[1]`, `with.status`: the second fault, and the property inside it.
 * In a text, the fault is such as `fault 2` or `line 3`. A fault that is given alone has no name.
 */
export class FaultsInvalid extends Data.TaggedError("FaultsInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}
