/** Counts the pages of a list, to end a list whose pages go in a circle. */
import { Result, Schema } from "effect"

export const ListProgress = Schema.Struct({
  /** How many pages were read. */
  pages: Schema.Int,
  /** How many of the last pages were empty. */
  empty: Schema.Int,
})
export interface ListProgress extends Schema.Schema.Type<typeof ListProgress> {}

/**
 * Ends a list whose pages go in a circle. It is this high because a caller may read a long list with one connector per
 * page.
 */
const maxPages = 100_000

/** A service may return empty pages while it searches for matches, but not this many in a row. */
const maxEmptyPages = 100

export const atFirstPage: ListProgress = { pages: 1, empty: 0 }

/** The progress after a page with that many connectors, or why the list must end. */
export const follow = (progress: ListProgress, connectors: number): Result.Result<ListProgress, string> => {
  const pages = progress.pages + 1
  const empty = connectors === 0 ? progress.empty + 1 : 0
  if (pages > maxPages) return Result.fail(`The list has more than ${maxPages} pages`)
  if (empty >= maxEmptyPages) return Result.fail(`The service returned ${empty} empty pages in a row`)
  return Result.succeed({ pages, empty })
}
