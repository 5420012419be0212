/** Writes a stream of texts to a file atomically. */
import { beginAtomicWrite } from "@odj/command-line"
import { Data, Effect, Exit, Stream } from "effect"
import { writingReason } from "../text/SystemReason.ts"

/** The file can't be written; the old one is unchanged. */
export class FileNotWritten extends Data.TaggedError("FileNotWritten")<{
  readonly path: string
  readonly reason: string
}> {}

/** Replaces the file at the path with the texts, and keeps its permissions. */
export const writeStream = <E, R>(path: string, texts: Stream.Stream<string, E, R>) => {
  const attempt = <A>(run: () => Promise<A>) =>
    Effect.tryPromise({
      try: run,
      catch: (error) => new FileNotWritten({ path, reason: writingReason(error) }),
    })
  return Effect.acquireUseRelease(
    attempt(() => beginAtomicWrite(path)),
    ({ file }) => Stream.runForEachArray(texts, (page) => attempt(() => file.appendFile(page.join("")))),
    ({ commit, discard }, exit) => (Exit.isSuccess(exit) ? attempt(commit) : Effect.promise(discard)),
  )
}
