/** The service URLs that flags give. */
import { UsageInvalid } from "@odj/command-line"
import { cloudAt, clouds, collectionPath } from "@odj/graph-wire"
import { Effect, Schema } from "effect"

const Url = Schema.URLFromString.check(
  Schema.makeFilter(({ protocol }) => protocol === "http:" || protocol === "https:"),
  Schema.makeFilter(({ username, password, search, hash }) => username + password + search + hash === ""),
)

/** Reads the URL that a flag gives. The failure does not repeat it, since it may contain a password. */
export const parseUrl = (flag: string, url: string) =>
  Effect.mapError(Schema.decodeEffect(Url)(url), () =>
    UsageInvalid.of(flag, "Must be an http:// or https:// URL without user, query and fragment"),
  )

/** The path of the connectors, or of one of them, at the end of a path. */
const toConnectors = new RegExp(`^(.*?)/${collectionPath}(?:/[^/]*)?/?$`, "i")

/** Reads the URL of an API version in `--url`. An address of the connectors themselves is often pasted in its place. */
export const parseServiceUrl = Effect.fnUntraced(function* (text: string) {
  const url = yield* parseUrl("--url", text)
  const root = toConnectors.exec(url.pathname)?.[1]
  if (root !== undefined) {
    return yield* UsageInvalid.of(
      "--url",
      `The URL must end in the version of the API: use ${url.origin}${root}, without /${collectionPath}`,
    )
  }
  const cloud = cloudAt(url)
  if (cloud !== undefined && /^\/v1\.0\/?$/i.test(url.pathname)) {
    return yield* UsageInvalid.of(
      "--url",
      `Only the beta version of Graph has connectors: use ${clouds[cloud].baseUrl.href}`,
    )
  }
  return url
})
