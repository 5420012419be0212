/**
 * The folder for what this user's programs keep.
 *
 * Source: the XDG Base Directory Specification, by which a relative path in the environment does not count.
 */
import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"
import envPaths from "env-paths"

export const dataFolder = (): string => {
  const { data } = envPaths("odj", { suffix: "" })
  return isAbsolute(data) ? data : join(homedir(), ".local", "share", "odj")
}
