/** Text in lines that fit a width. */

/** The width of text without wide or combining characters, such as all help. */
const lengthOf = (text: string) => text.length

/** The longest start of a word that fits, at least one character. It ends after punctuation if there is some. */
const fitting = (word: string, room: number, widthOf: (text: string) => number): string => {
  let start = ""
  for (const character of word) {
    if (start !== "" && widthOf(start + character) > room) break
    start += character
  }
  const end = Math.max(...Array.from("./=-,:", (character) => start.lastIndexOf(character)))
  return end > 0 ? start.slice(0, end + 1) : start
}

/**
 * Breaks a text at spaces, and a word that is longer than a line after its punctuation. The first line begins with
 * `first`, the others with `rest`, which counts for the width. Text with wide or invisible characters needs another `widthOf`.
 */
export const wrapped = (
  text: string,
  width: number,
  first = "",
  rest = " ".repeat(first.length),
  widthOf = lengthOf,
): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = first
  let isEmpty = true
  for (const given of text.split(/ +/)) {
    let word = given
    while (widthOf(line) + (isEmpty ? 0 : 1) + widthOf(word) > width) {
      // Not even the indentation fits.
      if (isEmpty && word === "") break
      if (isEmpty) {
        const start = fitting(word, width - widthOf(line), widthOf)
        lines.push(line + start)
        word = word.slice(start.length)
      } else lines.push(line)
      line = rest
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line]
}
