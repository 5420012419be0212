/**
 * The built-in issuer: an identity provider with the endpoints of Microsoft Entra, for tests.
 *
 * Its directory decides what exists. By default every tenant, application and credential exists, and every client that can
 * reach it gets the token that it requests.
 */
import { Effect, Result } from "effect"
import { type Directory, openDirectory } from "../directory/Directory.ts"
import { isSharedTenant } from "../entra/Entra.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { type OAuthFailure, oauthResponse } from "../oauth/OAuthFailure.ts"
import { makeAuthorizationCodes } from "../signin/AuthorizationCodes.ts"
import { makeDeviceCodes } from "../signin/DeviceCodes.ts"
import { makeRefreshTokens } from "../signin/RefreshTokens.ts"
import type { makeSignInPages } from "../signin/SignInPages.ts"
import { discovery, instanceDiscovery } from "./Discovery.ts"
import type { IssuerContext } from "./IssuerContext.ts"
import { type IssuerEndpoint, issuerEndpointAt, issuerRoutes } from "./IssuerEndpoint.ts"
import { type Issuer, issuerName, mintToken, type TokenRequest } from "./MintToken.ts"
import { issueDeviceCode, issueToken } from "./TokenEndpoint.ts"
import { userInfo } from "./UserInfo.ts"

/** Whether a path belongs to the issuer: below a tenant, or below that of `userinfo`. */
export const isIssuerPath = (path: string): boolean => {
  const [, first = ""] = path.split("/")
  return issuerRoutes.userInfo.path.startsWith(`${first}/`) || Result.isSuccess(openDirectory.tenantOf(first))
}

const json = (body: object, headers: HttpResponse["headers"] = {}): HttpResponse => ({
  status: 200,
  headers: {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    Pragma: "no-cache",
    ...headers,
  },
  body: JSON.stringify(body),
})

/** Lets every web page read a response that has nothing private, as Entra does. */
const forAnyPage = { "Access-Control-Allow-Origin": "*" }

/** Lets the web page that signed the person in read the tokens. */
const forPage = (origin: string | undefined): HttpResponse["headers"] =>
  origin === undefined ? {} : { "Access-Control-Allow-Origin": origin, Vary: "Origin" }

const notFound: HttpResponse = {
  status: 404,
  headers: { "Content-Type": "text/plain; charset=utf-8", ...forAnyPage },
  body: `The issuer has no such address. Below a tenant, it has ${Object.values(issuerRoutes)
    .filter((route) => route !== issuerRoutes.userInfo)
    .flatMap(({ path, oldPath }) => [path, ...(oldPath === undefined ? [] : [oldPath])])
    .join(", ")}. Use the endpoints of version 2.0.\n`,
}

/** The endpoints that are for browsers. */
type PageEndpoint = "authorize" | "logout"

const isPageEndpoint = (endpoint: IssuerEndpoint): endpoint is PageEndpoint =>
  endpoint === "authorize" || endpoint === "logout"

const isOldPath = (endpoint: IssuerEndpoint, { path }: RequestTarget): boolean =>
  path.endsWith(`/${issuerRoutes[endpoint].oldPath}`)

const deviceLoginPath = "/devicelogin"

type Responding = Effect.Effect<HttpResponse, OAuthFailure>

export interface IssuerOptions {
  /** The tenants, applications and people. By default all exist, and get what they request. */
  readonly directory?: Directory | undefined
  /** Whether the sign-in page approves each request by itself, for tests without a person. */
  readonly autoApprove?: boolean | undefined
}

/**
 * Makes an issuer: a function that handles its requests, and returns `undefined` for any other path. It names itself by the
 * origin of each request, so the origin must be one of the server's own. `isOwn` is whether a URL without a trailing slash
 * is an address of the server.
 */
