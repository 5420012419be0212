/** The failure to delete some or all of several connectors. */
import type { EntityFailure } from "@odj/core"
import { Data } from "effect"

export interface DeleteFailure {
  readonly id: string
  readonly failure: EntityFailure
}

export class DeletesFailed extends Data.TaggedError("DeletesFailed")<{
  readonly failures: readonly [DeleteFailure, ...ReadonlyArray<DeleteFailure>]
  /** The ids that were not tried, since they would have failed in the same way. */
  readonly untried: ReadonlyArray<string>
}> {}
