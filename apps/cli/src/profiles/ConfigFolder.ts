/**
 * The folder in which a sign-in is kept, and its files: nobody but their owner can read them, and whoever reads one sees
 * it whole, as it was before a change or after it.
 */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises"
import { homedir } from "node:os"
import { join } from "node:path"

type Environment = Readonly<Record<string, string | undefined>>

/** Where the folder is: `ODJ_CONFIG_DIR`, or else where the platform keeps such things. */
export const folderFor = (platform: NodeJS.Platform, env: Environment, home: string): string => {
  if (env.ODJ_CONFIG_DIR) return env.ODJ_CONFIG_DIR
  if (platform === "win32" && env.APPDATA) return join(env.APPDATA, "odj")
  return join(env.XDG_CONFIG_HOME || join(home, ".config"), "odj")
}

export const configFolder = (): string => folderFor(process.platform, process.env, homedir())

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
  const path = join(folder, name)
  const beside = `${path}.${crypto.randomUUID()}.tmp`
  try {
    const file = await open(beside, "wx", 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
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
