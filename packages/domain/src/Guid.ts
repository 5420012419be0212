/** What a GUID looks like: the ids that Intune and stores make, tenants, requests. */

const pattern = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Whether the text is a GUID, of any version and variant, in either case and without braces. */
export const isGuid = (text: string): boolean => pattern.test(text)
