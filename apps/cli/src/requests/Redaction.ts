/**
 * Keeps tokens, secrets and cookies out of what is shown of requests and answers.
 *
 * What stands under a telling name is hidden, and so is every other occurrence of what a request bears to be known by:
 * a service may send it back wherever it likes. JSON is read for that, in texts within it as well; text that is no JSON,
 * or was cut, is searched for what looks like it.
 */
import { Option, Predicate } from "effect"
import type { Headers } from "effect/http"

const mask = "***"

const secretWords = "authorization|cookie|token|secret|password|assertion|api[-_]?key|signature"

const secretName = new RegExp(secretWords, "i")

// OData's `$skiptoken`, which is the place in a list, may be seen: no name with a `$` is meant.
const isSecretMember = (name: string) => secretName.test(name) && !name.includes("$")

/** A member of JSON, its quotes escaped as often as that is written into another text; its value may be cut off. */
const jsonMember = new RegExp(
  `((?<!\\\\)(\\\\*)"[^"$\\\\]*(?:${secretWords})[^"\\\\]*\\2"\\s*:\\s*)` +
    '(?:\\2".*?(?:(?<!\\\\)\\2"|$)|\\[[^\\]]*\\]?|\\{[^}]*\\}?|[\\w.+-]+)',
  "gis",
)

/** A field of a form or of an address; `sig` and `code` are secrets only where they are the whole name. */
const formField = new RegExp(
  `((?:(?:^|[?&#\\s])[^=&?#\\s$"]*(?:${secretWords})[^=&?#\\s"]*|(?:^|[?&#])(?:sig|code))=)[^&\\s"#]*`,
  "gi",
)

const bearer = /\b(Bearer|Basic)\s+[\w.~+/-]+=*/gi

/** A JSON Web Token, or what is left of one. */
const webToken = /\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g

const maskHeader = (name: string, value: string) =>
  /authorization/i.test(name) ? value.replace(/^(\w+\s)?.*$/s, `$1${mask}`) : mask

/** The headers, without what must not be shown. */
export const redactHeaders = (headers: Headers.Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secretName.test(name) ? maskHeader(name, value) : value,
    ]),
  )

/** Whether it is long enough to search for without masking ordinary words. */
export const isSearchable = (secret: string): boolean => secret.length >= 4

/** The values of cookies. Those that are set stand before their attributes, and behind a comma where there are several. */
const cookieValues = (name: string, value: string): ReadonlyArray<string> => {
  const pairs = name.startsWith("set-")
    ? value.split(/,(?=[^;,=]+=)/).map((cookie) => cookie.split(";", 1).join())
    : value.split(";")
  return pairs.map((pair) => pair.slice(pair.indexOf("=") + 1).trim())
}

/** What the headers hold that must not be shown: as it stands there, and the parts that mean something by themselves. */
export const secretsOf = (headers: Headers.Headers): ReadonlyArray<string> =>
  Object.entries(headers)
    .filter(([name]) => secretName.test(name))
    .flatMap(([name, value]) => {
      if (/cookie/i.test(name)) return cookieValues(name, value)
      const parts = value.split(/[\s;,]+/)
      // The first word says of which kind the others are.
      return parts.length > 1 ? [value, ...parts.slice(1)] : parts
    })
    .filter(isSearchable)

/** Text without the secrets, however they are written into it. */
export const maskSecrets = (text: string, secrets: Iterable<string>): string =>
  Array.from(secrets)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .toSorted((one, other) => other.length - one.length)
    .reduce((masked, secret) => masked.replaceAll(secret, mask), text)

/** JSON without what stands in it under telling names; as it was written where nothing does. Fails for other text. */
const redactJson = Option.liftThrowable((text: string, secrets: ReadonlyArray<string>): string => {
  let isChanged = false
  const redacted: unknown = JSON.parse(text, (name: string, value: unknown) => {
    const shown = isSecretMember(name) ? mask : Predicate.isString(value) ? redactText(value, secrets) : value
    isChanged ||= shown !== value
    return shown
  })
  return isChanged ? JSON.stringify(redacted) : text
})

/** Text without the secrets, and without what looks like one. */
export const redactText = (text: string, secrets: ReadonlyArray<string>): string =>
  maskSecrets(
    Option.getOrElse(redactJson(text, secrets), () => text),
    secrets,
  )
    .replace(jsonMember, `$1$2"${mask}$2"`)
    .replace(formField, `$1${mask}`)
    .replace(bearer, `$1 ${mask}`)
    .replace(webToken, mask)
