/** How large the pages of a list are. */

/** How many connectors a client asks Graph for at once, by `$top`: as many as it gives in one page. */
export const largestPage = 999
