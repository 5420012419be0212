/** Masks passwords that someone typed in the wrong place, before the text is printed. */

/** The text without the users and passwords of the URLs in it. What may be part of one is masked as well. */
export const maskUsers = (text: string): string =>
  text.replace(/\/\/.*@/g, "//***@").replace(/([?&]password=)[^&\s"]*/gi, "$1***")
