/** The server's address with the prefix of its paths, with a trailing slash. The script is in a folder below it. */
export const base = new URL("../", import.meta.url)
