/** A check has found and reported problems; only its exit code is left. */
import { Data } from "effect"

export class CheckConcluded extends Data.TaggedError("CheckConcluded")<{
  /** 1 for a warning, 2 for critical, 3 for unknown. */
  readonly exitCode: 1 | 2 | 3
}> {}
