/**
 * Writes files atomically: a reader sees the old file or the whole new one, whatever happens during the write.
 *
 * The text is written to a new file with a random name in the same folder, which is synced to the disk and then renamed. So
 * a symbolic link at the path is replaced, and never followed: another user may have put it there to have odj overwrite
 * its target. A pipe or a device is written directly.
 */
import { type FileHandle, link, lstat, open, realpath, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"

export interface AtomicWriteOptions {
  /** The permissions of the file; by default those of the file that it replaces, or the system's default for a new one. */
  readonly mode?: number | undefined
  /** Whether the file must be new. If it must and the file exists, the write rejects with the code `EEXIST`. */
  readonly isNew?: boolean
}

/** A write to a temporary file, which `commit` moves to the path. Call `commit` or `discard` once. */
export interface AtomicWrite {
  readonly file: FileHandle
  /** Syncs the temporary file and moves it to the path. If this fails, the old file is unchanged. */
  commit(): Promise<void>
  /** Deletes the temporary file; the old file is unchanged. */
  discard(): Promise<void>
}

const entryAt = (path: string) =>
  lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined
    throw error
  })

/** The folders in which only the system makes links, such as `/dev/stdout`. Anyone can make one in `/dev/shm`. */
const systemFolder = /^\/(?:dev(?:\/fd)?|proc\/.+)$/

/** A file that is written directly, so there is nothing to move. */
const direct = (file: FileHandle): AtomicWrite => ({
  file,
  commit: () => file.close(),
  discard: () => file.close(),
})

/** The flags for opening a file. An import would load `node:fs/promises` when a program starts. */
const openFlags = () => process.getBuiltinModule("node:fs").constants

/** Opens a temporary file that will replace what is at a path. */
export const beginAtomicWrite = async (
  path: string,
  { mode, isNew = false }: AtomicWriteOptions = {},
): Promise<AtomicWrite> => {
  const { O_APPEND, O_NOFOLLOW, O_WRONLY } = openFlags()
  if (systemFolder.test(await realpath(dirname(path)))) {
    // Standard output may be a file to which the shell appends.
    return direct(await open(path, O_WRONLY | O_APPEND))
  }
  const entry = isNew ? undefined : await entryAt(path)
  const found = entry?.isFile() ? entry : undefined
  if (entry !== undefined && found === undefined && !entry.isSymbolicLink()) {
    // A link that replaces the pipe or device meanwhile is not followed.
    return direct(await open(path, O_WRONLY | O_NOFOLLOW))
  }
  const temporary = `${path}.${crypto.randomUUID()}.tmp`
  const file = await open(temporary, "wx", mode ?? found?.mode)
  const remove = () => rm(temporary, { force: true })
  const moveIntoPlace = async () => {
    try {
      // The umask may have removed permissions when the file was created.
      if (mode === undefined && found !== undefined) await file.chmod(found.mode)
      await file.sync()
    } finally {
      await file.close()
    }
    // Unlike a rename, a link never replaces a file.
    await (isNew ? link(temporary, path) : rename(temporary, path))
  }
  return {
    file,
    commit: () => moveIntoPlace().finally(remove),
    discard: () => file.close().finally(remove),
  }
}

/** Replaces the file at a path with a text. If the write rejects, the old file is unchanged. */
export const writeAtomically = async (
  path: string,
  text: string,
  options?: AtomicWriteOptions,
): Promise<void> => {
  const { file, commit, discard } = await beginAtomicWrite(path, options)
  try {
    await file.writeFile(text)
  } catch (error) {
    await discard()
    throw error
  }
  await commit()
}
