/** Sends the response to a request to sign a person in, in the mode that the application chose. */
import type { HttpResponse } from "../http/HttpMessage.ts"
import type { Destination } from "./AuthorizeRequest.ts"
import { formPostPage } from "./SignInPage.ts"

/** The redirect to an address, which has parameters that no cache and no other site may see. */
export const redirectTo = (address: string): HttpResponse => ({
  status: 302,
  headers: { Location: address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" },
  body: "",
})

/** The address with parameters in its query. */
export const withQuery = ({ href }: URL, parameters: URLSearchParams): string =>
  `${href}${href.includes("?") ? "&" : "?"}${parameters}`

/** Sends parameters to the redirect URI. Those that are undefined are left out. */
export const sendResponse = (
  { url, mode, state }: Destination,
  given: Readonly<Record<string, string | undefined>>,
): HttpResponse => {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...given, state }))
    if (value !== undefined) parameters.set(name, value)
  if (mode === "form_post") return formPostPage(url.href, parameters)
  return redirectTo(mode === "query" ? withQuery(url, parameters) : `${url.href}#${parameters}`)
}
