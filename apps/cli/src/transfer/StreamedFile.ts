/** Writes a stream of texts into a file that is there as a whole or not at all. */
import { draftOf } from "@odj/command-line"
import { Data, Effect, Exit, Stream } from "effect"

/** The file can't be written; whatever was in its place is still there. */
export class FileNotWritten extends Data.TaggedError("FileNotWritten")<{
  readonly path: string
  readonly reason: string
}> {}

/** Puts the texts into the file at the path, in place of what was there, with the permissions that it had. */
export const writeStream = <E, R>(path: string, texts: Stream.Stream<string, E, R>) => {
  const attempt = <A>(run: () => Promise<A>) =>
    Effect.tryPromise({
      try: run,
      catch: (error) => new FileNotWritten({ path, reason: (error as Error).message }),
    })
  return Effect.acquireUseRelease(
    attempt(() => draftOf(path)),
    ({ file }) => Stream.runForEach(texts, (text) => attempt(() => file.appendFile(text))),
    ({ keep, drop }, exit) => (Exit.isSuccess(exit) ? attempt(keep) : Effect.promise(drop)),
  )
}
