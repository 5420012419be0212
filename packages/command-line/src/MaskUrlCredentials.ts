/** Masks the user names and passwords in the URLs of a text before it is printed: a password may be in the wrong argument. */

/**
 * The text without the user names and passwords of its URLs. Everything between `//` and the last `@` is masked, because any
 * of it may be part of a password.
 */
export const maskUrlCredentials = (text: string): string =>
  text.replace(/\/\/.*@/g, "//***@").replace(/([?&]password=)[^&\s"]*/gi, "$1***")
