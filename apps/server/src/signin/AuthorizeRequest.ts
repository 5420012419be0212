/** Reads a request to sign a person in: first the address of the response, then everything else. */
import { Result } from "effect"
import type { Application, Directory } from "../directory/Directory.ts"
import {
  challengeMethodUnsupported,
  challengeMissing,
  promptUnsupported,
  redirectUriMissing,
  responseModeUnsupported,
  responseTypeUnsupported,
} from "../oauth/AuthorizeFailures.ts"
import { type OAuthFailure, parameterInvalid } from "../oauth/OAuthFailure.ts"
import { clientId, type OAuthForm, readParameters, required, withScope } from "../oauth/OAuthForm.ts"
import { type RequestedScopes, readScopes } from "../oauth/RequestedScopes.ts"
import type { BrowserRequest } from "./BrowserRequest.ts"
import { isWeb, type RedirectUris, readRedirectUri } from "./RedirectUris.ts"

export const responseModes = ["query", "fragment", "form_post"] as const
export type ResponseMode = (typeof responseModes)[number]

/** Where the response goes. */
export interface Destination {
  readonly application: Application
  /** As the client wrote it. */
  readonly redirectUri: string
  readonly url: URL
  readonly mode: ResponseMode
  readonly state: string | undefined
}

const prompts = ["none", "login", "select_account", "consent", "create"] as const
export type Prompt = (typeof prompts)[number]

export interface AuthorizeRequest {
  readonly scope: string
  readonly scopes: RequestedScopes
  readonly nonce: string | undefined
  readonly challenge: string | undefined
  readonly prompts: ReadonlySet<Prompt>
  /** The name of the person to sign in. */
  readonly loginHint: string | undefined
  /** The id of a session. */
  readonly sid: string | undefined
  readonly domainHint: string | undefined
  /** The largest age of the person's sign-in, in milliseconds. */
  readonly maxAge: number | undefined
}

/** An absent or unsupported mode counts as `query`, so that the client gets the failure. */
const modeOf = (parameters: OAuthForm, url: URL): ResponseMode => {
  const mode = responseModes.find((mode) => mode === parameters.get("response_mode")) ?? "query"
  return mode === "form_post" && !isWeb(url) ? "query" : mode
}

/** Reads the destination of the response. If that fails, there is no destination, so a page shows the failure. */
export const readDestination = (
  parameters: OAuthForm,
  tenant: string,
  directory: Directory,
  redirectUris: RedirectUris,
): Result.Result<Destination, OAuthFailure> =>
  Result.gen(function* () {
    const appId = yield* clientId(parameters)
    const application = yield* directory.application(tenant, appId)
    const redirectUri = parameters.get("redirect_uri")
    if (!redirectUri) return yield* Result.fail(redirectUriMissing)
    const url = yield* readRedirectUri(redirectUri)
    yield* redirectUris.check(application, redirectUri)
    return {
      // The token endpoint compares the id that the client sends, not the one in the directory.
      application: { ...application, appId },
      redirectUri,
      url,
      mode: modeOf(parameters, url),
      state: parameters.get("state") || undefined,
    }
  })

/** The parameters of a request. In version 1.0, each sign-in gives an ID token and a refresh token. */
export const readAuthorizeParameters = ({
  target,
  isOld,
}: BrowserRequest): Result.Result<OAuthForm, OAuthFailure> =>
  Result.map(readParameters(target.query), (parameters) =>
    isOld ? withScope(parameters, "openid offline_access ") : parameters,
  )

/** Reads the challenge. The only method is S256: with `plain`, the verifier would be in the request. */
const readChallenge = (parameters: OAuthForm): Result.Result<string | undefined, OAuthFailure> => {
  const challenge = parameters.get("code_challenge")
  const method = parameters.get("code_challenge_method")
  if (!challenge && !method) return Result.succeed(undefined)
  if (method !== "S256") return Result.fail(challengeMethodUnsupported)
  return challenge !== undefined && /^[\w-]{43}$/.test(challenge)
    ? Result.succeed(challenge)
    : Result.fail(challengeMissing)
}

const isPrompt = (text: string): text is Prompt => (prompts as ReadonlyArray<string>).includes(text)

const readPrompts = (parameters: OAuthForm): Result.Result<ReadonlySet<Prompt>, OAuthFailure> => {
  const names = (parameters.get("prompt") ?? "").split(" ").filter((name) => name !== "")
  return names.every(isPrompt) && (names.length < 2 || !names.includes("none"))
    ? Result.succeed(new Set(names))
    : Result.fail(promptUnsupported)
}

const readMaxAge = (parameters: OAuthForm): Result.Result<number | undefined, OAuthFailure> => {
  const text = parameters.get("max_age")
  if (!text) return Result.succeed(undefined)
  return /^\d{1,9}$/.test(text)
    ? Result.succeed(Number(text) * 1_000)
    : Result.fail(parameterInvalid("max_age"))
}

/** Reads what is requested. */
export const readAuthorizeRequest = (
  parameters: OAuthForm,
  { url }: Destination,
  tenant: string,
): Result.Result<AuthorizeRequest, OAuthFailure> =>
  Result.gen(function* () {
    const type = yield* required(parameters, "response_type")
    if (type !== "code") return yield* Result.fail(responseTypeUnsupported(type))
    const mode = parameters.get("response_mode") || "query"
    if (mode !== modeOf(parameters, url)) return yield* Result.fail(responseModeUnsupported)
    const scope = yield* required(parameters, "scope")
    // Request objects contain further parameters, so they can't be ignored.
    for (const name of ["request", "request_uri"])
      if (parameters.get(name)) return yield* Result.fail(parameterInvalid(name))
    return {
      scope,
      scopes: yield* readScopes(scope, tenant),
      nonce: parameters.get("nonce") || undefined,
      challenge: yield* readChallenge(parameters),
      prompts: yield* readPrompts(parameters),
      loginHint: parameters.get("login_hint") || undefined,
      sid: parameters.get("sid") || undefined,
      domainHint: parameters.get("domain_hint") || undefined,
      maxAge: yield* readMaxAge(parameters),
    }
  })
