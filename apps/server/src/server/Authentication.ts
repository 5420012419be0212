/** The three ways to authenticate callers: not at all, by tokens of the built-in issuer, or by those of an identity provider. */
import { clouds, defaultTenant, graphAppId, graphResource } from "@odj/graph-wire"
import { Effect } from "effect"
import type { Authenticate, Principal } from "../auth/Authenticator.ts"
import { local as localKeys } from "../auth/KeySource.ts"
import { makeVerifier } from "../auth/TokenVerifier.ts"
import { issuerOf, type Trust } from "../auth/Trust.ts"
import type { TokenUse } from "../docs/OpenApiSecurity.ts"
import { signingAlgorithm } from "../entra/SigningKeys.ts"
import { type IssuerOptions, makeLocalIssuer } from "../issuer/LocalIssuer.ts"
import { type Issuer, issuerName } from "../issuer/MintToken.ts"
import type { Addresses } from "./Addresses.ts"

export interface Authentication {
  readonly authenticate: Authenticate
  /** The address where clients sign in, for `WWW-Authenticate`, by the origin that they use. */
  readonly signInAddress: (origin: string) => string
  /** Handles requests to the built-in issuer; `undefined` for any other path. */
  readonly issuer?: ReturnType<typeof makeLocalIssuer>
  /** Which tokens the documentation describes. */
  readonly tokens: TokenUse
}

const anyone = Effect.succeed<Principal>({ tenantId: defaultTenant, canRead: true, canWrite: true })

/** What the address of a server without authentication has to be, as the end of a sentence. */
export const loopbackForm = "must be a loopback address"

/** Gives every caller all permissions in the default tenant. */
export const none: Authentication = {
  authenticate: () => anyone,
  signInAddress: () => "",
  tokens: { isNeeded: false },
}

/** Where clients of each cloud's Graph sign in, by its origin. */
const signInOrigins = new Map(
  Object.values(clouds).map(({ baseUrl, authorityHost }) => [baseUrl.origin, authorityHost.origin]),
)

/** Trusts the tokens of the built-in issuer, which has a name for each of the server's own addresses. */
export const local = (
  keys: Issuer["keys"],
  { isOwn }: Addresses,
  options?: IssuerOptions,
): Authentication => ({
  authenticate: makeVerifier({
    issuers: [],
    isIssuer: (iss, tid) => {
      const end = issuerName("", tid)
      return iss.endsWith(end) && isOwn(iss.slice(0, -end.length))
    },
    audiences: [graphResource, `${graphResource}/`, graphAppId],
    algorithms: [signingAlgorithm],
    keys: localKeys(keys),
  }),
  // A client that uses the name of Microsoft's Graph is sent to Microsoft's name of the issuer, if that name belongs to this
  // server too.
  signInAddress: (origin) => {
    const signInOrigin = signInOrigins.get(origin)
    const own = signInOrigin !== undefined && isOwn(signInOrigin) ? signInOrigin : origin
    return `${own}/common/oauth2/v2.0/authorize`
  },
  issuer: makeLocalIssuer(keys, options, isOwn),
  tokens: { isNeeded: true, isIssued: true },
})

/** The issuer at which people sign in. Of Entra's issuers, it is that of version 2.0. */
export const signInIssuer = ({ issuers, tenants }: Omit<Trust, "keys">): string =>
  issuerOf(issuers.at(-1) ?? "", tenants?.length === 1 ? tenants[0] : "common")

/** Trusts the tokens of an external identity provider. */
export const provider = (trust: Trust): Authentication => {
  const address = signInIssuer(trust)
  return { authenticate: makeVerifier(trust), signInAddress: () => address, tokens: { isNeeded: true } }
}
