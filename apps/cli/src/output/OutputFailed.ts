/** The failure to write the result to standard output, such as a full disk or a closed pipe. */
import type { DomainJoinConnector } from "@odj/domain"
import { Data, Effect } from "effect"

export class OutputFailed extends Data.TaggedError("OutputFailed")<{
  readonly reason: string
  /** The reader of the pipe has closed it, as `head` does when it has enough. */
  readonly readerGone: boolean
  /** The change that was made, so that it is not lost with the result. */
  readonly done?: { readonly what: "created" | "changed"; readonly connector: DomainJoinConnector }
}> {}

/** Adds to the failure that the connector was created or changed nevertheless. */
export const withDone = (what: "created" | "changed", connector: DomainJoinConnector) =>
  Effect.mapError((failure: OutputFailed) => new OutputFailed({ ...failure, done: { what, connector } }))

/** Succeeds if the reader has closed the pipe, since it has what it wanted. Only for commands that change nothing. */
export const ignoreReaderGone = <E, R>(self: Effect.Effect<void, E, R>): Effect.Effect<void, E, R> =>
  Effect.catchIf(
    self,
    (error): error is E & OutputFailed => error instanceof OutputFailed && error.readerGone,
    () => Effect.void,
  )
