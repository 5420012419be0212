/** Percent-decodes texts that anyone may have written. */

/** The text as it is if it can't be decoded: a percent sign may mean itself. */
export const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
