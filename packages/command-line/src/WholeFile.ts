/**
 * Writes files atomically: a reader sees the old file or the whole new one, whatever happens during the write.
 *
 * A file is written to a temporary file beside it, synced to the disk, and then renamed. A pipe or a device is written
 * directly.
 */
import { type FileHandle, link, open, realpath, rename, rm, stat } from "node:fs/promises"

export interface WholeFileOptions {
  /** The permissions of the file; by default those of the file that it replaces, or the system's default for a new one. */
  readonly mode?: number
  /** Whether the file must not exist yet: otherwise writing it rejects with the code `EEXIST`. */
  readonly isNew?: boolean
}

/** A file that is being written. Call `keep` or `drop` once. */
export interface Draft {
  readonly file: FileHandle
  /** Syncs the file and moves it to its path. If that fails, the old file is unchanged. */
  keep(): Promise<void>
  /** Deletes the draft; the old file is unchanged. */
  drop(): Promise<void>
}

const statOf = (path: string) =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined
    throw error
  })

/** Begins a file at a path. A symbolic link stays, and its target is replaced. */
export const draftOf = async (
  path: string,
  { mode, isNew = false }: WholeFileOptions = {},
): Promise<Draft> => {
  const found = isNew ? undefined : await statOf(path)
  if (found !== undefined && !found.isFile()) {
    const file = await open(path, "w")
    return { file, keep: () => file.close(), drop: () => file.close() }
  }
  const target = found === undefined ? path : await realpath(path)
  const draft = `${target}.${crypto.randomUUID()}.tmp`
  const file = await open(draft, "wx", mode ?? found?.mode)
  const remove = () => rm(draft, { force: true })
  const moveIntoPlace = async () => {
    try {
      // The umask may have removed permissions when the file was created.
      if (mode === undefined && found !== undefined) await file.chmod(found.mode)
      await file.sync()
    } finally {
      await file.close()
    }
    // Unlike a rename, a link never replaces a file.
    await (isNew ? link(draft, target) : rename(draft, target))
  }
  return {
    file,
    keep: () => moveIntoPlace().finally(remove),
    drop: () => file.close().finally(remove),
  }
}

/** Writes a text as a whole file. If it rejects, the old file is unchanged. */
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
