/**
 * Signs a person in: OAuth 2.0 with a code and PKCE, and OpenID Connect, at an issuer with the endpoints of Entra.
 *
 * The response comes in the fragment of the page's address, which no server and no log sees. The ID token comes from the
 * token endpoint itself, so its signature is not checked (OpenID Connect Core, 3.1.3.7).
 */
import { isLoopback } from "@odj/graph-wire"
import * as oauth from "oauth4webapi"
import { base } from "./Base.ts"
import type { SignInSettings } from "./ConsoleSettings.ts"
import { decodedToken } from "./DecodedToken.ts"

/** Who has signed in. */
export interface Person {
  readonly name: string
  readonly username: string
  readonly tenant: string | undefined
}

/** What the issuer gave the page. It is kept in memory only. */
export interface PersonTokens {
  readonly person: Person
  readonly access: string
  /** When the access token ends, by the clock of this computer, in milliseconds since 1970. */
  readonly until: number
  readonly refresh: string | undefined
  /** A hint for the issuer who signs out. */
  readonly logoutHint: string | undefined
}

/** What the page keeps in the tab while the person is at the issuer. */
interface Begun {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** The route that was shown. */
  readonly fragment: string
}

/** A response in the page's address, and what the page kept for it; `undefined` if the page did not ask for it. */
interface Returned {
  readonly parameters: URLSearchParams
  readonly begun: Begun | undefined
}

const key = "odj.signIn"

/** In the issuer's names for all tenants. */
const placeholder = "{tenantid}"

const timeout = 30_000

/** How long before its end a token is not used any more, in milliseconds. */
const margin = 60_000

const issuerOf = ({ issuer }: SignInSettings) => new URL(issuer)

const optionsFor = ({ protocol, hostname }: URL) => ({
  [oauth.allowInsecureRequests]: protocol === "http:" && isLoopback(hostname),
  signal: () => AbortSignal.timeout(timeout),
})

const clientOf = ({ clientId }: SignInSettings): oauth.Client => ({ client_id: clientId })

/** The issuer's description of itself. For all tenants, it has the placeholder in its name. */
const discover = async (settings: SignInSettings): Promise<oauth.AuthorizationServer> => {
  const expected = issuerOf(settings)
  const response = await oauth.discoveryRequest(expected, optionsFor(expected))
  const metadata = (await response.clone().json()) as { readonly issuer?: unknown }
  const { issuer } = metadata
  if (typeof issuer !== "string" || !issuer.includes(placeholder))
    return oauth.processDiscoveryResponse(expected, response)
  const [, name = ""] = /([^/]+)\/v2\.0$/.exec(expected.href) ?? []
  const named = { ...metadata, issuer: issuer.replace(placeholder, name) }
  const server = await oauth.processDiscoveryResponse(expected, Response.json(named))
  return { ...server, issuer }
}

/** The issuer under the name that it has for the tenant of an ID token. */
const namedFor = async (
  server: oauth.AuthorizationServer,
  response: Response,
): Promise<oauth.AuthorizationServer> => {
  if (!server.issuer.includes(placeholder) || !response.ok) return server
  const { id_token: token = "" } = (await response.clone().json()) as { readonly id_token?: string }
  const tenant = decodedToken(token)?.claims.tid
  return { ...server, issuer: server.issuer.replace(placeholder, String(tenant)) }
}

/** Reads the response in the page's address, if there is one, and removes it from there. */
export const takeReturned = (): Returned | undefined => {
  const kept = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  const parameters = new URLSearchParams(location.hash.slice(1))
  if (!parameters.has("state") || !(parameters.has("code") || parameters.has("error"))) return undefined
  const begun = kept === null ? undefined : (JSON.parse(kept) as Begun)
  history.replaceState(null, "", location.pathname)
  // A link of another page could sign the person in as someone else.
  if (begun?.state !== parameters.get("state")) return { parameters, begun: undefined }
  if (begun.fragment !== "") location.replace(begun.fragment)
  return { parameters, begun }
}

