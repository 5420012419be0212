/**
 * The folder in which a sign-in is kept, and its files: nobody but their owner can read them, and whoever reads one sees
 * it whole, as it was before a change or after it.
 */
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { writeWhole } from "@odj/command-line"

export { configFolder } from "@odj/command-line"

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT"

/** What the file holds; nothing where there is none. */
export const readPrivate = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Puts the file in the place of the one before, once it is on the disk. A folder that was there keeps its permissions. */
export const writePrivate = async (folder: string, name: string, text: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeWhole(join(folder, name), text, { mode: 0o600 })
}

/** Gives the file another name, in the place of the one that has it. */
export const renamePrivate = (folder: string, from: string, to: string): Promise<void> =>
  rename(join(folder, from), join(folder, to))

export const removePrivate = (folder: string, name: string): Promise<void> =>
  rm(join(folder, name), { force: true })

/** The files in the folder; none where there is no folder. */
export const namesIn = async (folder: string): Promise<ReadonlyArray<string>> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
