/**
 * The end-session endpoint (OpenID Connect RP-Initiated Logout): ends the browser's session, and returns to the application.
 *
 * It leads only to a loopback address, or to a registered redirect URI of an application that the session was for. Otherwise it
 * ends on a page. As in Entra, hints are not needed: a browser has one session.
 */
import { Effect, Result } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { readForm, readParameters } from "../oauth/OAuthForm.ts"
import { redirectTo, withQuery } from "./AuthorizeResponse.ts"
import type { BrowserRequest } from "./BrowserRequest.ts"
import { isLocal, type RedirectUris, readRedirectUri } from "./RedirectUris.ts"
import { refuseWithPage } from "./RefuseWithPage.ts"
import { cookieAt, withCookie } from "./SessionCookie.ts"
import type { Session, Sessions } from "./Sessions.ts"
import { signedOutPage } from "./SignInPage.ts"

export const makeLogoutEndpoint = ({
  redirectUris,
  sessions,
}: {
  readonly redirectUris: RedirectUris
  readonly sessions: Sessions
}) => {
  const next = (uri: string, state: string | undefined, ended: Session | undefined): HttpResponse => {
    const url = Result.getOrElse(readRedirectUri(uri), () => undefined)
    const applications = [...(ended?.applications.values() ?? [])]
    const isAllowed =
      url !== undefined &&
      (isLocal(url) || applications.some((application) => redirectUris.isRegistered(application, uri)))
    if (!isAllowed) return signedOutPage()
    return redirectTo(state ? withQuery(url, new URLSearchParams({ state })) : url.href)
  }

  return Effect.fnUntraced(function* ({ request, target }: BrowserRequest) {
    const read = request.method === "POST" ? readForm(request) : readParameters(target.query)
    if (Result.isFailure(read)) return yield* refuseWithPage(read.failure, request)
    const cookie = cookieAt(target.origin)
    const ended = sessions.end(cookie.read(request))
    const parameters = read.success
    const response = next(parameters.get("post_logout_redirect_uri") ?? "", parameters.get("state"), ended)
    return withCookie(response, cookie.cleared)
  })
}
