/** Keeps passwords to itself that someone has typed where no address is expected. */

/** Text without the users and passwords of the addresses in it: what may be a part of one is left out as well. */
export const maskUsers = (text: string): string =>
  text.replace(/\/\/.*@/g, "//***@").replace(/([?&]password=)[^&\s"]*/gi, "$1***")