/** Leaves the page for the issuer's. `prompt` is OpenID's, such as `select_account`. */
export const beginSignIn = async (settings: SignInSettings, prompt?: "select_account"): Promise<void> => {
  const { authorization_endpoint: endpoint } = await discover(settings)
  const address = new URL(endpoint ?? "")
  const begun: Begun = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    fragment: location.hash,
  }
  const parameters = {
    client_id: settings.clientId,
    response_type: "code",
    response_mode: "fragment",
    redirect_uri: base.href,
    scope: [...new Set(["openid", "profile", ...settings.scope.split(" ")])].join(" "),
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: "S256",
    ...(prompt !== undefined && { prompt }),
  }
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  sessionStorage.setItem(key, JSON.stringify(begun))
  location.replace(address)
}

const text = (value: unknown) => (typeof value === "string" ? value : undefined)

const tokensOf = (response: oauth.TokenEndpointResponse, before?: PersonTokens): PersonTokens => {
  const claims = oauth.getValidatedIdTokenClaims(response)
  const username = text(claims?.preferred_username) ?? before?.person.username ?? ""
  const lifetime = response.expires_in ?? Infinity
  return {
    person: {
      name: text(claims?.name) ?? before?.person.name ?? username,
      username,
      tenant: text(claims?.tid) ?? before?.person.tenant,
    },
    access: response.access_token,
    until: Date.now() + lifetime * 1_000 - margin,
    refresh: response.refresh_token ?? before?.refresh,
    logoutHint: text(claims?.login_hint) ?? before?.logoutHint,
  }
}

/** Redeems the code of a response to this page's own request. */
export const finishSignIn = async (
  settings: SignInSettings,
  { parameters, begun }: { readonly parameters: URLSearchParams; readonly begun: Begun },
): Promise<PersonTokens> => {
  const server = await discover(settings)
  const client = clientOf(settings)
  const { state, nonce, verifier } = begun
  const valid = oauth.validateAuthResponse(server, client, parameters, state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    valid,
    base.href,
    verifier,
    optionsFor(issuerOf(settings)),
  )
  const named = await namedFor(server, response)
  const expected = { expectedNonce: nonce, requireIdToken: true }
  return tokensOf(await oauth.processAuthorizationCodeResponse(named, client, response, expected))
}

/** Gets new tokens for the same person. */
export const refreshTokens = async (
  settings: SignInSettings,
  before: PersonTokens & { readonly refresh: string },
): Promise<PersonTokens> => {
  const server = await discover(settings)
  const client = clientOf(settings)
  const options = optionsFor(issuerOf(settings))
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), before.refresh, options)
  const named = await namedFor(server, response)
  return tokensOf(await oauth.processRefreshTokenResponse(named, client, response), before)
}

/** Leaves the page to end the person's session at the issuer, which leads back. Without such an endpoint, it does nothing. */
export const endSession = async (settings: SignInSettings, logoutHint: string | undefined): Promise<void> => {
  const { end_session_endpoint: endpoint } = await discover(settings)
  if (endpoint === undefined) return
  const address = new URL(endpoint)
  address.searchParams.set("post_logout_redirect_uri", base.href)
  address.searchParams.set("client_id", settings.clientId)
  if (logoutHint !== undefined) address.searchParams.set("logout_hint", logoutHint)
  location.replace(address)
}

/** Whether the issuer has decided. Otherwise, such as without a connection, the same request may succeed later. */
export const isRefusal = (error: unknown): boolean => error instanceof oauth.ResponseBodyError

/** What went wrong, in the issuer's own words if it has some. */
export const signInProblem = (error: unknown): string => {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError)
    return error.error_description ?? error.error
  return `The sign-in failed: ${error instanceof Error ? error.message : String(error)}.`
}
