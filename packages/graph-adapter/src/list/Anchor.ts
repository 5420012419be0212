/**
 * A position in a list, identified by the ids on either side, so that it can be found after some of them were deleted.
 *
 * An index would not do: it changes with every create and delete before it.
 */
import { Schema } from "effect"

export const Anchor = Schema.Struct({
  /** The last ids before the position, in the list's order. */
  before: Schema.Array(Schema.String),
  /** The first ids after the position, in the list's order. */
  after: Schema.Array(Schema.String),
})
export interface Anchor extends Schema.Schema.Type<typeof Anchor> {}

/** How many ids there are on either side. The position is lost only if all of them are deleted. */
const reach = 3

/** The position after the id at that index. */
export const anchorAfter = (ids: ReadonlyArray<string>, index: number): Anchor => ({
  before: ids.slice(Math.max(0, index + 1 - reach), index + 1),
  after: ids.slice(index + 1, index + 1 + reach),
})

/**
 * The index of the first id after the position. `undefined` if the position is lost: all its ids are gone, or their
 * order has changed because one was deleted and created again.
 */
export const indexAfter = (ids: ReadonlyArray<string>, { before, after }: Anchor): number | undefined => {
  const indicesOf = (around: ReadonlyArray<string>) =>
    around.map((id) => ids.indexOf(id)).filter((index) => index !== -1)
  const [earlier, later] = [indicesOf(before), indicesOf(after)]
  const found = [...earlier, ...later]
  if (!found.every((index, nth) => nth === 0 || index > (found[nth - 1] ?? index))) return undefined
  const last = earlier.at(-1)
  return last === undefined ? later[0] : last + 1
}
