/**
 * The folders that belong to this user's programs.
 *
 * | | settings and sign-ins | data |
 * |---|---|---|
 * | Linux | `~/.config/odj` | `~/.local/share/odj` |
 * | macOS | `~/.config/odj` | `~/Library/Application Support/odj` |
 * | Windows | `%APPDATA%\odj` | `%LOCALAPPDATA%\odj\Data` |
 *
 * `ODJ_CONFIG_DIR` is the folder of settings wherever it is set; without it `XDG_CONFIG_HOME` and, on Linux,
 * `XDG_DATA_HOME` stand for `~/.config` and `~/.local/share`. These paths can't change: users have files there.
 *
 * Source: the XDG Base Directory Specification, by which a relative folder of data does not count.
 */
import { homedir } from "node:os"
import { posix, win32 } from "node:path"

type Environment = Readonly<Record<string, string | undefined>>

export const configFolderFor = (platform: NodeJS.Platform, env: Environment, home: string): string => {
  const { join } = platform === "win32" ? win32 : posix
  if (env.ODJ_CONFIG_DIR) return env.ODJ_CONFIG_DIR
  if (platform === "win32" && env.APPDATA) return join(env.APPDATA, "odj")
  return join(env.XDG_CONFIG_HOME || join(home, ".config"), "odj")
}

export const dataFolderFor = (platform: NodeJS.Platform, env: Environment, home: string): string => {
  const { join, isAbsolute } = platform === "win32" ? win32 : posix
  const given = (folder = "") => (isAbsolute(folder) ? folder : undefined)
  switch (platform) {
    case "darwin":
      return join(home, "Library", "Application Support", "odj")
    case "win32":
      return join(given(env.LOCALAPPDATA) ?? join(home, "AppData", "Local"), "odj", "Data")
    default:
      return join(given(env.XDG_DATA_HOME) ?? join(home, ".local", "share"), "odj")
  }
}

/** The folder of the settings and sign-ins of this user. */
export const configFolder = (): string => configFolderFor(process.platform, process.env, homedir())

/** The folder of the data of this user. */
export const dataFolder = (): string => dataFolderFor(process.platform, process.env, homedir())
