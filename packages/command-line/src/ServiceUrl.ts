/** The service URLs that flags give. */
import { cloudAt, clouds, collectionPath } from "@odj/graph-wire"
import { Result } from "effect"
import { UsageInvalid } from "./UsageInvalid.ts"

const isPlain = ({ protocol, username, password, search, hash }: URL) =>
  (protocol === "http:" || protocol === "https:") && username + password + search + hash === ""

/** Reads the URL that a flag gives. The failure does not repeat it, since it may contain a password. */
export const parseUrl = (flag: string, text: string): Result.Result<URL, UsageInvalid> => {
  const url = URL.parse(text)
  return url !== null && isPlain(url)
    ? Result.succeed(url)
    : Result.fail(
        UsageInvalid.of(flag, "Must be an http:// or https:// URL without user, query and fragment"),
      )
}

/** The path of the connectors, or of one of them, at the end of a path. */
const toConnectors = new RegExp(`^(.*?)/${collectionPath}(?:/[^/]*)?/?$`, "i")

/** What is wrong with the URL of an API version. An address of the connectors themselves is often pasted in its place. */
const problemOf = (url: URL): string | undefined => {
  const root = toConnectors.exec(url.pathname)?.[1]
  if (root !== undefined)
    return `The URL must end in the version of the API: use ${url.origin}${root}, without /${collectionPath}`
  const cloud = cloudAt(url)
  return cloud !== undefined && /^\/v1\.0\/?$/i.test(url.pathname)
    ? `Only the beta version of Graph has connectors: use ${clouds[cloud].baseUrl.href}`
    : undefined
}

/** Reads the URL of an API version that a flag gives. */
export const parseServiceUrl = (flag: string, text: string): Result.Result<URL, UsageInvalid> =>
  Result.flatMap(parseUrl(flag, text), (url) => {
    const problem = problemOf(url)
    return problem === undefined ? Result.succeed(url) : Result.fail(UsageInvalid.of(flag, problem))
  })
