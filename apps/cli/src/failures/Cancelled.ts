/** The person did not confirm a change, so nothing was changed. */
import { Data } from "effect"

export class Cancelled extends Data.TaggedError("Cancelled")<Record<never, never>> {}
