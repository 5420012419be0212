/** How large a statement may be, and chunks for one statement each. */

const maxRows = 500
const maxCharacters = 4_000_000

/** Whether one statement may have that many rows with that many characters. */
export const fits = (rows: number, characters: number): boolean =>
  rows <= maxRows && characters <= maxCharacters

/** The items in chunks, whose size is limited in rows and in characters. */
export const chunksOf = <A>(
  items: ReadonlyArray<A>,
  lengthOf: (item: A) => number,
): ReadonlyArray<ReadonlyArray<A>> => {
  const chunks: Array<Array<A>> = []
  let characters = 0
  for (const item of items) {
    const length = lengthOf(item)
    const last = chunks.at(-1)
    if (last === undefined || !fits(last.length + 1, characters + length)) {
      chunks.push([item])
      characters = length
    } else {
      last.push(item)
      characters += length
    }
  }
  return chunks
}
