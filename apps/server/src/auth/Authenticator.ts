/** Authentication: the caller that a bearer token identifies, or why the token is refused. */
import { type Clock, Data, type Effect } from "effect"
import type { IntuneAccess } from "../entra/DirectoryRoles.ts"

/** The caller, as the token describes it. */
export interface Principal {
  /** The only tenant whose connectors the caller can see: a lower-case GUID. */
  readonly tenantId: string
  /** The id of the application that uses the token, if the token names it. */
  readonly application?: string | undefined
  /** The id of the user, for a user's token. */
  readonly user?: string | undefined
  readonly canRead: boolean
  readonly canWrite: boolean
  /** What the roles of the user permit; `undefined` if they limit nothing. */
  readonly roles?: IntuneAccess | undefined
}

/** There is no bearer token. */
export class TokenMissing extends Data.TaggedClass("TokenMissing") {}

/** The token is not a JWT in canonical compact form. */
export class TokenMalformed extends Data.TaggedClass("TokenMalformed") {}

/** The token has expired. */
export class TokenExpired extends Data.TaggedClass("TokenExpired") {}

/** The token is for another audience. */
export class TokenAudienceInvalid extends Data.TaggedClass("TokenAudienceInvalid") {}

/** The token is not trusted; the reason is a sentence for the client, such as `Invalid signature.` */
export class TokenInvalid extends Data.TaggedClass("TokenInvalid")<{ readonly reason: string }> {}

/** The token is authentic but has no permissions: neither `scp` nor `roles`. */
export class TokenWithoutPermissions extends Data.TaggedClass("TokenWithoutPermissions") {}

/** The token belongs to a personal account, which this API does not support. */
export class AccountNotSupported extends Data.TaggedClass("AccountNotSupported") {}

/** The token belongs to a tenant that is not allowed here. */
export class TenantNotAllowed extends Data.TaggedClass("TenantNotAllowed")<{ readonly tenantId: string }> {}

/** No token can be verified, since the issuer's keys have never been fetched. */
export class KeysUnavailable extends Data.TaggedClass("KeysUnavailable") {}

export type TokenFailure =
  | TokenMissing
  | TokenMalformed
  | TokenExpired
  | TokenAudienceInvalid
  | TokenInvalid
  | TokenWithoutPermissions
  | AccountNotSupported
  | TenantNotAllowed
  | KeysUnavailable

/**
 * Authenticates the caller by the value of an `Authorization` header. With a clock, the effect for a token that is known to be
 * valid is an `Exit`. Without one, it reads the time from the clock of its fiber.
 */
export type Authenticate = (
  authorization: string | undefined,
  clock?: Clock.Clock,
) => Effect.Effect<Principal, TokenFailure>
