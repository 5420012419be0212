/** Keeps the texts of a service's error short enough to be read: a response may be megabytes long. */

/** In UTF-16 code units. */
const maxLength = 2_000

/** The text, cut after 2,000 characters. */
export const shortened = (text: string): string =>
  text.length <= maxLength ? text : `${text.slice(0, maxLength).toWellFormed()}…`
