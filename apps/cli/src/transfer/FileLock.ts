/**
 * A lock that a process holds as a file: the file is there, and says who holds it.
 *
 * A process that was killed leaves it behind, and the next one on the same machine takes it over. Whether a process of
 * another machine still runs can't be seen, so that its lock stands until someone removes it.
 */
import { readFileSync } from "node:fs"
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { basename, dirname, join } from "node:path"
import { Data, Effect } from "effect"

/** Another process holds the lock. */
export class Locked extends Data.TaggedError("Locked")<{ readonly path: string; readonly holder: string }> {}

const hasCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code

/** What a holder is known by to people. */
const self = `${process.pid}@${hostname()}`

/** The fields of `/proc/PID/stat` behind the name of the program, where the system has such a file. */
const statOf = (pid: string): ReadonlyArray<string> => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  } catch {
    return []
  }
}

/** When a process began, so that it is not taken for another one that has got its id since; or nothing. */
const startOf = (stat: ReadonlyArray<string>) => stat[19] ?? ""

/** Whether whoever wrote this in a lock still runs. What nobody can have written whole is left behind. */
const isRunning = (holder: string): boolean => {
  const [, pid = "", host, start = ""] = /^(\d+)@([^\n]*)(?:\n(\d*))?$/.exec(holder) ?? []
  if (host !== hostname()) return host !== undefined
  if (Number(pid) === process.pid) return false
  const stat = statOf(pid)
  const isZombie = stat[0] === "Z"
  const isAnother = start !== "" && startOf(stat) !== "" && startOf(stat) !== start
  if (isZombie || isAnother) return false
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return !hasCode(error, "ESRCH")
  }
}

/** Puts a file in its place where none is; it is there with its content, or not at all. */
const place = async (from: string, path: string): Promise<boolean> => {
  try {
    await link(from, path)
    return true
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false
    throw error
  }
}

const contentOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined
    throw error
  }
}

/** Takes the lock, or answers who holds it. */
const take = async (path: string, mine: string): Promise<string | undefined> => {
  if (await place(mine, path)) return undefined
  const holder = await contentOf(path)
  if (holder !== undefined) {
    if (isRunning(holder)) return holder
    // Of several that find it left behind, one moves it away; what it moved may be the lock of one that was faster.
    const moved = `${mine}.moved`
    await rename(path, moved).catch(() => undefined)
    const found = await contentOf(moved)
    if (found !== undefined && found !== holder) await place(moved, path)
    await rm(moved, { force: true })
  }
  return take(path, mine)
}

/** Removes what processes that were killed while they took the lock have left beside it. */
const tidy = async (path: string) => {
  const folder = dirname(path)
  const beginning = `${basename(path)}.`
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(beginning)) continue
    const [, owner] = /^(\d+@.*?)(?:\.moved)?$/s.exec(name.slice(beginning.length)) ?? []
    if (owner !== undefined && !isRunning(owner)) await rm(join(folder, name), { force: true })
  }
}

const acquire = async (path: string): Promise<string | undefined> => {
  await tidy(path)
  const mine = `${path}.${self}`
  await writeFile(mine, `${self}\n${startOf(statOf(`${process.pid}`))}`)
  try {
    const holder = await take(path, mine)
    return holder?.split("\n")[0]
  } finally {
    await rm(mine, { force: true })
  }
}

/** The lock's file can't be made. */
export class LockFailed extends Data.TaggedError("LockFailed")<{ readonly reason: string }> {}

/** Holds the lock as long as the scope is open. */
export const hold = (path: string) =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => acquire(path),
      catch: (error) => new LockFailed({ reason: (error as Error).message }),
    }).pipe(
      Effect.flatMap((holder) =>
        holder === undefined ? Effect.void : Effect.fail(new Locked({ path, holder })),
      ),
    ),
    () => Effect.promise(() => rm(path, { force: true })),
  )
