/** The exit code of a check that has found and reported problems. */
import { Data } from "effect"

export class CheckExit extends Data.TaggedError("CheckExit")<{
  /** 1 for a warning, 2 for critical, 3 for unknown. */
  readonly exitCode: 1 | 2 | 3
}> {}
