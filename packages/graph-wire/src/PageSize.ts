/** The size of a list's pages. */

/** The largest `$top` that Graph supports: the number of connectors on one page. */
export const largestPage = 999
