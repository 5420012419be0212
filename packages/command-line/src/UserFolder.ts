/**
 * The folders for the files of odj and odj-server that belong to this user.
 *
 * | | settings and sign-ins | data |
 * |---|---|---|
 * | Linux | `~/.config/odj` | `~/.local/share/odj` |
 * | macOS | `~/.config/odj` | `~/Library/Application Support/odj` |
 * | Windows | `%APPDATA%\odj` | `%LOCALAPPDATA%\odj\Data` |
 *
 * `ODJ_CONFIG_DIR` replaces the folder of settings on every system. Otherwise `XDG_CONFIG_HOME` replaces `~/.config`, and
 * on Linux `XDG_DATA_HOME` replaces `~/.local/share`. These paths can't change: users have files there.
 *
 * Source: the XDG Base Directory Specification, which says to ignore a relative path in these variables.
 */
import { homedir } from "node:os"
import { posix, win32 } from "node:path"

type Environment = Readonly<Record<string, string | undefined>>

const pathsOf = (platform: NodeJS.Platform) => {
  const { join, isAbsolute } = platform === "win32" ? win32 : posix
  /** The folder, unless it depends on the working directory. */
  const given = (folder = "") => (isAbsolute(folder) ? folder : undefined)
  return { join, given }
}

export const configFolderFor = (platform: NodeJS.Platform, env: Environment, home: string): string => {
  const { join, given } = pathsOf(platform)
  if (env.ODJ_CONFIG_DIR) return env.ODJ_CONFIG_DIR
  const roaming = platform === "win32" ? given(env.APPDATA) : undefined
  return join(roaming ?? given(env.XDG_CONFIG_HOME) ?? join(home, ".config"), "odj")
}

export const dataFolderFor = (platform: NodeJS.Platform, env: Environment, home: string): string => {
  const { join, given } = pathsOf(platform)
  switch (platform) {
    case "darwin":
      return join(home, "Library", "Application Support", "odj")
    case "win32":
      return join(given(env.LOCALAPPDATA) ?? join(home, "AppData", "Local"), "odj", "Data")
    default:
      return join(given(env.XDG_DATA_HOME) ?? join(home, ".local", "share"), "odj")
  }
}

/** The folder with the settings and sign-ins of this user. */
export const configFolder = (): string => configFolderFor(process.platform, process.env, homedir())

/** The folder with the data of this user. */
export const dataFolder = (): string => dataFolderFor(process.platform, process.env, homedir())
