/** A command was interrupted while a request was under way that changes something: told at once, as nobody else can. */
import { Data } from "effect"

export class Interrupted extends Data.TaggedError("Interrupted")<{
  /** What is done, what is unknown and what was not tried. */
  readonly lines: ReadonlyArray<string>
  readonly remedy: string
}> {}
