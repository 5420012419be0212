/** The format of GUIDs: Intune's ids, and the ids of tenants and requests. */

const pattern = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Whether the text is a GUID: any version and variant, upper or lower case, without braces. */
export const isGuid = (text: string): boolean => pattern.test(text)
