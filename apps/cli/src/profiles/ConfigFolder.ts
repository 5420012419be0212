/**
 * The folder with the sign-ins, and its files. Only their owner can read them, and each is replaced atomically.
 */
import { mkdir, readdir, readFile, rename, unlink } from "node:fs/promises"
import { join } from "node:path"
import { writeAtomically } from "@odj/command-line"

export { configFolder } from "@odj/command-line"

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT"

/** The text of the file; `undefined` if it does not exist. */
export const readPrivate = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Writes the file atomically. An existing folder keeps its permissions. */
export const writePrivate = async (folder: string, name: string, text: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeAtomically(join(folder, name), text, { mode: 0o600 })
}

/** Renames the file, replacing the one that has the new name. */
export const renamePrivate = (folder: string, from: string, to: string): Promise<void> =>
  rename(join(folder, from), join(folder, to))

/** Removes the file, if it exists. */
export const removePrivate = async (folder: string, name: string): Promise<void> => {
  try {
    await unlink(join(folder, name))
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/** The names of the files in the folder; none if it does not exist. */
export const namesIn = async (folder: string): Promise<ReadonlyArray<string>> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
