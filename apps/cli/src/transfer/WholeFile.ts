/** Writes a file that is there as a whole or not at all: beside its place first, and then moved there. */
import { type FileHandle, open, rename, rm } from "node:fs/promises"
import { Data, Effect, Exit, Stream } from "effect"

/** The file can't be written; whatever was in its place is still there. */
export class FileNotWritten extends Data.TaggedError("FileNotWritten")<{
  readonly path: string
  readonly reason: string
}> {}

/** Puts the texts into the file at the path, in place of what was there. */
export const writeWhole = <E, R>(path: string, texts: Stream.Stream<string, E, R>) => {
  const attempt = <A>(run: () => Promise<A>) =>
    Effect.tryPromise({
      try: run,
      catch: (error) => new FileNotWritten({ path, reason: (error as Error).message }),
    })
  const beside = `${path}.${process.pid}.tmp`
  return Effect.acquireUseRelease(
    attempt(() => open(beside, "w")),
    (file: FileHandle) => Stream.runForEach(texts, (text) => attempt(() => file.appendFile(text))),
    (file, exit) =>
      Exit.isSuccess(exit)
        ? attempt(() => file.close().then(() => rename(beside, path)))
        : Effect.promise(() => file.close().then(() => rm(beside, { force: true }))),
  )
}
