/** The names of the stored sign-ins, read without the rest of the program. Completion offers them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { configFolder } from "@odj/command-line"

/** The file with the sign-ins, in the folder of settings. */
export const profilesFile = "profiles.json"

/** A profile name is part of a file name. It is in lower case, since some file systems ignore case. */
export const profileName = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** The names of the file, without any that odj would not have given; none if the file is missing or damaged. */
export const storedNames = (): ReadonlyArray<string> => {
  try {
    const { profiles } = JSON.parse(readFileSync(join(configFolder(), profilesFile), "utf8"))
    return Object.keys(profiles).filter((name) => profileName.test(name))
  } catch {
    return []
  }
}
