/** Finds out which programs of the system the rehearsal can run. */
import { existsSync } from "node:fs"
import { join } from "node:path"

/** Debian has some programs only in the PATH of root. */
const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"]

export const missingPrograms = (...names: ReadonlyArray<string>): Array<string> =>
  names.filter((name) => !folders.some((folder) => existsSync(join(folder, name))))
