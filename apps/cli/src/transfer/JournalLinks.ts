/**
 * Refuses a journal that is a symbolic link: another user may have put it there to have odj write to its target. A pipe or
 * a device is refused too: to read one can take forever.
 */
import { lstatSync } from "node:fs"
import { Effect } from "effect"
import { attempt, refused } from "./JournalDatabase.ts"

/** The files of a SQLite database. */
const suffixes = ["", "-wal", "-shm", "-journal"]

/** Fails with `UsageInvalid` if a file of the journal at the path is a symbolic link, a pipe or a device. */
export const refuseLinks = Effect.fnUntraced(function* (path: string) {
  for (const file of suffixes.map((suffix) => path + suffix)) {
    const entry = yield* attempt(path, () => lstatSync(file, { throwIfNoEntry: false }))
    if (entry?.isSymbolicLink()) {
      return yield* refused(file, "is a symbolic link. Remove the link, or use another --journal.")
    }
    if (entry !== undefined && !entry.isFile() && !entry.isDirectory()) {
      return yield* refused(file, "is a pipe or a device. Use another --journal.")
    }
  }
})
