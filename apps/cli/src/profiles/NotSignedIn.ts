/** The failure of a command that needs a sign-in when there is none. */
import { Data } from "effect"

export class NotSignedIn extends Data.TaggedError("NotSignedIn")<{
  /** What is missing, without a full stop. */
  readonly message: string
  readonly remedy?: string
}> {}
