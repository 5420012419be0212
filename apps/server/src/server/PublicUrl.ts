/** Reads the URL at which clients reach the server, which may be that of a proxy. */
import { isApiPath } from "../graph/Resource.ts"
import { isIssuerPath } from "../issuer/LocalIssuer.ts"
import { isControlPath } from "./HttpControl.ts"

const prefix = /^(?:\/[\w.~-]+)*$/

/** Whether the server itself uses paths below this one. Then it can't know whether a proxy has removed the path. */
const isTaken = (path: string) => isApiPath(path) || isIssuerPath(path) || isControlPath(path)

/** What a public URL has to be, as the end of a sentence. */
export const publicUrlForm =
  "must be an http or https URL without user, query and fragment, such as https://graph.example.com/prefix. Its path can't begin with /beta, which the server adds, or with a domain such as /contoso.com, which names a tenant"

/** The URL without a trailing slash, or `undefined` if it can't be a public URL. */
export const readPublicUrl = (text: string): string | undefined => {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  const path = url.pathname.replace(/\/$/, "")
  const isPlain = url.username + url.password + url.search + url.hash === "" && !/[?#]/.test(text)
  return isPlain && prefix.test(path) && !isTaken(path) ? url.origin + path : undefined
}
