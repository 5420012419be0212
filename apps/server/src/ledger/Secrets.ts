/**
 * Removes secrets from what the ledger shows, and decodes tokens.
 *
 * | a secret in | becomes |
 * |---|---|
 * | `Authorization` | its scheme; a bearer token is decoded into `token` |
 * | `Cookie`, and other headers with the name of a secret | `[removed]` |
 * | a parameter of a form | `[removed]`, or a decoded token; only known harmless parameters keep their values |
 * | a property of JSON with the name of a secret | `[removed]`, or a decoded token |
 * | the code in the `message` of a device code's response | `[removed]` instead of the message |
 * | a parameter in the query, or in any URL in a header or a body, also `code`, `state` and `nonce` | `[removed]` |
 * | the user and the password of any URL | `[removed]` |
 * | a property in text that is almost JSON | `[removed]` |
 * | a token anywhere else | `[removed]` |
 */
import { decodeJwt, decodeProtectedHeader } from "jose"
import type { RecordedToken } from "./RecordedRequest.ts"

export const removed = "[removed]"

/** The ends of names of secrets, without hyphens and underscores. `code` is not one: errors have codes. */
const secretName =
  /(?:authorization|authentication|cookie|password|passphrase|pass|passwd|pwd|secret|credentials?|assertion|(?<!skip)token(?:hint)?|jwt|dpop|session(?:id)?|(?<!idempotency)key|(?:device|user|auth|authorization)code|codeverifier|signature|^x?auth|^sig)$/i

const isSecret = (name: string): boolean => secretName.test(name.replace(/[-_]/g, ""))

const decodeName = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** In a URL, the `code` is that of a sign-in, and `state` and `nonce` protect one. */
const isSecretParameter = (name: string, before: string) =>
  name === "code" || isSecret(name) || (/[?&#]/.test(before) && (name === "state" || name === "nonce"))

/** A JWS or a JWE. Their first part is JSON that begins with `{"` or `{ `. */
const token = /(?<![\w-])ey[JA][\w-]*\.[\w-]*\.[\w-]*(?:\.[\w-]*){0,2}/g

/** Of a URL. */
const user = /(:\/\/)[^\s/?#@"]*@/g

const parameter = /(^|[?&#\s])([^=&?#\s"]+)=([^&#\s"]*)/g

/** The query of a URL, without the `?`. */
export const cleanQuery = (query: string): string => cleanText(`?${query}`).slice(1)

const property = /(?<!\\)"((?:[^"\\]|\\.)+)"(\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s",[\]{}]+)/g

/** A text without its tokens, the users of its URLs and the values of its secret parameters and properties. */
export const cleanText = (text: string): string =>
  text
    .replace(token, removed)
    .replace(user, `$1${removed}@`)
    .replace(parameter, (all, before, name) =>
      isSecretParameter(decodeName(name), before) ? `${before}${name}=${removed}` : all,
    )
    .replace(property, (all, name, colon) => (isSecret(name) ? `"${name}"${colon}"${removed}"` : all))

/** Decodes a token; `undefined` if it is none. */
export const decodeToken = (text: string): RecordedToken | undefined => {
  try {
    return { header: cleanJson(decodeProtectedHeader(text)), claims: cleanJson(decodeJwt(text)) }
  } catch {
    return undefined
  }
}

const cleanSecret = (value: unknown): unknown =>
  (typeof value === "string" ? decodeToken(value) : undefined) ?? removed

/** Shorter values would be found in any text. */
const minSecret = 6

/** A copy of a JSON value without secrets. */
export const cleanJson = (value: unknown): unknown => {
  if (typeof value === "string") return cleanText(value)
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(cleanJson)
  const entries = Object.entries(value)
  const secrets = entries.flatMap(([name, value]) =>
    typeof value === "string" && value.length >= minSecret && isSecret(name) ? [value] : [],
  )
  const cleanProperty = (name: string, value: unknown) => {
    if (isSecret(name)) return cleanSecret(value)
    const isRepeated = typeof value === "string" && secrets.some((secret) => value.includes(secret))
    return isRepeated ? removed : cleanJson(value)
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, cleanProperty(name, value)]))
}

/** The parameters of OAuth 2.0 that are no secrets. */
const harmless: ReadonlySet<string> = new Set([
  "grant_type",
  "client_id",
  "scope",
  "resource",
  "audience",
  "client_assertion_type",
  "requested_token_use",
  "tenant",
  "decision",
  "person",
  "username",
  "response_type",
  "response_mode",
  "redirect_uri",
  "post_logout_redirect_uri",
  "code_challenge_method",
  "prompt",
  "login_hint",
  "domain_hint",
])

/** The parameters of a form; a repeated one has an array. */
export const cleanForm = (text: string): unknown => {
  const form = new URLSearchParams(text)
  const shown = (name: string) => {
    const values = form
      .getAll(name)
      .map((value) => (harmless.has(name) ? cleanText(value) : cleanSecret(value)))
    return values.length === 1 ? values[0] : values
  }
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, shown(name)]))
}

const scheme = /^(?:Bearer|Basic)(?= )/i

const cleanHeader = (name: string, value: string): string => {
  if (name === "authorization") return [...(scheme.exec(value) ?? []), removed].join(" ")
  return isSecret(name) ? removed : cleanText(value)
}

/** By lower-case names. */
export const cleanHeaders = (
  headers: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), cleanHeader(name.toLowerCase(), value)]],
    ),
  )

/** The token in `Authorization`. */
export const bearerToken = (authorization: string | undefined): RecordedToken | undefined =>
  decodeToken(/^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "")
