/** Numbers in texts. */

/** Such as `2,000`. */
export const numberText = (count: number): string => count.toLocaleString("en-US")

/** Such as `1 connector` or `2,000 connectors`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${numberText(count)} ${count === 1 ? noun : plural}`
