/**
 * Writes files atomically: a reader sees the old file or the whole new one, whatever happens during the write.
 *
 * The text is written to a temporary file in the same folder. The temporary file is synced to the disk and then renamed. A
 * pipe or a device is written directly.
 */
import { type FileHandle, link, open, realpath, rename, rm, stat } from "node:fs/promises"

export interface AtomicWriteOptions {
  /** The permissions of the file; by default those of the file that it replaces, or the system's default for a new one. */
  readonly mode?: number
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

const statOf = (path: string) =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined
    throw error
  })

/** Opens a temporary file that will replace the file at a path. A symbolic link stays, and its target is replaced. */
export const beginAtomicWrite = async (
  path: string,
  { mode, isNew = false }: AtomicWriteOptions = {},
): Promise<AtomicWrite> => {
  const found = isNew ? undefined : await statOf(path)
  if (found !== undefined && !found.isFile()) {
    const file = await open(path, "w")
    return { file, commit: () => file.close(), discard: () => file.close() }
  }
  const target = found === undefined ? path : await realpath(path)
  const temporary = `${target}.${crypto.randomUUID()}.tmp`
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
    await (isNew ? link(temporary, target) : rename(temporary, target))
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
