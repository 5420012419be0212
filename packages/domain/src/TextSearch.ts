/**
 * Finds a text in another, in linear time.
 *
 * JavaScript's own search is faster, but takes the product of both lengths for some texts. Both texts can come from a
 * connector, so such a pair would stop a server for minutes.
 */

/** Up to this length of the part, the product is linear enough. */
const shortLength = 64

/** For each beginning of the part, the length of its longest proper beginning that is also its end (Knuth, Morris, Pratt). */
const borders = (part: string): Int32Array => {
  const lengths = new Int32Array(part.length)
  for (let index = 1, length = 0; index < part.length; index++) {
    while (length > 0 && part.charCodeAt(index) !== part.charCodeAt(length)) length = lengths[length - 1] ?? 0
    if (part.charCodeAt(index) === part.charCodeAt(length)) length++
    lengths[index] = length
  }
  return lengths
}

/** The index of the first occurrence, in UTF-16 code units; -1 if there is none. */
export const indexOfText = (text: string, part: string): number => {
  if (part.length <= shortLength || part.length > text.length) return text.indexOf(part)
  const lengths = borders(part)
  for (let index = 0, length = 0; index < text.length; index++) {
    while (length > 0 && text.charCodeAt(index) !== part.charCodeAt(length)) length = lengths[length - 1] ?? 0
    if (text.charCodeAt(index) === part.charCodeAt(length)) length++
    if (length === part.length) return index - length + 1
  }
  return -1
}
