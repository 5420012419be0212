/** The connector was created, and standard output did not take it: a full disk, a reader that is gone. */
import type { DomainJoinConnector } from "@odj/domain"
import { Data } from "effect"

export class OutputFailed extends Data.TaggedError("OutputFailed")<{
  readonly connector: DomainJoinConnector
  readonly reason: string
}> {}
