/**
 * The authorization endpoint: signs a person in, and sends an authorization code to the application (RFC 6749, 4.1; OpenID
 * Connect Core, 3.1).
 *
 * A request whose application or redirect URI is not valid gets a page, never a redirect. The same holds for every failure
 * while its redirect URI is not registered: a link to this server must not lead to any other site before a person approves it.
 */
import { graphResource } from "@odj/graph-wire"
import { Clock, Effect, Result } from "effect"
import type { Directory, Person } from "../directory/Directory.ts"
import { findPerson } from "../directory/FindPerson.ts"
import { isSameName } from "../directory/Username.ts"
import { isSharedTenant } from "../entra/Entra.ts"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { accessDenied, authorizeError, loginRequired, sessionMissing } from "../oauth/AuthorizeFailures.ts"
import { consentRequired } from "../oauth/GrantFailures.ts"
import { bodyTooLarge, describeFailure, type OAuthFailure } from "../oauth/OAuthFailure.ts"
import { formText, type OAuthForm, readForm } from "../oauth/OAuthForm.ts"
import type { AuthorizationCodes } from "./AuthorizationCodes.ts"
import {
  type AuthorizeRequest,
  type Destination,
  readAuthorizeParameters,
  readAuthorizeRequest,
  readDestination,
} from "./AuthorizeRequest.ts"
import { redirectTo, sendResponse } from "./AuthorizeResponse.ts"
import type { BrowserRequest } from "./BrowserRequest.ts"
import { approve, isApproved } from "./Consent.ts"
import { chosenUsername } from "./PersonFields.ts"
import type { RedirectUris } from "./RedirectUris.ts"
import { refuseWithPage } from "./RefuseWithPage.ts"
import { cookieAt, withCookie } from "./SessionCookie.ts"
import type { Session, Sessions } from "./Sessions.ts"
import { signInPage } from "./SignInPage.ts"

export interface SignInOptions {
  readonly directory: Directory
  readonly codes: AuthorizationCodes
  readonly redirectUris: RedirectUris
  readonly sessions: Sessions
  /** Whether each request is approved without its page, for the hinted person or the first one. */
  readonly autoApprove: boolean
  /** The `iss` of a tenant's tokens. */
  readonly issuerName: (origin: string, tenant: string) => string
}

/** The longest query, in characters; also of a request that is posted. */
const maxQuery = 8_192

/** A valid request: the destination of its response, what it requests, its time and its cookie. */
interface Valid {
  readonly received: BrowserRequest
  readonly destination: Destination
  readonly request: AuthorizeRequest
  readonly now: number
  readonly cookie: string | undefined
}

