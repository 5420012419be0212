/** A check has found something, and has said so: only its exit code is left. */
import { Data } from "effect"

export class CheckConcluded extends Data.TaggedError("CheckConcluded")<{
  /** 1 for a warning, 2 for what is critical, 3 where it is unknown. */
  readonly exitCode: 1 | 2 | 3
}> {}
