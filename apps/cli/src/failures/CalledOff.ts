/** The person who was asked whether to go on did not say yes. */
import { Data } from "effect"

export class CalledOff extends Data.TaggedError("CalledOff")<Record<never, never>> {}
