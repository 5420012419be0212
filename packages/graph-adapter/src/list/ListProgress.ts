/** How far a list was followed from page to page: enough to notice that it leads nowhere. */
import { Result, Schema } from "effect"

export const ListProgress = Schema.Struct({
  /** How many pages there were. */
  pages: Schema.Int,
  /** How many of the last pages had no connector. */
  empty: Schema.Int,
})
export interface ListProgress extends Schema.Schema.Type<typeof ListProgress> {}

/** Far more than any list has: a service may name its pages in a circle. */
const mostPages = 100_000

/** Pages may be empty if a service looks through connectors that do not match, but not on and on. */
const mostEmpty = 100

/** At the first page. */
export const atFirstPage: ListProgress = { pages: 1, empty: 0 }

/** At the page that follows one which had that many connectors, or why the list leads nowhere. */
export const follow = (progress: ListProgress, connectors: number): Result.Result<ListProgress, string> => {
  const pages = progress.pages + 1
  const empty = connectors === 0 ? progress.empty + 1 : 0
  if (pages > mostPages) return Result.fail(`The service names more than ${mostPages} pages`)
  if (empty >= mostEmpty) return Result.fail(`The service names empty pages, ${empty} in a row`)
  return Result.succeed({ pages, empty })
}
