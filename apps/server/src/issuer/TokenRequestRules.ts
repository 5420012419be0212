/** The rules for requests for tokens that a flag and the control have in common. */
import { Schema } from "effect"
import type { TokenRequest } from "./MintToken.ts"

/** The lifetime of a token, in seconds: up to a day. */
export const tokenLifetime = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 86_400 }))

/** Whether a request is for a user's token and for an application's. */
export const isForBoth = ({ user, scopes, roles }: TokenRequest): boolean =>
  (user !== undefined || scopes !== undefined) && roles !== undefined

/** Why such a request is refused; the names are those of its parts. */
export const forBothText = (user: string, scopes: string, roles: string): string =>
  `${user} and ${scopes} can't be combined with ${roles}: a token is for a user or for an application`
