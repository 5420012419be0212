/** Finds out which ids of a file exist already, before anything is created. */
import { allCall } from "../api/ListCalls.ts"
import { pagesFrom } from "../api/Pages.ts"
import { idFilters } from "./IdFilters.ts"

/** A file may have any number of ids. Of the others, the import reports which ones exist. */
export const mostLookedUp = 1_000

/** The first of the ids, as far as they exist. Rejects as `pagesFrom` does. */
export const existingIds = async (
  ids: ReadonlyArray<string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> => {
  const found = new Set<string>()
  for (const filter of idFilters(ids.slice(0, mostLookedUp))) {
    for await (const { connectors, unreadable = [] } of pagesFrom(allCall(filter), signal)) {
      for (const { id } of [...connectors, ...unreadable]) if (id !== undefined) found.add(id)
    }
  }
  return found
}
