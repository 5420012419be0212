/**
 * Writes a file that is there as a whole or not at all: beside its place first, and then moved there. What is no file,
 * such as a pipe or a device, takes what is written as it comes.
 */
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises"
import { Data, Effect, Exit, Stream } from "effect"

/** The file can't be written; whatever was in its place is still there. */
export class FileNotWritten extends Data.TaggedError("FileNotWritten")<{
  readonly path: string
  readonly reason: string
}> {}

/** What is written, before it is known whether all of it will be. */
interface Draft {
  readonly file: FileHandle
  readonly keep: () => Promise<void>
  readonly drop: () => Promise<void>
}

const statOf = (path: string) =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined
    throw error
  })

const begin = async (path: string): Promise<Draft> => {
  const found = await statOf(path)
  if (found !== undefined && !found.isFile()) {
    const file = await open(path, "w")
    const close = () => file.close()
    return { file, keep: close, drop: close }
  }
  const place = found === undefined ? path : await realpath(path)
  const beside = `${place}.${process.pid}.tmp`
  const file = await open(beside, "w", found?.mode)
  const remove = () => rm(beside, { force: true })
  const settle = async () => {
    // The mask of the process may have taken some of it away when the file was made.
    if (found !== undefined) await file.chmod(found.mode)
    await file.close()
    await rename(beside, place)
  }
  return {
    file,
    keep: () => settle().catch((error) => remove().then(() => Promise.reject(error))),
    drop: () => file.close().then(remove),
  }
}

/** Puts the texts into the file at the path, in place of what was there, with the permissions that it had. */
export const writeWhole = <E, R>(path: string, texts: Stream.Stream<string, E, R>) => {
  const attempt = <A>(run: () => Promise<A>) =>
    Effect.tryPromise({
      try: run,
      catch: (error) => new FileNotWritten({ path, reason: (error as Error).message }),
    })
  return Effect.acquireUseRelease(
    attempt(() => begin(path)),
    ({ file }) => Stream.runForEach(texts, (text) => attempt(() => file.appendFile(text))),
    ({ keep, drop }, exit) => (Exit.isSuccess(exit) ? attempt(keep) : Effect.promise(drop)),
  )
}
