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
import { accessDenied, loginRequired, sessionMissing } from "../oauth/AuthorizeFailures.ts"
import { consentRequired } from "../oauth/GrantFailures.ts"
import { bodyTooLarge, describeFailure, type OAuthFailure } from "../oauth/OAuthFailure.ts"
import { formText, type OAuthForm, readForm } from "../oauth/OAuthForm.ts"
import type { AuthorizationCodes } from "./AuthorizationCodes.ts"
import {
  type AuthorizeRequest,
  type Destination,
  readAuthorizeRequest,
  readDestination,
  readVisit,
} from "./AuthorizeRequest.ts"
import { redirectTo, sendResponse } from "./AuthorizeResponse.ts"
import { approve, isApproved } from "./Consent.ts"
import { chosenUsername } from "./PersonFields.ts"
import type { RedirectUris } from "./RedirectUris.ts"
import { cookieAt, type Session, type Sessions } from "./Sessions.ts"
import { signInPage } from "./SignInPage.ts"
import { refuse, type Visit, withCookie } from "./Visit.ts"

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
  readonly visit: Visit
  readonly destination: Destination
  readonly request: AuthorizeRequest
  readonly now: number
  readonly cookie: string | undefined
}

/** The `error` of a failure. For some failures, this endpoint has other names than the token endpoint. */
const errorOf = ({ error, code }: OAuthFailure) => {
  if (error !== "invalid_grant") return error
  return code === 65001 ? "consent_required" : "access_denied"
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
  const issuerOf = ({ target, tenantName, tenant }: Visit) =>
    isSharedTenant(tenantName) ? undefined : issuerName(target.origin, tenant)

  const reject = Effect.fnUntraced(function* (visit: Visit, destination: Destination, failure: OAuthFailure) {
    const description = yield* describeFailure(failure, visit.request.headers["client-request-id"])
    const { error_description, error_uri } = description
    return sendResponse(destination, {
      error: errorOf(failure),
      error_description,
      error_uri,
      iss: issuerOf(visit),
    })
  })

  /** Sends a failure to the application only if its redirect URI is registered. */
  const rejectIfRegistered = (visit: Visit, destination: Destination, failure: OAuthFailure) =>
    redirectUris.isRegistered(destination.application, destination.redirectUri)
      ? reject(visit, destination, failure)
      : refuse(failure, visit.request)

  /** The person with a name. At an endpoint of all tenants, the domain of the name decides on the tenant. */
  const find = ({ tenantName, tenant }: Visit, username: string) =>
    findPerson(directory, isSharedTenant(tenantName) ? undefined : tenant, username)

  /** The people to choose from: those of the tenant or of the hinted domain, or else all. */
  const peopleFor = ({ tenantName, tenant }: Visit, { domainHint = "" }: AuthorizeRequest) => {
    if (!isSharedTenant(tenantName)) return directory.people(tenant)
    const hinted = domainHint.includes(".") ? directory.tenantOf(domainHint) : undefined
    return directory.people(hinted && Result.getOrUndefined(hinted))
  }

  /** Sends a code to the application, for the person of a session. */
  const issue = Effect.fnUntraced(function* ({ visit, destination, request, now }: Valid, session: Session) {
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
    if (Result.isFailure(granted)) return yield* reject(visit, destination, granted.failure)
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
      iss: issuerOf(visit),
    })
  })

  /** Signs a person in and sends a code. A session of the same person continues, unless the person has to sign in again. */
  const signIn = Effect.fnUntraced(function* (valid: Valid, person: Person) {
    const { visit, request, now, cookie } = valid
    const current = sessions.of(cookie, now)
    const isCurrent =
      current?.person.tenant === person.tenant && current.person.id === person.id && !isTooOld(valid, current)
    if (current !== undefined && isCurrent && !request.prompts.has("login"))
      return yield* issue(valid, current)
    const begun = sessions.begin(cookie, person, now)
    const { set } = cookieAt(visit.target.origin)
    return withCookie(yield* issue(valid, begun.session), set(begun.cookie))
  })

  const isTooOld = ({ request: { maxAge }, now }: Valid, { signedInAt }: Session) =>
    maxAge !== undefined && now - signedInAt > maxAge

  /** Why a session does not suffice for a request; `undefined` if it does. */
  const insufficiency = (valid: Valid, session: Session | undefined): OAuthFailure | undefined => {
    const { visit, destination, request } = valid
    if (session === undefined || isTooOld(valid, session)) return loginRequired
    if (!isSharedTenant(visit.tenantName) && session.person.tenant !== visit.tenant) return loginRequired
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
    const { visit, destination, request, now, cookie } = valid
    const browser = sessions.browser(cookie)
    const page = signInPage({
      destination,
      request,
      tenant: isSharedTenant(visit.tenantName) ? undefined : visit.tenant,
      people: peopleFor(visit, request),
      username: chosen,
      token: sessions.pageToken(browser, `${visit.target.path}?${visit.target.query}`, now),
      problem,
    })
    return browser === cookie ? page : withCookie(page, cookieAt(visit.target.origin).set(browser))
  }

  const ask = Effect.fnUntraced(function* (valid: Valid) {
    const { visit, destination, request, now, cookie } = valid
    const session = sessions.of(cookie, now)
    const failure = insufficiency(valid, session)
    const isForced = ["login", "select_account", "create"].some((name) =>
      (request.prompts as ReadonlySet<string>).has(name),
    )
    const isSilent = !isForced && (!request.prompts.has("consent") || autoApprove)
    if (session !== undefined && failure === undefined && isSilent) return yield* issue(valid, session)
    if (request.prompts.has("none"))
      return yield* rejectIfRegistered(visit, destination, failure ?? loginRequired)
    if (!autoApprove) return show(valid, request.loginHint ?? session?.person.username)
    const [first] = peopleFor(visit, request)
    const found = find(visit, request.loginHint ?? first?.username ?? "")
    return Result.isSuccess(found)
      ? yield* signIn(valid, found.success)
      : yield* rejectIfRegistered(visit, destination, found.failure)
  })

  const decide = Effect.fnUntraced(function* (valid: Valid, form: OAuthForm) {
    const { visit, destination, now, cookie } = valid
    const { path, query } = visit.target
    // A form of another site is posted without the session's cookie, so a new cookie would replace the session.
    if (cookie === undefined) return redirectTo(`?${query}`)
    const username = chosenUsername(form)
    if (!sessions.isPageToken(form.get("token") ?? "", cookie, `${path}?${query}`, now))
      return show(valid, username, "This page was out of date. Decide again.")
    if (form.get("decision") !== "approved") return yield* reject(visit, destination, accessDenied)
    if (username === undefined) return show(valid, undefined, "Choose who signs in.")
    const found = find(visit, username)
    return Result.isSuccess(found)
      ? yield* signIn(valid, found.success)
      : show(valid, username, found.failure.sentence)
  })

  /** Applies a decision, or else responds to a request. */
  const respond = Effect.fnUntraced(function* (visit: Visit, decision: OAuthForm | undefined) {
    const { target, tenant, request: received } = visit
    const read = Result.flatMap(readVisit(visit), (parameters) =>
      Result.map(readDestination(parameters, tenant, directory, redirectUris), (destination) => ({
        destination,
        request: readAuthorizeRequest(parameters, destination, tenant),
      })),
    )
    if (Result.isFailure(read)) return yield* refuse(read.failure, received)
    const { destination, request } = read.success
    if (Result.isFailure(request)) return yield* rejectIfRegistered(visit, destination, request.failure)
    const now = yield* Clock.currentTimeMillis
    const cookie = cookieAt(target.origin).read(received)
    const valid: Valid = { visit, destination, request: request.success, now, cookie }
    return yield* decision === undefined ? ask(valid) : decide(valid, decision)
  })

  return Effect.fnUntraced(function* (visit: Visit) {
    const { request, target } = visit
    if (target.query.length > maxQuery) return yield* refuse(bodyTooLarge, request)
    if (request.method !== "POST") return yield* respond(visit, undefined)
    const form = readForm(request)
    if (Result.isFailure(form)) return yield* refuse(form.failure, request)
    if (form.success.has("decision")) return yield* respond(visit, form.success)
    // Another site may have posted the request. Then the browser has left out the cookie, which it sends after a
    // redirect.
    const query = new URLSearchParams(Result.getOrElse(formText(request), () => "")).toString()
    return query.length > maxQuery ? yield* refuse(bodyTooLarge, request) : redirectTo(`?${query}`)
  })
}
