/** Of several connectors some were not deleted, or none. */
import type { EntityFailure } from "@odj/core"
import { Data } from "effect"

export interface DeleteFailure {
  readonly id: string
  readonly failure: EntityFailure
}

export class DeletesFailed extends Data.TaggedError("DeletesFailed")<{
  readonly failures: readonly [DeleteFailure, ...ReadonlyArray<DeleteFailure>]
  /** Those that nobody tried to delete any more, since it would have failed in the same way. */
  readonly untried: ReadonlyArray<string>
}> {}
