/**
 * How a list was followed so far: enough to notice that it leads nowhere, in a size that does not grow.
 *
 * A service may name pages in a circle. It is found as Brent's algorithm does: of the pages so far, the one whose number
 * is the last power of two is kept, and comes again where there is a circle, however long that is.
 */
import { Result, Schema } from "effect"

export const PageTrail = Schema.Struct({
  /** How many pages there were. */
  pages: Schema.Int,
  /** The query of the page whose number is the last power of two. */
  mark: Schema.String,
  /** How many of the last pages had no connector. */
  empty: Schema.Int,
})
export interface PageTrail extends Schema.Schema.Type<typeof PageTrail> {}

/** Far more than any list has. */
const mostPages = 100_000

/** Pages may be empty, where a service looks through connectors that do not match, but not on and on. */
const mostEmpty = 100

/** The trail at the first page. */
export const begin = ({ search }: URL): PageTrail => ({ pages: 1, mark: search, empty: 0 })

const isPowerOfTwo = (number: number) => Number.isInteger(Math.log2(number))

/** The trail at the page that follows one which had that many connectors, or why the list leads nowhere. */
export const follow = (
  trail: PageTrail,
  { search }: URL,
  connectors: number,
): Result.Result<PageTrail, string> => {
  const pages = trail.pages + 1
  const empty = connectors === 0 ? trail.empty + 1 : 0
  if (search === trail.mark) return Result.fail("The service names its pages in a circle")
  if (pages > mostPages) return Result.fail(`The service names more than ${mostPages} pages`)
  if (empty >= mostEmpty) return Result.fail(`The service names empty pages, ${empty} in a row`)
  return Result.succeed({ pages, mark: isPowerOfTwo(pages) ? search : trail.mark, empty })
}
