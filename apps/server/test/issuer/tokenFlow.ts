/** An issuer whose codes a test can issue itself, without a page. */
import { createHash } from "node:crypto"
import { Effect, Result } from "effect"
import { openDirectory, type Person } from "../../src/directory/Directory.ts"
import { makeGrantedDirectory } from "../../src/directory/GrantedDirectory.ts"
import type { Grants } from "../../src/directory/Grants.ts"
import type { IssuerContext } from "../../src/issuer/IssuerContext.ts"
import type { Issuer } from "../../src/issuer/MintToken.ts"
import { issueToken } from "../../src/issuer/TokenEndpoint.ts"
import { userInfo } from "../../src/issuer/UserInfo.ts"
import { makeAuthorizationCodes } from "../../src/signin/AuthorizationCodes.ts"
import { makeDeviceCodes } from "../../src/signin/DeviceCodes.ts"
import { makeRefreshTokens } from "../../src/signin/RefreshTokens.ts"
import { keys, now, origin, tenant } from "./issuerRequests.ts"

const issuer: Issuer = { url: origin, keys: Effect.succeed(keys) }
export const username = "ada@contoso.example"
export const ada: Person = Result.getOrThrow(openDirectory.person(tenant, username))
const redirectUri = "https://app.example/callback"
export const readAll = "DeviceManagementConfiguration.Read.All"
const verifier = "a".repeat(43)
const challenge = createHash("sha256").update(verifier).digest("base64url")
export const allScopes = `openid profile email offline_access ${readAll}`

/** What a response can have. A test that reads what is not there fails. */
interface Tokens {
  readonly access_token: string
  readonly id_token: string
  readonly refresh_token: string
  readonly client_info: string
  readonly page: string | undefined
}

export interface Options {
  readonly tenant?: { readonly id: string; readonly isShared: boolean }
  readonly isOld?: boolean
  readonly headers?: Record<string, string>
}

/** An issuer with codes that a test can issue itself. */
export const makeFlow = (grants?: Grants) => {
  const refreshTokens = makeRefreshTokens()
  const context: IssuerContext = {
    directory: grants === undefined ? openDirectory : makeGrantedDirectory(grants),
    isOwn: (url) => url === "https://alias.example",
    codes: makeAuthorizationCodes(refreshTokens.revoke),
    devices: makeDeviceCodes(),
    refreshTokens,
  }
  const request = (headers: Record<string, string>, body = Buffer.of()) => ({
    method: "POST",
    target: "/",
    scheme: "https" as const,
    headers,
    body,
    facts: {},
  })
  const post = (form: Record<string, string>, options: Options = {}) =>
    issueToken(
      request(
        { "content-type": "application/x-www-form-urlencoded", ...options.headers },
        Buffer.from(new URLSearchParams(form).toString()),
      ),
      options.tenant ?? { id: tenant, isShared: false },
      options.isOld ?? false,
      issuer,
      context,
    )
  const codeFor = (scope: string, appId = "my-app") =>
    context.codes.issue(
      {
        tenant,
        appId,
        person: ada,
        scopes: scope.split(" "),
        scope,
        signedInAt: now,
        session: "the-session",
        nonce: "the-nonce",
        redirectUri,
        challenge,
      },
      now,
    )
  return {
    context,
    codeFor,
    post: (form: Record<string, string>, options?: Options) =>
      Effect.map(post(form, options), ({ body, page }) => ({ ...body, page }) as Tokens),
    refused: (form: Record<string, string>, options?: Options) =>
      Effect.map(
        Effect.flip(post(form, options)),
        ({ error, code }): ReadonlyArray<unknown> => [error, code],
      ),
    info: (authorization?: string) =>
      userInfo(request(authorization === undefined ? {} : { authorization }), issuer, context),
  }
}

export const redeeming = (code: string, appId = "my-app") => ({
  grant_type: "authorization_code",
  client_id: appId,
  code,
  redirect_uri: redirectUri,
  code_verifier: verifier,
})

export const renewing = (token: string) => ({
  grant_type: "refresh_token",
  client_id: "my-app",
  refresh_token: token,
})

export const secret = { client_secret: "any" }
