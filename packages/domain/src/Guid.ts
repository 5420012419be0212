/** The format of GUIDs, which ids from Intune and from stores have, as well as tenants and requests. */

const pattern = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Whether the text is a GUID: any version and variant, upper or lower case, without braces. */
export const isGuid = (text: string): boolean => pattern.test(text)