export const makeLocalIssuer = (
  keys: Issuer["keys"],
  { directory = openDirectory, autoApprove = false }: IssuerOptions = {},
  isOwn: (url: string) => boolean = () => false,
) => {
  const devices = makeDeviceCodes()
  const refreshTokens = makeRefreshTokens()
  const codes = makeAuthorizationCodes(refreshTokens.revoke)
  const context: IssuerContext = { directory, isOwn, codes, devices, refreshTokens }

  let pages: ReturnType<typeof makeSignInPages> | undefined
  /** Loads the pages when the first browser comes: most clients need none. */
  const signInPages = Effect.promise(async () => {
    const { makeSignInPages } = await import("../signin/SignInPages.ts")
    pages ??= makeSignInPages({ directory, codes, devices, autoApprove, issuerName })
    return pages
  })

  /** Responds to a browser. */
  const show = Effect.fnUntraced(function* (
    endpoint: PageEndpoint,
    tenantName: string,
    request: HttpRequest,
    target: RequestTarget,
  ) {
    const { [endpoint]: respond, refuseWithPage } = yield* signInPages
    const tenant = directory.tenantOf(tenantName)
    return yield* Result.isFailure(tenant)
      ? refuseWithPage(tenant.failure, request)
      : respond({ request, target, tenantName, tenant: tenant.success, isOld: isOldPath(endpoint, target) })
  })

  const respond = Effect.fnUntraced(function* (
    endpoint: IssuerEndpoint,
    name: string,
    request: HttpRequest,
    target: RequestTarget,
  ) {
    const { origin } = target
    const issuer: Issuer = { url: origin, keys }
    if (isPageEndpoint(endpoint)) return yield* show(endpoint, name, request, target)
    if (endpoint === "userInfo") return json(yield* userInfo(request, issuer, context))
    const tenant = { id: yield* Effect.fromResult(directory.tenantOf(name)), isShared: isSharedTenant(name) }
    switch (endpoint) {
      case "token": {
        const isOld = isOldPath(endpoint, target)
        const { body, page } = yield* issueToken(request, tenant, isOld, issuer, context)
        return json(body, forPage(page))
      }
      case "deviceCode":
        return json(yield* issueDeviceCode(request, tenant, `${origin}${deviceLoginPath}`, context))
      case "keys":
        return json({ keys: (yield* keys).map(({ publicJwk }) => publicJwk) }, forAnyPage)
      case "discovery":
        return json(discovery(origin, name, tenant.id), forAnyPage)
      case "instanceDiscovery":
        return json(yield* Effect.fromResult(instanceDiscovery(target, isOwn)), forAnyPage)
    }
  })

  const respondTo = (methods: ReadonlyArray<string>, request: HttpRequest, responding: Responding) =>
    methods.includes(request.method)
      ? Effect.catch(responding, (failure) => oauthResponse(failure, request))
      : Effect.succeed<HttpResponse>({ status: 405, headers: { Allow: methods.join(", ") }, body: "" })

  const issuer = (request: HttpRequest, target: RequestTarget): Effect.Effect<HttpResponse> | undefined => {
    const { path } = target
    if (path === deviceLoginPath)
      return respondTo(
        ["GET", "HEAD", "POST"],
        request,
        Effect.flatMap(signInPages, ({ deviceLogin }) => deviceLogin(request, target)),
      )
    const found = issuerEndpointAt(path)
    if (found !== undefined)
      return respondTo(
        issuerRoutes[found.endpoint].methods,
        request,
        respond(found.endpoint, found.tenant ?? "", request, target),
      )
    return path.indexOf("/", 1) > 0 && isIssuerPath(path) ? Effect.succeed(notFound) : undefined
  }
  return Object.assign(issuer, {
    /** Codes and tokens stay valid, since clients may still use them. */
    signOutAll: (): void => {
      pages = undefined
    },
    directory,
    /** Makes a token, under this address of the issuer. */
    mint: (url: string, request: TokenRequest) => mintToken({ url, keys }, request, directory),
  })
}
