/** A token as it can be shown: its header and its claims, without its signature. */

interface DecodedToken {
  readonly header: unknown
  readonly claims: Readonly<Record<string, unknown>>
}

const part = (text: string): unknown => {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  )
  return JSON.parse(new TextDecoder().decode(bytes))
}

/** Decodes a JSON Web Token, without any check. Any other text is `undefined`: a token can be opaque. */
export const decodedToken = (token: string): DecodedToken | undefined => {
  const [header, claims, signature] = token.split(".")
  if (header === undefined || claims === undefined || signature === undefined) return undefined
  try {
    return { header: part(header), claims: part(claims) as DecodedToken["claims"] }
  } catch {
    return undefined
  }
}
