/** The names that a mistyped name probably means. */

/**
 * How many characters have to be inserted, deleted, replaced, or swapped with their neighbour to turn one text into the
 * other (optimal string alignment).
 */
const distance = (one: string, other: string): number => {
  let above: ReadonlyArray<number> = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let line = 0; line < one.length; line++) {
    const next = [line + 1]
    for (let index = 0; index < other.length; index++) {
      const replaced = (row[index] ?? 0) + (one[line] === other[index] ? 0 : 1)
      const isSwapped = one[line] === other[index - 1] && one[line - 1] === other[index]
      const swapped = isSwapped ? (above[index - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(replaced, swapped, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    above = row
    row = next
  }
  return row.at(-1) ?? 0
}

const changes = (text: string, name: string) => {
  // A name of which the text is a prefix is nearer than any other.
  const isBegun = text.length >= 3 && name.startsWith(text) && name !== text
  return isBegun ? 0.5 : distance(text, name)
}

/**
 * The names nearest to the text: those of which it is a prefix, or those with the fewest changes. None if more than a third
 * of its characters would have to change.
 *
 * @example
 * ```ts
 * import { nearestTo } from "@odj/domain"
 *
 * console.log(nearestTo("craete", ["create", "list"])) // => [ 'create' ]
 * ```
 */
export const nearestTo = (text: string, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const near = names.map((name) => ({ name, changes: changes(text, name) }))
  const least = Math.min(...near.map(({ changes }) => changes))
  return least > text.length / 3 ? [] : near.flatMap(({ name, changes }) => (changes === least ? [name] : []))
}
