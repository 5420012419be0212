/** Puts texts of users into sentences. */

/** The text, so that one from right to left, or with characters that turn texts around, does not change what is around it. */
export const isolated = (text: string): string => `\u2068${text}\u2069`
