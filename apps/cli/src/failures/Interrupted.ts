/** A command was interrupted while a request that changes something was in flight. */
import { Data } from "effect"

export class Interrupted extends Data.TaggedError("Interrupted")<{
  /** What was done, what is unknown and what was not tried. */
  readonly lines: ReadonlyArray<string>
  readonly remedy: string
  /** The exit code if no signal interrupted it. */
  readonly exitCode?: 5
}> {}
