/** Standard output did not take the result: a full disk, a reader that is gone. */
import type { DomainJoinConnector } from "@odj/domain"
import { Data, Effect } from "effect"

export class OutputFailed extends Data.TaggedError("OutputFailed")<{
  readonly reason: string
  /** The reader of a pipe has closed it, as `head` does when it has enough. */
  readonly readerGone: boolean
  /** What was done, which must not be lost with the result. */
  readonly done?: { readonly what: "created" | "changed"; readonly connector: DomainJoinConnector }
}> {}

/** Adds to a failure to write a connector that it was created or changed all the same. */
export const withDone = (what: "created" | "changed", connector: DomainJoinConnector) =>
  Effect.mapError((failure: OutputFailed) => new OutputFailed({ ...failure, done: { what, connector } }))

/** Succeeds if the reader of the output is gone: it has what it wanted. Only for commands that change nothing. */
export const ignoreReaderGone = <E, R>(self: Effect.Effect<void, E, R>): Effect.Effect<void, E, R> =>
  Effect.catchIf(
    self,
    (error): error is E & OutputFailed => error instanceof OutputFailed && error.readerGone,
    () => Effect.void,
  )
