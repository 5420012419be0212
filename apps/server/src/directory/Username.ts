/** The names with which people sign in, such as `ada@contoso.onmicrosoft.com`. */

/** The domain of a name, by which its tenant is known. */
export const domainOf = (username: string): string => username.slice(username.lastIndexOf("@") + 1)

/** Whether two names or ids are equal. Their case does not matter. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
