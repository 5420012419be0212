/**
 * Redirect URIs: which addresses may get a code, and which an application has.
 *
 * As in Entra, an application's redirect URIs are compared exactly, except for the port of `http` on a loopback address
 * (RFC 8252, 7.3). An application without registered ones may use any loopback address, because only this machine's programs
 * get what is sent there. Of all other addresses, the first one that a person approves is registered.
 */
import { isLoopback } from "@odj/graph-wire"
import { Result } from "effect"
import type { Application } from "../directory/Directory.ts"
import { BoundedMap } from "../memory/BoundedMap.ts"
import { redirectUriInvalid, redirectUriUnregistered } from "../oauth/AuthorizeFailures.ts"
import type { OAuthFailure } from "../oauth/OAuthFailure.ts"

/** The longest redirect URI, in characters, as in Entra. */
const maxLength = 256

/** How many applications can register a redirect URI by using it; the oldest registration is dropped for a new one. */
const maxFirstUses = 1_000

/** Printable ASCII without the characters that no URI has, and without a fragment. */
const form = /^[a-z][a-z0-9+.-]*:\/\/[!$-;=?-[\]_a-z~]+$/i

/** Schemes that are not a native app's: browsers load or run what they name. */
const browserSchemes: ReadonlySet<string> = new Set(
  [
    ...[
      "about",
      "blob",
      "chrome",
      "data",
      "file",
      "filesystem",
      "ftp",
      "intent",
      "javascript",
      "jar",
      "resource",
    ],
    ...["vbscript", "view-source", "ws", "wss"],
  ].map((scheme) => `${scheme}:`),
)

/** The parameters of a response. In a redirect URI, they could be confused with those of the response. */
const responseNames = ["code", "state", "error", "error_description", "iss", "session_state", "id_token"]

/** Whether a URI leads to a program on the machine of the browser, over http. */
export const isLocal = ({ protocol, hostname }: URL) => protocol === "http:" && isLoopback(hostname)

/** Whether a URI leads to a web page, and not to a native app. */
export const isWeb = ({ protocol }: URL): boolean => protocol === "https:" || protocol === "http:"

/** Whether a URI leads to a native app: one that listens on the machine of the browser, or has a scheme. */
export const isNative = (uri: string): boolean => {
  const url = URL.parse(uri)
  return url !== null && (isLocal(url) || !isWeb(url))
}

/** Reads an address to which a browser may be sent. */
export const readRedirectUri = (text: string): Result.Result<URL, OAuthFailure> => {
  const url = text.length <= maxLength && form.test(text) ? URL.parse(text) : null
  const isAllowed =
    url !== null &&
    url.username === "" &&
    url.password === "" &&
    (isLocal(url) || (url.protocol !== "http:" && !browserSchemes.has(url.protocol))) &&
    !responseNames.some((name) => url.searchParams.has(name))
  return isAllowed ? Result.succeed(url) : Result.fail(redirectUriInvalid)
}

const isMatch = (registered: string, given: string): boolean => {
  if (registered === given) return true
  const [one, other] = [URL.parse(registered), URL.parse(given)]
  if (one === null || other === null || !isLocal(one) || !isLocal(other)) return false
  return one.hostname === other.hostname && one.pathname === other.pathname && one.search === other.search
}

export type RedirectUris = ReturnType<typeof makeRedirectUris>

/** The redirect URIs of all applications. Their texts are valid. */
export const makeRedirectUris = () => {
  const firstUses = new BoundedMap<string, string>(maxFirstUses)

  const isRegistered = ({ appId, redirectUris }: Application, uri: string): boolean =>
    redirectUris?.some((registered) => isMatch(registered, uri)) ??
    (isLocal(new URL(uri)) || firstUses.get(appId) === uri)

  return {
    isRegistered,

    /** Whether a person may approve the use of an address: it is registered, or the application has none yet. */
    check: (application: Application, uri: string): Result.Result<void, OAuthFailure> =>
      isRegistered(application, uri) ||
      (application.redirectUris === undefined && !firstUses.has(application.appId))
        ? Result.void
        : Result.fail(redirectUriUnregistered(uri, application.appId)),

    /** Registers an address that a person has approved. */
    register: (application: Application, uri: string): void => {
      if (!isRegistered(application, uri)) firstUses.set(application.appId, uri)
    },
  }
}
