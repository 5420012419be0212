/**
 * Texts in the order of their code points, which is that of their UTF-8 bytes as well.
 *
 * JavaScript compares UTF-16 code units, and so puts U+FF21 behind an emoji; no database does.
 */

/** A code unit's rank: surrogates, which write the code points from U+10000 on, come after all others. */
const rank = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

/** Less than, equal to or greater than zero, as the first text comes before, is or comes after the second. */
export const compareText = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
