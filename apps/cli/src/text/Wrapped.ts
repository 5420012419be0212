/** Text in lines that fit a width. */

/** The length of the longest start of a word that fits, which ends after punctuation if there is some. */
const fitting = (word: string, room: number): number => {
  const start = word.slice(0, room)
  const end = Math.max(...Array.from("./=-,:", (character) => start.lastIndexOf(character)))
  return end > 0 ? end + 1 : room
}

/**
 * Breaks a text at spaces, and a word that is longer than a line after its punctuation. The first line begins with
 * `first`, the others with `rest`, which counts for the width.
 */
export const wrapped = (
  text: string,
  width: number,
  first = "",
  rest = " ".repeat(first.length),
): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = first
  let isEmpty = true
  for (const given of text.split(/ +/)) {
    let word = given
    while (line.length + (isEmpty ? 0 : 1) + word.length > width) {
      const room = width - line.length
      if (isEmpty) {
        const length = fitting(word, Math.max(room, 1))
        lines.push(line + word.slice(0, length))
        word = word.slice(length)
      } else lines.push(line)
      line = rest
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line]
}
