/** The person who was asked to confirm a change did not say yes: nothing was changed. */
import { Data } from "effect"

export class Cancelled extends Data.TaggedError("Cancelled")<Record<never, never>> {}
