/**
 * Files that are there as a whole or not at all, whatever happens while they are written.
 *
 * A file is written beside its place, brought to the disk, and then moved there. What is no file, such as a pipe or a
 * device, takes what is written as it comes.
 */
import { type FileHandle, link, open, realpath, rename, rm, stat } from "node:fs/promises"

export interface WholeFileOptions {
  /** The permissions of the file; by default those of the file that it replaces, or what the system gives a new one. */
  readonly mode?: number
  /** Whether it replaces nothing: if there is something in its place, writing it rejects with the code `EEXIST`. */
  readonly isNew?: boolean
}

/** A file that is being written; one of the two ends it. */
export interface Draft {
  readonly file: FileHandle
  /** Puts it in its place, once all of it is on the disk. If that fails, what was in its place is still there. */
  keep(): Promise<void>
  /** Leaves what was in its place. */
  drop(): Promise<void>
}

const statOf = (path: string) =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined
    throw error
  })

/** Begins a file at a path. A symbolic link stays, and the file that it leads to is replaced. */
export const draftOf = async (
  path: string,
  { mode, isNew = false }: WholeFileOptions = {},
): Promise<Draft> => {
  const found = isNew ? undefined : await statOf(path)
  if (found !== undefined && !found.isFile()) {
    const file = await open(path, "w")
    return { file, keep: () => file.close(), drop: () => file.close() }
  }
  const place = found === undefined ? path : await realpath(path)
  const beside = `${place}.${crypto.randomUUID()}.tmp`
  const file = await open(beside, "wx", mode ?? found?.mode)
  const remove = () => rm(beside, { force: true })
  const settle = async () => {
    try {
      // The mask of the process may have taken some of it away when the file was made.
      if (mode === undefined && found !== undefined) await file.chmod(found.mode)
      await file.sync()
    } finally {
      await file.close()
    }
    // A link replaces nothing, unlike a rename.
    await (isNew ? link(beside, place) : rename(beside, place))
  }
  return {
    file,
    keep: () => settle().finally(remove),
    drop: () => file.close().finally(remove),
  }
}

/** Writes a text as the whole of a file. If it rejects, what was in its place is still there. */
export const writeWhole = async (path: string, text: string, options?: WholeFileOptions): Promise<void> => {
  const { file, keep, drop } = await draftOf(path, options)
  try {
    await file.writeFile(text)
  } catch (error) {
    await drop()
    throw error
  }
  await keep()
}
