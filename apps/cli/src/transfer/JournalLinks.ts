/** Refuses a journal that is a symbolic link: another user may have put it there to have odj write to its target. */
import { lstatSync } from "node:fs"
import { Effect } from "effect"
import { attempt, refused } from "./JournalDatabase.ts"

/** The files of a SQLite database. */
const suffixes = ["", "-wal", "-shm", "-journal"]

/** Fails with `UsageInvalid` if a file of the journal at the path is a symbolic link. */
export const refuseLinks = Effect.fnUntraced(function* (path: string) {
  for (const file of suffixes.map((suffix) => path + suffix)) {
    const entry = yield* attempt(path, () => lstatSync(file, { throwIfNoEntry: false }))
    if (entry?.isSymbolicLink()) {
      return yield* refused(file, "is a symbolic link. Remove the link, or use another --journal.")
    }
  }
})
