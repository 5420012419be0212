/** A browser without a screen: it keeps the issuer's cookies, reads the issuer's pages and fills in their forms. */
import { createHash } from "node:crypto"
import { Effect } from "effect"
import { type Directory, openDirectory } from "../../src/directory/Directory.ts"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import type { HttpResponse } from "../../src/http/HttpMessage.ts"
import { type IssuerOptions, makeLocalIssuer } from "../../src/issuer/LocalIssuer.ts"

const keys = Effect.succeed(await Effect.runPromise(generateKeys))

export const tenant = "0a5d4f5c-6f05-4e4c-8a6b-2d6f8f3ad4b1"
export const origin = "http://localhost:8365"
export const verifier = "a-verifier-of-at-least-forty-three-characters.~_"
export const challenge = createHash("sha256").update(verifier).digest("base64url")

export const newIssuer = (options?: IssuerOptions) => makeLocalIssuer(keys, options)
export type LocalIssuer = ReturnType<typeof newIssuer>

/** The open directory, in which one thing is different. */
export const directoryWith = (changes: Partial<Directory>): Directory => ({ ...openDirectory, ...changes })

export type Parameters = Readonly<Record<string, string | undefined>>

/** A valid request. */
export const request = {
  client_id: "my-app",
  response_type: "code",
  redirect_uri: "http://localhost:3000/callback",
  scope: "openid profile offline_access User.Read",
  state: "a-state",
  nonce: "a-nonce",
  code_challenge: challenge,
  code_challenge_method: "S256",
}

/** Form-encodes parameters; those that are undefined are left out. */
export const encode = (parameters: Parameters): string =>
  new URLSearchParams(
    Object.entries(parameters).flatMap(
      ([name, value]): ReadonlyArray<[string, string]> => (value === undefined ? [] : [[name, value]]),
    ),
  ).toString()

/** The values of a page's hidden fields. */
export const hidden = ({ body = "" }: HttpResponse): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
      ([, name = "", value = ""]) => [name, value.replaceAll("&amp;", "&")],
    ),
  )

/** The parameters that a response sends to the application. */
export const sent = (response: HttpResponse): Record<string, string> => {
  const { Location: location } = response.headers
  if (location === undefined) return hidden(response)
  const url = new URL(location)
  return Object.fromEntries(new URLSearchParams(url.hash === "" ? url.search : url.hash.slice(1)))
}

export interface BrowserOptions {
  readonly origin?: string
  readonly tenantName?: string
  /** Whether it opens the address of version 1.0. */
  readonly isOld?: boolean
}

export const openBrowser = (
  issuer: LocalIssuer,
  { origin: at = origin, tenantName = tenant, isOld = false }: BrowserOptions = {},
) => {
  let cookie: string | undefined
  const send = (
    method: string,
    path: string,
    query: string,
    form?: Parameters | string,
    headers: Readonly<Record<string, string | undefined>> = {},
  ) =>
    Effect.map(
      issuer(
        {
          method,
          target: `${path}?${query}`,
          scheme: at.startsWith("https") ? "https" : "http",
          headers: {
            host: new URL(at).host,
            ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
            ...(cookie !== undefined && { cookie: `theme=dark; ${cookie}` }),
            ...headers,
          },
          body: Buffer.from(typeof form === "object" ? encode(form) : (form ?? "")),
          facts: {},
        },
        { origin: at, path, query },
      ) ?? Effect.die(`The issuer does not respond at ${path}`),
      (response) => {
        const set = response.headers["Set-Cookie"]
        if (set !== undefined) cookie = set.includes("Max-Age=0") ? undefined : set.split(";")[0]
        return response
      },
    )
  const path = `/${tenantName}/oauth2${isOld ? "" : "/v2.0"}/authorize`
  /** Opens the address of a request; by default of a valid one. */
  const open = (changes: Parameters = {}) => send("GET", path, encode({ ...request, ...changes }))
  /** Posts a decision to the address of a request. */
  const post = (changes: Parameters, form: Parameters) =>
    send("POST", path, encode({ ...request, ...changes }), form)
  return {
    send,
    open,
    post,
    get cookie() {
      return cookie
    },
    set cookie(value) {
      cookie = value
    },
    /** Opens the page of a request and approves it. */
    approve: Effect.fnUntraced(function* (changes: Parameters = {}, form: Parameters = {}) {
      const page = yield* open(changes)
      return yield* post(changes, {
        ...hidden(page),
        person: /name="person" value="([^"]*)" checked/.exec(page.body ?? "")?.[1],
        decision: "approved",
        ...form,
      })
    }),
    signOut: (parameters: Parameters = {}) =>
      send("GET", `/${tenantName}/oauth2/v2.0/logout`, encode(parameters)),
    /** Redeems a code, as the application does. */
    redeem: (code: string | undefined, changes: Parameters = {}, headers: Record<string, string> = {}) =>
      Effect.map(
        send(
          "POST",
          `/${tenantName}/oauth2/v2.0/token`,
          "",
          {
            grant_type: "authorization_code",
            client_id: request.client_id,
            redirect_uri: request.redirect_uri,
            code_verifier: verifier,
            code,
            ...changes,
          },
          headers,
        ),
        ({ body = "" }) => JSON.parse(body),
      ),
  }
}
