/** The number of the line, counted from 1, that has the character at an index of a text. */

export const lineOf = (text: string, index: number): number => {
  let line = 1
  for (let end = text.indexOf("\n"); end !== -1 && end < index; end = text.indexOf("\n", end + 1)) line++
  return line
}