export const makeAuthorizeEndpoint = ({
  directory,
  codes,
  redirectUris,
  sessions,
  autoApprove,
  issuerName,
}: SignInOptions) => {
  /** Names the issuer (RFC 9207), except at an endpoint of all tenants: its metadata has a template instead of a name. */
  const issuerOf = ({ target, tenantName, tenant }: BrowserRequest) =>
    isSharedTenant(tenantName) ? undefined : issuerName(target.origin, tenant)

  const reject = Effect.fnUntraced(function* (
    received: BrowserRequest,
    destination: Destination,
    failure: OAuthFailure,
  ) {
    const description = yield* describeFailure(failure, received.request.headers["client-request-id"])
    const { error_description, error_uri } = description
    return sendResponse(destination, {
      error: authorizeError(failure),
      error_description,
      error_uri,
      iss: issuerOf(received),
    })
  })

  /** Sends a failure to the application only if its redirect URI is registered. */
  const rejectIfRegistered = (received: BrowserRequest, destination: Destination, failure: OAuthFailure) =>
    redirectUris.isRegistered(destination.application, destination.redirectUri)
      ? reject(received, destination, failure)
      : refuseWithPage(failure, received.request)

  /** The person with a name. At an endpoint of all tenants, the domain of the name decides on the tenant. */
  const find = ({ tenantName, tenant }: BrowserRequest, username: string) =>
    findPerson(directory, isSharedTenant(tenantName) ? undefined : tenant, username)

  /** The people to choose from: those of the tenant or of the hinted domain, or else all. */
  const peopleFor = ({ tenantName, tenant }: BrowserRequest, { domainHint = "" }: AuthorizeRequest) => {
    if (!isSharedTenant(tenantName)) return directory.people(tenant)
    const hinted = domainHint.includes(".") ? directory.tenantOf(domainHint) : undefined
    return directory.people(hinted && Result.getOrUndefined(hinted))
  }

  /** Sends a code to the application, for the person of a session. */
  const issue = Effect.fnUntraced(function* (
    { received, destination, request, now }: Valid,
    session: Session,
  ) {
    const { person, id, signedInAt } = session
    const { application, redirectUri } = destination
    const { appId } = application
    const { tenant } = person
    const { scope, scopes, nonce, challenge } = request
    const { resource, permissions, openId } = scopes
    const granted =
      resource === graphResource
        ? directory.delegated({ tenant, appId }, person, permissions)
        : Result.succeed(permissions)
    if (Result.isFailure(granted)) return yield* reject(received, destination, granted.failure)
    redirectUris.register(application, redirectUri)
    approve(session, application, scopes)
    const signIn = { tenant, appId, person, scope, signedInAt, session: id, nonce }
    const code = codes.issue(
      { ...signIn, scopes: [...granted.success, ...openId], redirectUri, challenge },
      now,
    )
    return sendResponse(destination, {
      code,
      session_state: id,
      iss: issuerOf(received),
    })
  })

  /** Signs a person in and sends a code. A session of the same person continues, unless the person has to sign in again. */
  const signIn = Effect.fnUntraced(function* (valid: Valid, person: Person) {
    const { received, request, now, cookie } = valid
    const current = sessions.of(cookie, now)
    const isCurrent =
      current?.person.tenant === person.tenant && current.person.id === person.id && !isTooOld(valid, current)
    if (current !== undefined && isCurrent && !request.prompts.has("login"))
      return yield* issue(valid, current)
    const begun = sessions.begin(cookie, person, now)
    const { set } = cookieAt(received.target.origin)
    return withCookie(yield* issue(valid, begun.session), set(begun.cookie))
  })

  const isTooOld = ({ request: { maxAge }, now }: Valid, { signedInAt }: Session) =>
    maxAge !== undefined && now - signedInAt > maxAge

  /** Why a session does not suffice for a request; `undefined` if it does. */
  const insufficiency = (valid: Valid, session: Session | undefined): OAuthFailure | undefined => {
    const { received, destination, request } = valid
    if (session === undefined || isTooOld(valid, session)) return loginRequired
    if (!isSharedTenant(received.tenantName) && session.person.tenant !== received.tenant)
      return loginRequired
    const { loginHint, sid } = request
    if (loginHint !== undefined && !isSameName(loginHint, session.person.username)) return sessionMissing
    if (sid !== undefined && sid !== session.id) return sessionMissing
    const { application, redirectUri } = destination
    const isGranted =
      autoApprove ||
      (redirectUris.isRegistered(application, redirectUri) &&
        isApproved(session, application, request.scopes, directory))
    return isGranted ? undefined : consentRequired(application.appId, application.displayName)
  }

  const show = (valid: Valid, chosen: string | undefined, problem?: string): HttpResponse => {
    const { received, destination, request, now, cookie } = valid
    const browser = sessions.browser(cookie)
    const page = signInPage({
      destination,
      request,
      tenant: isSharedTenant(received.tenantName) ? undefined : received.tenant,
      people: peopleFor(received, request),
      username: chosen,
      token: sessions.pageToken(browser, `${received.target.path}?${received.target.query}`, now),
      problem,
    })
    return browser === cookie ? page : withCookie(page, cookieAt(received.target.origin).set(browser))
  }

  const ask = Effect.fnUntraced(function* (valid: Valid) {
    const { received, destination, request, now, cookie } = valid
    const session = sessions.of(cookie, now)
    const failure = insufficiency(valid, session)
    const isForced = ["login", "select_account", "create"].some((name) =>
      (request.prompts as ReadonlySet<string>).has(name),
    )
    const isSilent = !isForced && (!request.prompts.has("consent") || autoApprove)
    if (session !== undefined && failure === undefined && isSilent) return yield* issue(valid, session)
    if (request.prompts.has("none"))
      return yield* rejectIfRegistered(received, destination, failure ?? loginRequired)
    if (!autoApprove) return show(valid, request.loginHint ?? session?.person.username)
    const [first] = peopleFor(received, request)
    const found = find(received, request.loginHint ?? first?.username ?? "")
    return Result.isSuccess(found)
      ? yield* signIn(valid, found.success)
      : yield* rejectIfRegistered(received, destination, found.failure)
  })

  const decide = Effect.fnUntraced(function* (valid: Valid, form: OAuthForm) {
    const { received, destination, now, cookie } = valid
    const { path, query } = received.target
    // A form of another site is posted without the session's cookie, so a new cookie would replace the session.
    if (cookie === undefined) return redirectTo(`?${query}`)
    const username = chosenUsername(form)
    if (!sessions.isPageToken(form.get("token") ?? "", cookie, `${path}?${query}`, now))
      return show(valid, username, "This page was out of date. Decide again.")
    if (form.get("decision") !== "approved") return yield* reject(received, destination, accessDenied)
    if (username === undefined) return show(valid, undefined, "Choose who signs in.")
    const found = find(received, username)
    return Result.isSuccess(found)
      ? yield* signIn(valid, found.success)
      : show(valid, username, found.failure.sentence)
  })

  /** Applies a decision, or else responds to a request. */
  const respond = Effect.fnUntraced(function* (received: BrowserRequest, decision: OAuthForm | undefined) {
    const { target, tenant } = received
    const read = Result.flatMap(readAuthorizeParameters(received), (parameters) =>
      Result.map(readDestination(parameters, tenant, directory, redirectUris), (destination) => ({
        destination,
        request: readAuthorizeRequest(parameters, destination, tenant),
      })),
    )
    if (Result.isFailure(read)) return yield* refuseWithPage(read.failure, received.request)
    const { destination, request } = read.success
    if (Result.isFailure(request)) return yield* rejectIfRegistered(received, destination, request.failure)
    const now = yield* Clock.currentTimeMillis
    const cookie = cookieAt(target.origin).read(received.request)
    const valid: Valid = { received, destination, request: request.success, now, cookie }
    return yield* decision === undefined ? ask(valid) : decide(valid, decision)
  })

  return Effect.fnUntraced(function* (received: BrowserRequest) {
    const { request, target } = received
    if (target.query.length > maxQuery) return yield* refuseWithPage(bodyTooLarge, request)
    if (request.method !== "POST") return yield* respond(received, undefined)
    const form = readForm(request)
    if (Result.isFailure(form)) return yield* refuseWithPage(form.failure, request)
    if (form.success.has("decision")) return yield* respond(received, form.success)
    // Another site may have posted the request. Then the browser has left out the cookie, which it sends after a
    // redirect.
    const query = new URLSearchParams(Result.getOrElse(formText(request), () => "")).toString()
    return query.length > maxQuery ? yield* refuseWithPage(bodyTooLarge, request) : redirectTo(`?${query}`)
  })
}
