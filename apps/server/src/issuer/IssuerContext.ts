/** What the endpoints of an issuer share. */
import type { Directory } from "../directory/Directory.ts"
import type { AuthorizationCodes } from "../signin/AuthorizationCodes.ts"
import type { DeviceCodes } from "../signin/DeviceCodes.ts"
import type { RefreshTokens } from "../signin/RefreshTokens.ts"

export interface IssuerContext {
  readonly directory: Directory
  /** Whether a URL without a trailing slash is an address of the server. */
  readonly isOwn: (url: string) => boolean
  readonly codes: AuthorizationCodes
  readonly devices: DeviceCodes
  readonly refreshTokens: RefreshTokens
}

/** The tenant of a request. */
export interface RequestedTenant {
  readonly id: string
  /** Whether its name, `common` or `organizations`, stands for the tenant of the person who signs in. */
  readonly isShared: boolean
}

/** The tenant that a code or token in a request must belong to; `undefined` if it can be any. */
export const requiredTenant = ({ id, isShared }: RequestedTenant): string | undefined =>
  isShared ? undefined : id
