/** Who a bearer token stands for, and how it can be refused. */
import { Data, type Effect } from "effect"

/** Who asks, as far as the token says. */
export interface Principal {
  /** The tenant, whose connectors alone are seen: a lower-case GUID. */
  readonly tenantId: string
  readonly canRead: boolean
  readonly canWrite: boolean
}

/** There is no bearer token. */
export class TokenMissing extends Data.TaggedError("TokenMissing") {}

/** The token is not a JWT in its one compact form. */
export class TokenMalformed extends Data.TaggedError("TokenMalformed") {}

/** The token's time is over. */
export class TokenExpired extends Data.TaggedError("TokenExpired") {}

/** The token is for someone else. */
export class TokenAudienceInvalid extends Data.TaggedError("TokenAudienceInvalid") {}

/** The token can't be trusted; the reason is a sentence for the client, such as `Invalid signature.` */
export class TokenInvalid extends Data.TaggedError("TokenInvalid")<{ readonly reason: string }> {}

/** The token is authentic, and gives no permission at all: neither `scp` nor `roles`. */
export class TokenWithoutPermissions extends Data.TaggedError("TokenWithoutPermissions") {}

/** The token is of a personal account, which this API does not support. */
export class AccountNotSupported extends Data.TaggedError("AccountNotSupported") {}

/** No token can be judged, since the issuer's keys have never been had. */
export class KeysUnavailable extends Data.TaggedError("KeysUnavailable") {}

export type TokenFailure =
  | TokenMissing
  | TokenMalformed
  | TokenExpired
  | TokenAudienceInvalid
  | TokenInvalid
  | TokenWithoutPermissions
  | AccountNotSupported
  | KeysUnavailable

/** Judges the value of an `Authorization` header. */
export type Authenticate = (authorization: string | undefined) => Effect.Effect<Principal, TokenFailure>
