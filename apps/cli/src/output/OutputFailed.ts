/** The failure to write the result to standard output, such as a full disk or a closed pipe. */
import type { DomainJoinConnector } from "@odj/domain"
import { Data, Effect } from "effect"

export class OutputFailed extends Data.TaggedError("OutputFailed")<{
  readonly reason: string
  /** Whether `--query` can't be applied to the result. Then nothing was written, and `reason` is a whole sentence. */
  readonly isQuery: boolean
  /** Whether the reader has closed the pipe, as `head` does when it has enough. */
  readonly isPipeBroken: boolean
  /** The change that was made. It is reported, because the result can't be. */
  readonly done?: { readonly what: "created" | "changed"; readonly connector: DomainJoinConnector }
}> {}

/** Adds to the failure that the connector was created or changed before the failure. */
export const withDone = (what: "created" | "changed", connector: DomainJoinConnector) =>
  Effect.mapError((failure: OutputFailed) => new OutputFailed({ ...failure, done: { what, connector } }))

/** Succeeds if the reader has closed the pipe, because the reader has enough. Only for commands that change nothing. */
export const ignoreBrokenPipe = <E, R>(self: Effect.Effect<void, E, R>): Effect.Effect<void, E, R> =>
  Effect.catchIf(
    self,
    (error): error is E & OutputFailed => error instanceof OutputFailed && error.isPipeBroken,
    () => Effect.void,
  )
