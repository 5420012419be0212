/**
 * A position between two connectors of a list, given by those around it, so that it is found again though some are gone.
 *
 * A number would not do: it moves with whatever is created and deleted before it.
 */
import { Schema } from "effect"

export const Anchor = Schema.Struct({
  /** The ids of the last few before the position, in their order. */
  before: Schema.Array(Schema.String),
  /** The ids of the first few after it. */
  after: Schema.Array(Schema.String),
})
export interface Anchor extends Schema.Schema.Type<typeof Anchor> {}

/** How many are kept on either side: so many have to go for the position to be lost. */
const reach = 3

/** The position after the id of that index. */
export const anchorAfter = (ids: ReadonlyArray<string>, index: number): Anchor => ({
  before: ids.slice(Math.max(0, index + 1 - reach), index + 1),
  after: ids.slice(index + 1, index + 1 + reach),
})

/**
 * The index at which what is after the position begins. `undefined` if the position can't be found any more: all ids
 * around it are gone, or one of them is now somewhere else, since it was deleted and created anew.
 */
export const indexAfter = (ids: ReadonlyArray<string>, { before, after }: Anchor): number | undefined => {
  const indicesOf = (around: ReadonlyArray<string>) =>
    around.map((id) => ids.indexOf(id)).filter((index) => index !== -1)
  const [earlier, later] = [indicesOf(before), indicesOf(after)]
  const found = [...earlier, ...later]
  if (!found.every((index, place) => place === 0 || index > (found[place - 1] ?? index))) return undefined
  const last = earlier.at(-1)
  return last === undefined ? later[0] : last + 1
}
