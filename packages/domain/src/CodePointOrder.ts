/**
 * Compares texts by their code points. Their UTF-8 bytes have the same order.
 *
 * JavaScript compares UTF-16 code units instead, and so puts an emoji before U+FF21. Databases do not.
 */

/** The rank of a code unit: surrogates, which encode the code points from U+10000 on, come after all others. */
const rank = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

/** Less than zero if the first text comes before the second, zero if they are equal, greater than zero otherwise. */
export const compareText = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
