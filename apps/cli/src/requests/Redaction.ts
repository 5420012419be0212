/**
 * Masks tokens, secrets and cookies in logged requests and responses.
 *
 * A value with a secret name is masked, and so is every other occurrence of the request's own secrets, since a service
 * may repeat them anywhere. JSON is parsed for that, including JSON within its texts. Other text, or truncated JSON, is
 * searched with patterns.
 */
import { Option, Predicate } from "effect"
import type { Headers } from "effect/http"

const mask = "***"

const secretWords = "authorization|cookie|token|secret|password|assertion|api[-_]?key|signature"

const secretName = new RegExp(secretWords, "i")

// A name with a `$` is not secret: OData's `$skiptoken` is a page token.
const isSecretMember = (name: string) => secretName.test(name) && !name.includes("$")

/** A JSON member with a secret name. Its quotes may be escaped, at any depth, and its value may be truncated. */
const jsonMember = new RegExp(
  `((?<!\\\\)(\\\\*)"[^"$\\\\]*(?:${secretWords})[^"\\\\]*\\2"\\s*:\\s*)` +
    '(?:\\2".*?(?:(?<!\\\\)\\2"|$)|\\[[^\\]]*\\]?|\\{[^}]*\\}?|[\\w.+-]+)',
  "gis",
)

/** A field of a form or of a URL. `sig` and `code` are secrets only as whole names. */
const formField = new RegExp(
  `((?:(?:^|[?&#\\s])[^=&?#\\s$"]*(?:${secretWords})[^=&?#\\s"]*|(?:^|[?&#])(?:sig|code))=)[^&\\s"#]*`,
  "gi",
)

const bearer = /\b(Bearer|Basic)\s+[\w.~+/-]+=*/gi

/** A JSON Web Token, possibly truncated. */
const webToken = /\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g

const maskHeader = (name: string, value: string) =>
  /authorization/i.test(name) ? value.replace(/^(\w+\s)?.*$/s, `$1${mask}`) : mask

/** The headers without secrets. */
export const redactHeaders = (headers: Headers.Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secretName.test(name) ? maskHeader(name, value) : value,
    ]),
  )

/** Long enough to search for without masking ordinary words. */
export const isSearchable = (secret: string): boolean => secret.length >= 4

/** The values of cookies. In `Set-Cookie` a comma separates cookies, and a semicolon starts the attributes. */
const cookieValues = (name: string, value: string): ReadonlyArray<string> => {
  const pairs = name.startsWith("set-")
    ? value.split(/,(?=[^;,=]+=)/).map((cookie) => cookie.split(";", 1).join())
    : value.split(";")
  return pairs.map((pair) => pair.slice(pair.indexOf("=") + 1).trim())
}

/** The secrets in headers: each whole value, and its parts. */
export const secretsOf = (headers: Headers.Headers): ReadonlyArray<string> =>
  Object.entries(headers)
    .filter(([name]) => secretName.test(name))
    .flatMap(([name, value]) => {
      if (/cookie/i.test(name)) return cookieValues(name, value)
      const parts = value.split(/[\s;,]+/)
      // The first word is the scheme, such as `Bearer`.
      return parts.length > 1 ? [value, ...parts.slice(1)] : parts
    })
    .filter(isSearchable)

/** Masks all JSON Web Tokens, and fields of a form or a URL that have a secret name. */
export const maskPatterns = (text: string): string =>
  text.replace(formField, `$1${mask}`).replace(webToken, mask)

/** Masks the secrets, also where they are encoded in a URL or in JSON. */
export const maskSecrets = (text: string, secrets: Iterable<string>): string =>
  Array.from(secrets)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .toSorted((one, other) => other.length - one.length)
    .reduce((masked, secret) => masked.replaceAll(secret, mask), text)

/** Masks secret members of JSON; returns the text unchanged if there are none. `None` for other text. */
const redactJson = Option.liftThrowable((text: string, secrets: ReadonlyArray<string>): string => {
  let isChanged = false
  const redacted: unknown = JSON.parse(text, (name: string, value: unknown) => {
    const shown = isSecretMember(name) ? mask : Predicate.isString(value) ? redactText(value, secrets) : value
    isChanged ||= shown !== value
    return shown
  })
  return isChanged ? JSON.stringify(redacted) : text
})

/** Masks the secrets, and everything that looks like one. */
export const redactText = (text: string, secrets: ReadonlyArray<string>): string =>
  maskPatterns(
    maskSecrets(
      Option.getOrElse(redactJson(text, secrets), () => text),
      secrets,
    )
      .replace(jsonMember, `$1$2"${mask}$2"`)
      .replace(bearer, `$1 ${mask}`),
  )
