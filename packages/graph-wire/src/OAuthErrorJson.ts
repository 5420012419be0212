/** Failures in OAuth's JSON, with which Entra and gateways respond: `{"error", "error_description"}` (RFC 6749, 5.2). */
import { Option, Predicate } from "effect"
import { shortened } from "./MessageLength.ts"

/** A failure, whose texts are cut after 2,000 characters, with Entra's own code if it has one, such as `AADSTS50076`. */
export interface OAuthError {
  readonly code: string
  readonly message: string
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The value or values that a claim must have, as ` = c1` or ` = c1 or c2`; empty if any value will do. */
const requiredValue = (request: unknown): string => {
  if (!Predicate.isObject(request)) return ""
  const { value, values } = request
  const allowed = (Array.isArray(values) ? values : [value]).filter((value) => value !== undefined)
  return allowed.length === 0 ? "" : ` = ${allowed.join(" or ")}`
}

/**
 * Describes the claims that a token needs, from the JSON of a claims challenge (OpenID Connect Core, 5.5). Any other text
 * is returned as it is.
 *
 * @example
 * ```ts
 * import { claimsText } from "@odj/graph-wire"
 *
 * console.log(claimsText('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}')) // => acrs = c1
 * ```
 */
export const claimsText = (claims: string): string => {
  const json = Option.getOrUndefined(parse(claims))
  const tokens = Predicate.isObject(json) ? Object.values(json).filter(Predicate.isObject) : []
  const required = tokens.flatMap((token) =>
    Object.entries(token).map(([name, request]) => name + requiredValue(request)),
  )
  return required.length === 0 ? claims : required.join(", ")
}

/** The errors of OAuth that say more than Entra's code: how a sign-in with a device code ended (RFC 8628, 3.5). */
const specific: ReadonlySet<string> = new Set(["access_denied", "authorization_declined", "expired_token"])

/** Entra puts its own code before its message. */
const withEntraCode = (code: string, description: string): OAuthError => {
  const [, entraCode, message] = /^(AADSTS\d+): (.+)$/s.exec(description) ?? []
  return entraCode === undefined || message === undefined || specific.has(code)
    ? { code, message: description }
    : { code: entraCode, message }
}

/** Reads an error of OAuth, with Entra's suberror and required claims at the end of its message; otherwise `undefined`. */
export const decodeOAuthError = (json: unknown): OAuthError | undefined => {
  if (!Predicate.isObject(json)) return undefined
  const { error, error_description: description, suberror, claims } = json
  if (!Predicate.isString(error) || !Predicate.isString(description) || description === "") return undefined
  const details = [
    ...(Predicate.isString(suberror) && suberror !== "" ? [suberror] : []),
    ...(Predicate.isString(claims) && claims !== "" ? [`required claims: ${claimsText(claims)}`] : []),
  ]
  const { code, message } = withEntraCode(error, description.trim().replaceAll(/\s+/g, " "))
  return {
    code: shortened(code),
    message: shortened(details.length === 0 ? message : `${message} (${details.join("; ")})`),
  }
}
