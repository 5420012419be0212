/**
 * Claims challenges, as Microsoft calls them: the claims that a service requires and the refused token lacks.
 *
 * A challenge is a 401 whose `WWW-Authenticate` has `error="insufficient_claims"` and the claims in base64. They are
 * passed to the credential as they are.
 */
import { Option, Result } from "effect"
import { Base64Url } from "effect/encoding"

const parameter = (challenge: string, name: string) =>
  new RegExp(`\\b${name}="([^"]*)"`, "i").exec(challenge)?.[1]

/** The claims that the header requires, as text; `undefined` if there are none or they can't be decoded. */
export const claimsOf = (challenge: string | undefined): string | undefined => {
  if (challenge === undefined || parameter(challenge, "error") !== "insufficient_claims") return undefined
  const encoded = parameter(challenge, "claims") ?? ""
  // Services use both alphabets of base64, with padding and without.
  const decoded = Base64Url.decodeString(encoded.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""))
  return Option.getOrUndefined(Option.filter(Result.getSuccess(decoded), (claims) => claims !== ""))
}
