/** The word that a person probably meant. */

/** The number of letters to insert, remove, replace or swap with their neighbour. */
const distance = (from: string, to: string): number => {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= from.length; row++) {
    const above = rows[row - 1] ?? []
    const line = [row]
    for (let column = 1; column <= to.length; column++) {
      const equal = from[row - 1] === to[column - 1]
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      line.push(
        Math.min(
          (above[column] ?? 0) + 1,
          (line[column - 1] ?? 0) + 1,
          (above[column - 1] ?? 0) + (equal ? 0 : 1),
          ...(swapped ? [(rows[row - 2]?.[column - 2] ?? 0) + 1] : []),
        ),
      )
    }
    rows.push(line)
  }
  return rows[from.length]?.[to.length] ?? 0
}

/** The shortest start of a word that stands for the word. */
const shortestStart = 3

/**
 * The candidate nearest to a word: one that it begins, or one within a mistake for every three letters. `undefined` if
 * none is near.
 */
export const nearest = (word: string, candidates: ReadonlyArray<string>): string | undefined => {
  const allowed = Math.floor(word.length / shortestStart)
  const near = candidates
    .map((candidate) => {
      const begins = word.length >= shortestStart && candidate.startsWith(word)
      return { candidate, mistakes: begins ? 0.5 : distance(word, candidate) }
    })
    .filter(({ mistakes }) => mistakes <= allowed)
    .sort((a, b) => a.mistakes - b.mistakes)
  return near[0]?.candidate
}
