/**
 * A place between two connectors of a list, told by those around it, so that it is found again though some are gone.
 *
 * A number would not do: it moves with whatever is created and deleted before it.
 */
import { Schema } from "effect"

export const Neighbours = Schema.Struct({
  /** The ids of the last few before the place, in their order. */
  before: Schema.Array(Schema.String),
  /** The ids of the first few behind it. */
  behind: Schema.Array(Schema.String),
})
export interface Neighbours extends Schema.Schema.Type<typeof Neighbours> {}

/** How many are told on either side: so many have to go for the place to be lost. */
const reach = 3

/** The place behind the id of that index. */
export const placeBehind = (ids: ReadonlyArray<string>, index: number): Neighbours => ({
  before: ids.slice(Math.max(0, index + 1 - reach), index + 1),
  behind: ids.slice(index + 1, index + 1 + reach),
})

/**
 * The index at which what is behind the place begins; nothing where the place can't be told any more: all its
 * neighbours are gone, or one of them is now somewhere else, since it was deleted and created anew.
 */
export const indexBehind = (
  ids: ReadonlyArray<string>,
  { before, behind }: Neighbours,
): number | undefined => {
  const indicesOf = (neighbours: ReadonlyArray<string>) =>
    neighbours.map((id) => ids.indexOf(id)).filter((index) => index !== -1)
  const [earlier, later] = [indicesOf(before), indicesOf(behind)]
  const found = [...earlier, ...later]
  if (!found.every((index, place) => place === 0 || index > (found[place - 1] ?? index))) return undefined
  const last = earlier.at(-1)
  return last === undefined ? later[0] : last + 1
}
