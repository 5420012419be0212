/** The paths of the console: the server's address, and what its page loads. */

/** Whether a path is one of these. */
export const isConsolePath = (path: string): boolean => path === "/" || path.startsWith("/console/")
