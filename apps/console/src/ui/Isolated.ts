/** Puts texts of users into sentences. */

/** Other marks of isolation, and separators of paragraphs, which some controls are: what follows would not be isolated. */
const end = /[\u2066-\u2069\u2029\p{Cc}]/gu

/** The text, so that one from right to left, or with characters that turn texts around, does not change what is around it. */
export const isolated = (text: string): string => `\u2068${text.replaceAll(end, " ")}\u2069`
