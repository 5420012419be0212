/**
 * What a service wants to see in a token beyond what the one had that it refused.
 *
 * Microsoft calls it a claims challenge: a 401 whose `WWW-Authenticate` has `error="insufficient_claims"` and the claims,
 * in base64, which go to the credential as they are.
 */
import { Option, Result } from "effect"
import { Base64Url } from "effect/encoding"

const parameter = (challenge: string, name: string) =>
  new RegExp(`\\b${name}="([^"]*)"`, "i").exec(challenge)?.[1]

/** The claims that the header asks for, as text; nothing where it asks for none, or they can't be read. */
export const claimsOf = (challenge: string | undefined): string | undefined => {
  if (challenge === undefined || parameter(challenge, "error") !== "insufficient_claims") return undefined
  const encoded = parameter(challenge, "claims") ?? ""
  // Both alphabets of base64 are met, with padding and without.
  const decoded = Base64Url.decodeString(encoded.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""))
  return Option.getOrUndefined(Option.filter(Result.getSuccess(decoded), (claims) => claims !== ""))
}
