/**
 * Keeps tokens, secrets and cookies out of what is shown of requests and answers.
 *
 * What stands under a telling name is hidden, and so is every other occurrence of what a request bears to be known by:
 * a service may send it back wherever it likes.
 */
import type { Headers } from "effect/http"

const mask = "***"

const secretWords = "authorization|cookie|token|secret|password|assertion|api[-_]?key|signature"

const secretName = new RegExp(secretWords, "i")

// OData's `$skiptoken`, which is the place in a list, may be seen: no name with a `$` is meant.
const jsonMember = new RegExp(`("[^"$]*(?:${secretWords})[^"]*"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"?`, "gi")

const formField = new RegExp(`((?:^|[?&\\s])[^=&?\\s$"]*(?:${secretWords})[^=&?\\s"]*=)[^&\\s"#]*`, "gi")

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

/** What the headers hold that must not be shown: as it stands there, and the parts that mean something by themselves. */
export const secretsOf = (headers: Headers.Headers): ReadonlyArray<string> =>
  Object.entries(headers)
    .filter(([name]) => secretName.test(name))
    .flatMap(([name, value]) => {
      const parts = value.split(/[\s;,]+/)
      if (/cookie/i.test(name)) return [value, ...parts.map((part) => part.slice(part.indexOf("=") + 1))]
      // The first word says of which kind the others are.
      return parts.length > 1 ? [value, ...parts.slice(1)] : parts
    })
    .filter((secret) => secret !== "")

/** Text without the secrets, and without what looks like one. */
export const redactText = (text: string, secrets: ReadonlyArray<string>): string =>
  secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .toSorted((one, other) => other.length - one.length)
    .reduce((redacted, secret) => redacted.replaceAll(secret, mask), text)
    .replace(jsonMember, `$1"${mask}"`)
    .replace(formField, `$1${mask}`)
    .replace(bearer, `$1 ${mask}`)
    .replace(webToken, mask)
