/** The `userinfo` endpoint of OpenID Connect. Entra's is at Graph's address too. */
import { graphResource } from "@odj/graph-wire"
import { Effect } from "effect"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { bearerInvalid, bearerMissing, scopesInsufficient } from "../oauth/OAuthFailure.ts"
import { assertionMalformed } from "../oauth/TokenFailures.ts"
import type { IssuerContext } from "./IssuerContext.ts"
import type { Issuer } from "./MintToken.ts"
import { readOwnToken } from "./OwnToken.ts"

/** Says who the person of an access token for Graph is, as far as its scopes permit. */
export const userInfo = Effect.fnUntraced(function* (
  { headers, facts }: HttpRequest,
  issuer: Issuer,
  { directory, isOwn }: IssuerContext,
) {
  const [, token = ""] = /^Bearer +(.+)$/i.exec(headers.authorization ?? "") ?? []
  if (token === "") return yield* bearerMissing
  const { tenant, appId, audience, person, subject, scopes } = yield* readOwnToken(
    issuer,
    token,
    isOwn,
    directory,
  ).pipe(Effect.mapError(bearerInvalid))
  if (audience !== graphResource) return yield* bearerInvalid(assertionMalformed)
  if (!scopes.includes("openid")) return yield* scopesInsufficient
  Object.assign(facts, { tenant, application: appId, user: person.id })
  return {
    sub: subject,
    ...(scopes.includes("profile") && { name: person.name }),
    ...(scopes.includes("email") && { email: person.username }),
  }
})
