/**
 * What a 401 asks for in `WWW-Authenticate`: Microsoft's claims challenges, and the errors of RFC 6750.
 *
 * A claims challenge has `error="insufficient_claims"` and the claims in base64 that the service requires and the refused
 * token lacks. They are passed to the credential as they are.
 */
import { claimsText } from "@odj/graph-wire"
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

/** The error in the header, and a description of the claims that it requires. */
export const challengeOf = (
  challenge: string | undefined,
): { readonly code?: string; readonly message?: string; readonly claims?: string } => {
  if (challenge === undefined) return {}
  const code = parameter(challenge, "error")
  const message = parameter(challenge, "error_description")
  const claims = claimsOf(challenge)
  return { ...(code && { code }), ...(message && { message }), ...(claims && { claims: claimsText(claims) }) }
}
