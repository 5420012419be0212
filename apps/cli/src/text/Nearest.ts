/** The names that a mistyped name probably means. */

/** How many characters have to be inserted, deleted or replaced to turn one text into the other (Levenshtein). */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [line, character] of Array.from(one).entries()) {
    const next = [line + 1]
    for (const [index, expected] of Array.from(other).entries()) {
      const replaced = (row[index] ?? 0) + (character === expected ? 0 : 1)
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** The names nearest to the text; none if more than a third of its characters would have to change. */
export const nearestTo = (text: string, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const near = names.map((name) => ({ name, changes: distance(text, name) }))
  const least = Math.min(...near.map(({ changes }) => changes))
  return least > text.length / 3 ? [] : near.flatMap(({ name, changes }) => (changes === least ? [name] : []))
}
